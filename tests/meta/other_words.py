"""other_words.py TBBIMG OTHER_WORDS MAKE_IMAGE: does anything decide by words?

Two builds of the command that differ in every word of every sentence do the same: runs with many kinds of failures and
skips, a resumed one, a retry, a dry run, and calls that are refused. Whatever programs read has to be the same.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TBBIMG, OTHER_WORDS, MAKE_IMAGE = (os.path.abspath(path) for path in sys.argv[1:4])

RECIPE = """
[[variant]]
name = "small"
ops = ["thumbnail:32"]
format = "webp"
[[variant]]
name = "crop"
ops = ["crop:100x100"]
format = "png"
when = { min-width = 40 }
[[variant]]
name = "tight"
ops = ["thumbnail:64"]
format = "jpeg"
max-bytes = 150
when = { min-width = 300 }
"""


def make_inputs(folder):
    def image(name, size):
        kind = {"jpg": "jpeg", "png": "png"}[name[-3:]]
        subprocess.run([MAKE_IMAGE, kind, size, str(folder / name)], check=True)
    folder.mkdir()
    (folder / "sub").mkdir()
    for name in ("a.jpg", "b.png", "cut.jpg", "damaged.png", "same.jpg", "same.png", "blocked.jpg", "tiny.png"):
        image(name, "30x20" if name == "tiny.png" else "200x150")
    image("sub/wide.jpg", "400x300")
    image("sub/huge.png", "1200x1100")
    for name in ("cut.jpg", "damaged.png"):
        bytes_ = bytearray((folder / name).read_bytes())
        if name == "cut.jpg":
            del bytes_[len(bytes_) // 2:]
        else:
            bytes_[len(bytes_) // 2] ^= 0xFF
        (folder / name).write_bytes(bytes_)
    (folder / "gif.jpg").write_bytes(b"GIF89a rather")
    (folder / "empty.png").write_bytes(b"")
    (folder / "words.txt").write_text("no image")
    (folder / "._mac.jpg").write_bytes(b"\0\5\x16\7 of macOS")
    (folder / "dangling.jpg").symlink_to("nowhere")
    (folder / "folder").symlink_to("sub")
    os.mkfifo(folder / "fifo.jpg")


def events_of(text):
    """What --progress json tells, without words, times and what depends on the order."""
    kept = []
    for line in text.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if event.get("event") in ("failed", "skipped", "done", "retry"):
            kept.append([str(event.get(key)) for key in ("event", "path", "code", "stage", "kind")])
    return sorted(kept)


def report_of(path):
    report = json.loads(path.read_text())
    kept = {key: report[key] for key in ("exit_code", "ended_by", "listed", "done", "failed", "skipped", "outputs")}
    kept["causes"] = sorted([each["count"], each["class"], each["stage"], each["code"], each["kind"],
                             sorted(example["path"] for example in each["examples"])] for each in report["failures"])
    kept["skips"] = sorted(report["skipped_by_reason"].values())
    return kept


def journal_of(out):
    lines = []
    for line in (out / ".tbbimg/journal.jsonl").read_text().splitlines():
        fields = json.loads(line)
        for key in ("sum", "ms", "started", "ended", "arguments", "folder", "bytes" if fields["type"] == "sync" else "sum"):
            fields.pop(key, None)
        # Variants end in any order.
        if fields["type"] == "image":
            fields["outputs"].sort(key=lambda output: output["path"])
        if "error" in fields:
            fields["error"].pop("message")
        if fields["type"] != "sync":
            lines.append(json.dumps(fields, sort_keys=True))
    return sorted(lines)


def metrics_of(path):
    counters = (line for line in path.read_text().splitlines() if not line.startswith("#"))
    return sorted(line for line in counters if re.match(r"tbbimg_(images|failures|outputs|retries)", line))


def status_of(text):
    status = json.loads(text)
    kept = {key: status[key] for key in ("done", "failed", "left", "changed", "other_files", "skipped", "ended_by")}
    kept["causes"] = sorted([each["code"], each["stage"], each["kind"], each["count"]]
                            for each in status["failures"])
    return kept


def everything(command, folder):
    """All facts that `command` gives, by the name of the call."""
    facts = {}
    os.chdir(folder)

    def call(name, *arguments):
        done = subprocess.run([command, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
        facts[name] = done.returncode
        facts[name + " events"] = events_of(done.stderr)
        return done

    pathlib.Path("recipe.toml").write_text(RECIPE)
    pathlib.Path("wrong.toml").write_text("[[variant]]\nops = [\"thumbnial:3\"]\n")
    pathlib.Path("out/blocked_small.webp").mkdir(parents=True)
    pathlib.Path("notes").mkdir()
    pathlib.Path("notes/a.txt").write_text("no image")
    run = ("run", "in", "-o", "out", "--recipe", "recipe.toml", "--max-pixels", "1M", "--progress", "json", "-v")
    watch = ("--report", "report.json", "--metrics-file", "metrics.prom")
    call("dry run", *run, "--dry-run")
    for name, more in (("first", ()), ("again", ()), ("resumed", ("--resume",)), ("overwritten", ("--overwrite",))):
        call(name, *run, *watch, *more)
        facts[name + " report"] = report_of(pathlib.Path("report.json"))
        facts[name + " metrics"] = metrics_of(pathlib.Path("metrics.prom"))
        facts[name + " journal"] = journal_of(pathlib.Path("out"))
    facts["status facts"] = status_of(call("status", "status", "out", "--json").stdout)
    call("retry", "retry", "out", "--progress", "json", "-v")
    facts["retry journal"] = journal_of(pathlib.Path("out"))
    call("verify", "verify", "out")
    call("collisions", "run", "in", "-o", "flat", "--op", "thumbnail:16", "--format", "webp", "--progress", "json", "-v")
    call("first failure", *run[:4], "--op", "thumbnail:8", "--on-error", "fail", "--format", "png")
    # Where all is skipped, the exit code tells whether there was an image.
    for name, more in (("one", ()), ("one again", ()), ("one resumed", ("--resume",))):
        call(name, "run", "in/a.jpg", "in/words.txt", "-o", "one", "--op", "thumbnail:8", *more)
    call("one retried", "retry", "one")
    call("no image", "run", "notes", "-o", "none", "--op", "thumbnail:8")
    call("no input", "run", "nothing", "-o", "none", "--op", "thumbnail:8")
    call("bad recipe", "run", "in", "-o", "none", "--recipe", "wrong.toml")
    call("bad operation", "run", "in", "-o", "none", "--op", "thumbnial:3")
    call("no recipe", "run", "in", "-o", "none", "--recipe", "missing.toml")
    call("bad output", "run", "in", "-o", "recipe.toml", "--op", "thumbnail:8")
    call("bad log", *run[:4], "--op", "thumbnail:8", "--log", "notes")
    call("info", "info", "in/a.jpg", "in/gif.jpg")
    return facts


with tempfile.TemporaryDirectory() as temporary:
    home = pathlib.Path(temporary)
    make_inputs(home / "inputs")
    results = []
    for command in (TBBIMG, OTHER_WORDS):
        # One after the other in the same place, so that paths and times are the same.
        work = home / "work"
        work.mkdir()
        os.chdir(home)
        (work / "in").symlink_to(home / "inputs")
        results.append(everything(command, work))
        os.chdir(home)
        shutil.rmtree(work)
    said = [subprocess.run([command, "info", "inputs/gif.jpg"], capture_output=True, text=True).stderr
            for command in (TBBIMG, OTHER_WORDS)]

def difference(one, other):
    if not isinstance(one, list):
        return f"{one} and {other}"
    return f"{[each for each in one if each not in other]} and {[each for each in other if each not in one]}"


problems = [f"{name}: {difference(results[0][name], results[1][name])}"
            for name in results[0] if results[0][name] != results[1][name]]
if said[0] == said[1]:
    problems.append(f"the other words are the same: {said[0]}")
causes = results[0]["first report"]["causes"]
if len(causes) < 8 or len(results[0]["first report"]["skips"]) < 3:
    problems.append(f"too few kinds of failures and skips: {results[0]['first report']}")
if problems:
    sys.exit("decided by words:\n" + "\n".join(problems))
print(f"{len(results[0])} facts are the same in other words, {len(causes)} causes of failures among them")
