#!/usr/bin/env python3
"""Kills runs at random moments (SIGKILL), resumes each time, and compares the end with a run that nobody disturbed.

usage: kill_and_resume.py TBBIMG MAKE_IMAGE [--kills N] [--images N] [--seed N]

Per kill, what is done again is what was made and not noted: at most the images that were in flight (--max-images).
"""
import argparse, hashlib, json, os, random, shutil, signal, subprocess, sys, tempfile, time

IN_FLIGHT = 8
OPERATIONS = ["--op", "thumbnail:160", "--op", "blur:1"]


def tree(folder):
    """Hashes of all files below a folder but those of .tbbimg, by path."""
    found = {}
    for path, folders, names in os.walk(folder):
        if ".tbbimg" in folders: folders.remove(".tbbimg")
        for name in names:
            full = os.path.join(path, name)
            with open(full, "rb") as file: found[os.path.relpath(full, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def times(folder):
    return {os.path.join(path, name): os.stat(os.path.join(path, name)).st_mtime_ns
            for path, _, names in os.walk(folder) for name in names if "/.tbbimg" not in path}


def temporary_files(folder):
    return [os.path.join(path, name) for path, _, names in os.walk(folder) for name in names if name.endswith(".tmp")]


def noted_outputs(out):
    """Paths of outputs of whole lines, of images that are done."""
    noted = set()
    try:
        with open(os.path.join(out, ".tbbimg/journal.jsonl"), "rb") as file: text = file.read()
    except FileNotFoundError:
        return noted
    for line in text[:text.rfind(b"\n") + 1].splitlines():
        line = json.loads(line)
        if line["type"] == "image" and line["status"] == "done":
            noted.update(os.path.join(out, output["path"]) for output in line["outputs"])
    return noted


def make_inputs(make_image, folder, count):
    for i in range(count):
        path = f"{folder}/{i % 7}/{i}.jpg"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        subprocess.run([make_image, "jpeg", f"{200 + i % 13 * 40}x{150 + i % 11 * 30}", path, f"seed={i}"], check=True)


def run(arguments, kill_after=None):
    """The exit code, or None if it was killed."""
    process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _, words = process.communicate(timeout=kill_after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate()
        return None
    if process.returncode != 0: sys.exit(f"exit code {process.returncode}: {words.decode(errors='replace')}")
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tbbimg")
    parser.add_argument("make_image")
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--images", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    chance = random.Random(options.seed)
    work = tempfile.mkdtemp(prefix="tbbimg-kill-")
    try:
        kill_and_resume(options, chance, work)
    finally:
        shutil.rmtree(work)


def kill_and_resume(options, chance, work):
    photos, whole, out = f"{work}/in", f"{work}/whole", f"{work}/out"
    make_inputs(options.make_image, photos, options.images)
    command = [options.tbbimg, "run", photos, *OPERATIONS, "--max-images", str(IN_FLIGHT), "-o"]
    begin = time.monotonic()
    run(command + [whole])
    duration = time.monotonic() - begin
    expected = tree(whole)
    assert len(expected) == options.images

    kills = worst = redone_in_all = 0
    while kills < options.kills:
        # A run that comes to its end starts all over, so that there are enough moments to kill it at. So that most of
        # them are in the middle, a run is given a part of the time that it takes alone.
        noted = noted_outputs(out)
        before = times(out)
        if run(command + [out, "--resume"], chance.uniform(0, duration / 3)) is None:
            kills += 1
        after = times(out)
        redone = sum(after[path] != changed for path, changed in before.items() if path in after)
        redone_in_all += redone
        worst = max(worst, redone)
        gone = [path for path in before if path not in after]
        assert not gone, f"outputs vanished: {gone}"
        assert redone <= IN_FLIGHT, f"{redone} outputs were made again after one kill, {IN_FLIGHT} were in flight"
        touched = [path for path in noted if before.get(path) != after.get(path)]
        assert not touched, f"outputs that were noted were made again: {touched}"
        found = tree(out)
        torn = [path for path, content in found.items() if expected.get(path) != content]
        assert not torn, f"outputs are not whole, or are no outputs: {torn}"
        if len(found) == len(expected) and noted_outputs(out) == set(times(out)): shutil.rmtree(out)
    run(command + [out, "--resume"])
    assert tree(out) == expected, "the end is not that of a run that nobody disturbed"
    left = temporary_files(out)
    assert not left, f"temporary files are left: {left}"
    print(f"{kills} kills, {redone_in_all} images made again, {worst} at most after one")


main()
