#!/usr/bin/env python3
"""Attacks tbbimg for as long as told, and says which invariants broke: exit 1 if one did.

usage: tests/soak/run.py BIN [--minutes M | --rounds N] [--seed S] [RIG ...]

BIN is the tbbimg; what the test build makes beside it (make_image, fault_fs) is looked for there, or in --tools. --minutes
is for all rigs together. A rig that cannot run on this machine says SKIP and why. A broken invariant names its
round: `--seed S --first ROUND --rounds 1 RIG` is that round again.
"""
import argparse, importlib, os, random, shutil, signal, sys, tempfile, time, traceback
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import soak

# Nobody's settings, and on terminals no escapes but those that names may have brought.
os.environ.update(TBBIMG_CONFIG="", NO_COLOR="1")

RIGS = ["power_cuts", "damaged_journals", "hostile_names", "fuse_faults", "hangs", "kills", "signals_at_end",
        "blocked_watchers", "limits", "mutated_images"]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin")
    parser.add_argument("rigs", nargs="*", metavar="RIG", help=", ".join(RIGS))
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--rounds", type=int, help="of each rig; 1 unless given")
    parser.add_argument("--first", type=int, default=1, help="round to begin with")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--tools", help="folder of make_image and fault_fs")
    parser.add_argument("--asan-bin", help="a tbbimg with AddressSanitizer, for mutated_images")
    parser.add_argument("--photos", help="a folder of photographs, for rigs that take some")
    parser.add_argument("--work", help="where the rigs write; a folder on a disk")
    options = parser.parse_intermixed_args()
    for name in options.rigs:
        if name not in RIGS: parser.error(f"there is no rig '{name}'; there are {', '.join(RIGS)}")
    for name in ("bin", "tools", "asan_bin", "photos", "work"):
        if getattr(options, name): setattr(options, name, os.path.abspath(getattr(options, name)))
    if not os.access(options.bin, os.X_OK): parser.error(f"{options.bin} is no program")
    return options


def attack(name, options, seconds):
    """True if nothing broke."""
    module = importlib.import_module(name)
    work = Path(tempfile.mkdtemp(prefix=f"tbbimg-{name}-", dir=options.work))
    # The rig 'limits' works as nobody.
    work.chmod(0o755)
    rig = module.TheRig(options, work)
    begin = time.monotonic()
    rounds = 0
    try:
        rig.check_machine()
        rig.prepare()
        while rounds < options.rounds if options.rounds else rounds == 0 or time.monotonic() - begin < seconds:
            rig.round_number = options.first + rounds
            rig.chance = random.Random(f"{options.seed} {name} {rig.round_number}")
            rig.round()
            rounds += 1
    except soak.Skip as why:
        print(f"{name:17} SKIP: {why}", flush=True)
        return True
    except Exception:
        rig.broken("the rig itself", traceback.format_exc()[-600:])
    finally:
        for undo in rig.undo[::-1]: undo()
        shutil.rmtree(work, ignore_errors=True)
    counts = ", ".join(f"{count} {what}" for what, count in rig.counts.items())
    print(f"{name:17} seed {options.seed}, {rounds} rounds, {time.monotonic() - begin:.0f} s: {counts}: "
          + (f"{sum(rig.kinds.values())} BROKEN" if rig.kinds else "all holds"), flush=True)
    for kind, times in sorted(rig.kinds.items()): print(f"{'':17} {times} x {kind}", flush=True)
    return not rig.kinds


def main():
    options = parse()
    # So that what is mounted is unmounted.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    rigs = options.rigs or RIGS
    print(f"seed {options.seed}", flush=True)
    if options.minutes is None and options.rounds is None: options.rounds = 1
    seconds = (options.minutes or 0) * 60 / len(rigs)
    sound = [attack(name, options, seconds) for name in rigs]
    sys.exit(0 if all(sound) else 1)


if __name__ == "__main__": main()
