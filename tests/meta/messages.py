#!/usr/bin/env python3
"""Every sentence that the command may say, in one list to be read: tests/tools/messages.txt.

usage: messages.py ROOT [--write]

Takes the texts between quotes of kernels/, codecs/, engine/ and tools/ that have more than one word; those that stand
behind each other are one, with … for a value between them. What is not text for people (help in raw strings, HTML, JSON, names of functions of shells) is
left out. The test fails where the list is another: --write makes it, and whoever reviews a change reads the new lines.
"""

import pathlib
import re
import sys

FOLDERS = ("kernels", "codecs", "engine", "tools")
# Files whose texts are no sentences: what they write is read by programs.
NO_SENTENCES = {
    "engine/watch/report/html_report.cpp", "engine/watch/report/chart.cpp", "engine/watch/metrics/run_collector.cpp",
    "tools/journal/schema.cpp", "tools/recipe/schema.cpp", "tools/shell/completions.cpp", "tools/shell/man_page.cpp",
}
TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|\'(?:\\.|[^\'\\\n])+\'|#include[^\n]*|"(?P<text>(?:\\.|[^"\\\n])*)"',
    re.S)


def sentences(source):
    joined = []  # [end, text]
    for token in TOKEN.finditer(source):
        text = token["text"]
        if text is None:
            continue
        between = source[joined[-1][0]:token.start()] if joined else None
        value = between is not None and re.fullmatch(r"\s*\+[^;{}?]*\+\s*", between)
        if between is not None and (value or not between.strip()):
            joined[-1][1] += ("…" if value else "") + text
            joined[-1][0] = token.end()
        else:
            joined.append([token.end(), text])
    for _, text in joined:
        text = text.replace('\\"', '"').replace("\\n", " ").strip()
        if re.search(r"[A-Za-z]{2,}[,:;]? +[A-Za-z]{2,}", text):
            yield text


def listed(root):
    lines = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            name = path.relative_to(root).as_posix()
            if name in NO_SENTENCES:
                continue
            found = sorted(set(sentences(path.read_text(encoding="utf-8"))))
            lines += [f"{name}: {text}" for text in found]
    return "".join(line + "\n" for line in lines)


def main():
    root = pathlib.Path(sys.argv[1])
    kept = root / "tests/tools/messages.txt"
    now = listed(root)
    if "--write" in sys.argv[2:]:
        kept.write_text(now, encoding="utf-8")
        return 0
    before = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    new = [line for line in now.splitlines() if line not in before]
    gone = [line for line in before if line not in now.splitlines()]
    for line in new:
        print("+", line)
    for line in gone:
        print("-", line)
    if new or gone:
        print("read these, and run: python3 tests/meta/messages.py . --write")
        return 1
    return 0


sys.exit(main())
