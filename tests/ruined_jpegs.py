#!/usr/bin/env python3
"""Ruins copies of sound JPEGs, and counts how many of those whose picture has changed tbbimg takes for sound.

usage: tests/ruined_jpegs.py TBBIMG PHOTO... [--copies 10] [--seed 1]

Each copy has one bit flipped, 512 bytes zeroed or 300 bytes cut out, anywhere behind its first scan header. Its picture
has changed if more than 5 % of the rows that djpeg (libjpeg-turbo-progs) gives are others. djpeg's own warnings are
counted beside.
"""
import argparse, collections, json, random, subprocess, sys, tempfile
from pathlib import Path

DAMAGES = ("bit", "zeros", "cut")


def ruin(data, damage, chance):
    """A copy with one damage behind the first SOS marker, whose position is given, too."""
    begin = data.index(b"\xff\xda") + 14
    at = chance.randrange(begin, len(data) - 600)
    if damage == "bit":
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1:]
    if damage == "zeros":
        return data[:at] + bytes(512) + data[at + 512:]
    return data[:at] + data[at + 300:]


def decode(path):
    """(rows, whether djpeg warns); no rows if it gives up."""
    run = subprocess.run(["djpeg", "-pnm", path], capture_output=True)
    if not run.stdout:
        return [], True
    magic, size, _, pixels = run.stdout.split(b"\n", 3)
    width = int(size.split()[0]) * (3 if magic == b"P6" else 1)
    return [pixels[i:i + width] for i in range(0, len(pixels), width)], bool(run.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tbbimg")
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=10, help="of each photo")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        copies, out = Path(folder, "copies"), Path(folder, "out")
        copies.mkdir()
        changed, warned = {}, {}
        for number, photo in enumerate(sorted(options.photos)):
            data = photo.read_bytes()
            (copies / f"{number}-sound.jpg").write_bytes(data)
            sound, _ = decode(photo)
            for copy in range(options.copies):
                path = copies / f"{number}-{copy}-{DAMAGES[copy % len(DAMAGES)]}.jpg"
                path.write_bytes(ruin(data, DAMAGES[copy % len(DAMAGES)], chance))
                rows, warned[path.name] = decode(path)
                different = sum(a != b for a, b in zip(rows, sound)) + abs(len(rows) - len(sound))
                changed[path.name] = different > 0.05 * len(sound)
        subprocess.run([options.tbbimg, "run", copies, "-o", out, "--op", "identity", "--progress", "none"], stderr=subprocess.DEVNULL)
        lines = [json.loads(line) for line in Path(out, ".tbbimg/journal.jsonl").read_text().splitlines()]
        accepted = {line["path"] for line in lines if line["type"] == "image" and line["status"] == "done"}
        told = {line["path"] for line in lines if line["type"] == "image" and line.get("warnings")}
    sounds = [f"{number}-sound.jpg" for number in range(len(options.photos))]
    table = collections.Counter()
    for name in changed:
        damage = name.rpartition("-")[2].removesuffix(".jpg")
        for kind in (damage, "all"):
            table[kind, "copies"] += 1
            table[kind, "changed"] += changed[name]
            table[kind, "accepted"] += changed[name] and name in accepted
            table[kind, "with a warning"] += changed[name] and name in accepted and name in told
            table[kind, "djpeg says nothing"] += changed[name] and not warned[name]
            table[kind, "refused for nothing"] += not changed[name] and name not in accepted
    columns = ("copies", "changed", "accepted", "with a warning", "djpeg says nothing", "refused for nothing")
    print("".join(f"{column:>20}" for column in ("",) + columns))
    for kind in DAMAGES + ("all",):
        print(f"{kind:>20}" + "".join(f"{table[kind, column]:>20}" for column in columns))
    refused = [name for name in sounds if name not in accepted]
    print(f"sound photos refused: {len(refused)} of {len(sounds)}")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
