#!/usr/bin/env python3
"""Line coverage per folder, and the ten files with the most lines that no test runs.

usage: cmake --preset coverage && cmake --build --preset coverage && ctest --test-dir build/coverage
       tests/coverage.py [BUILD]      default: build/coverage

A line counts once, however often templates and tests compile it; it is covered if any of them ran it.
"""
import collections, gzip, json, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("kernels", "codecs", "engine", "tools")


def lines_of(build):
    """{file below ROOT: {line: whether it ran}}"""
    lines = collections.defaultdict(dict)
    data = sorted(str(path) for path in build.rglob("*.gcda"))
    if not data:
        sys.exit(f"coverage.py: no test of {build} has run")
    with tempfile.TemporaryDirectory() as work:
        for begin in range(0, len(data), 50):
            subprocess.run(["gcov", "--json-format", "--hash-filenames", *data[begin:begin + 50]], cwd=work,
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for report in pathlib.Path(work).glob("*.gcov.json.gz"):
            content = json.loads(gzip.open(report).read())
            for file in content["files"]:
                path = (pathlib.Path(content["current_working_directory"]) / file["file"]).resolve()
                if not path.is_relative_to(ROOT) or path.relative_to(ROOT).parts[0] not in FOLDERS:
                    continue
                ran = lines[str(path.relative_to(ROOT))]
                for line in file["lines"]:
                    ran[line["line_number"]] = ran.get(line["line_number"], False) or line["count"] > 0
    return lines


def main():
    lines = lines_of(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/coverage").resolve())
    for folder in FOLDERS:
        ran = [line for path, of in lines.items() if path.startswith(folder + "/") for line in of.values()]
        if ran:
            print(f"{folder:8} {100 * sum(ran) / len(ran):5.1f} % of {len(ran)} lines")
    missed = {path: sum(not ran for ran in of.values()) for path, of in lines.items()}
    for path in sorted(missed, key=missed.get, reverse=True)[:10]:
        of = lines[path]
        print(f"  {missed[path]:4} of {len(of):4} lines never ran: {path}")


if __name__ == "__main__":
    main()
