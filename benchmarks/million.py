#!/usr/bin/env python3
"""Runs tbbimg over 10,000 and over 1,000,000 tiny JPEGs, and says whether the second costs more per image.

usage: million.py --tbbimg PATH --folder DIR [--images N ...] [--keep]

Below DIR, which needs room for as many small files, it makes folders of 1,000 hard links each. For each N: time per
image, seconds until the first output, highest resident set; then the same with --resume, which finds nothing to do,
where the command has it. DIR/million is removed at the end, unless --keep is given. Python's standard library only.
"""
import argparse, os, shutil, subprocess, sys, threading, time

PER_FOLDER = 1000


def make_tiles(folder, count=64):
    """JPEGs of 64x64, with pixels that differ."""
    os.makedirs(folder)
    tiles = []
    for n in range(count):
        path = os.path.join(folder, f"{n}.jpg")
        state, pixels = n * 7919 + 1, bytearray()
        for y in range(64):
            for x in range(64):
                state = (state * 1103515245 + 12345) & 0x7FFFFFFF
                pixels += bytes(((x * 3 + n) & 255, (y * 3 + (state >> 26)) & 255, (x * y // 16 + n * 5) & 255))
        subprocess.run(["convert", "-size", "64x64", "-depth", "8", "rgb:-", "-quality", "85", path], input=bytes(pixels), check=True)
        tiles.append(path)
    return tiles


def link_inputs(tiles, folder, count):
    for first in range(0, count, PER_FOLDER):
        below = os.path.join(folder, f"{first // PER_FOLDER:04}")
        os.makedirs(below)
        for n in range(first, min(first + PER_FOLDER, count)):
            os.link(tiles[n % len(tiles)], os.path.join(below, f"img_{n:07}.jpg"))


def has_output(out):
    for _, _, files in os.walk(out):
        if any(name.endswith(".jpg") for name in files): return True
    return False


def run(command, out):
    """Wall s, cpu s, peak MiB, s until the first output (or None)."""
    first = []
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def look():
        while child.returncode is None and not first and time.monotonic() < begin + 30:
            if has_output(out): first.append(time.monotonic() - begin)
            else: time.sleep(0.01)
    watcher = threading.Thread(target=look)
    watcher.start()
    err = child.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    if child.returncode != 0: sys.exit(f"{' '.join(command)} ended with {child.returncode}:\n{err}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, first[0] if first else None


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--tbbimg", required=True)
    p.add_argument("--folder", required=True)
    p.add_argument("--images", nargs="*", type=int, default=[10_000, 1_000_000])
    p.add_argument("--keep", action="store_true")
    a = p.parse_args()
    work = os.path.join(a.folder, "million")
    can_resume = "--resume" in subprocess.run([a.tbbimg, "run", "--help"], capture_output=True, text=True).stdout
    try:
        tiles = make_tiles(os.path.join(work, "tiles"))
        figures = []
        for count in a.images:
            photos, out = os.path.join(work, f"in_{count}"), os.path.join(work, f"out_{count}")
            link_inputs(tiles, photos, count)
            command = [a.tbbimg, "run", photos, "-o", out, "--op", "thumbnail:32", "--format", "jpeg", "--progress", "none"]
            wall, cpu, peak, first = run(command, out)
            figures.append((peak, wall / count))
            print(f"{count:>9} images: {wall:7.1f} s, {wall / count * 1e6:6.1f} us an image (cpu {cpu / count * 1e6:6.1f}), "
                  f"first output after {first or 0:.2f} s, peak {peak:.1f} MiB", flush=True)
            if can_resume:
                wall, cpu, peak, _ = run(command + ["--resume"], os.devnull)
                print(f"{'':>9} --resume with nothing to do: {wall:.1f} s (cpu {cpu:.1f}), peak {peak:.1f} MiB", flush=True)
        if len(figures) > 1:
            print(f"last beside first: peak {figures[-1][0] / figures[0][0]:.2f} times, time per image {figures[-1][1] / figures[0][1]:.2f} times")
    finally:
        if not a.keep: shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
