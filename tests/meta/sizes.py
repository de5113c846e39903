"""sizes.py ROOT: is every file short enough to be read, and every function short enough to be seen at once?

A function ends with the first brace below its first letter: clang-format sees to that. Texts of raw strings do not count.
"""
import re
import subprocess
import sys

ROOT = sys.argv[1]
MOST_OF_FILE, MOST_OF_FUNCTION = 400, 60
NO_FUNCTION = re.compile(r"^ *(namespace|class|struct|union|enum|public:|private:|protected:|//|#|\}  //|extern \"C\" \{|$)")
RAW_STRING = re.compile(r'R"(\w*)\(.*?\)\1"', re.DOTALL)


def functions_of(lines, indent):
    """(first line, lines) of what begins with so many spaces: functions, and blocks inside of longer ones."""
    begin = None
    for number, line in enumerate(lines):
        if len(line) - len(line.lstrip()) != indent or NO_FUNCTION.match(line):
            continue
        if line.strip() == "}" and begin is not None:
            yield begin, number - begin + 1
        if line.endswith(("}", ";")):
            begin = None
        elif begin is None:
            begin = number


problems = []
names = subprocess.run(["git", "-C", ROOT, "ls-files", "*.cpp", "*.hpp"], capture_output=True, text=True, check=True)
for name in names.stdout.split():
    text = open(f"{ROOT}/{name}", encoding="utf-8").read()
    if text.count("\n") > MOST_OF_FILE:
        problems.append(f"{name}: {text.count(chr(10))} lines; {MOST_OF_FILE} are the most: split it by the questions it answers")
    lines = RAW_STRING.sub("", text).splitlines()
    for begin, length in [*functions_of(lines, 0), *functions_of(lines, 2)]:
        if length > MOST_OF_FUNCTION:
            problems.append(f"{name}: {length} lines of {lines[begin].strip()}; {MOST_OF_FUNCTION} are the most of a function")
if problems:
    sys.exit("\n".join(problems))
print(f"no file of {len(names.stdout.split())} has more than {MOST_OF_FILE} lines, no function more than {MOST_OF_FUNCTION}")
