"""What the rigs share: rounds with seeds, broken invariants, runs of tbbimg, and what a folder holds."""
import collections, functools, hashlib, json, os, random, resource, shutil, signal, subprocess, time
from pathlib import Path

DOCUMENTED_EXIT_CODES = {0, 1, 2, 3, 70, 73, 74, 75, 78}
MARGIN = 2.0    # what a busy machine may add


class Skip(Exception):
    """The rig cannot run on this machine, and why."""


class Rig:
    """One kind of attack. A rig of ours says what it proves in `proves`, and defines round(); one round is replayed by
    its seed alone, and prepare() makes the same for every seed."""
    proves = ""
    needs_root = False
    commands = ()       # that have to be there

    def __init__(self, options, work):
        self.options = options
        self.bin = options.bin
        self.work = work
        self.counts = collections.Counter()
        self.kinds = collections.Counter()
        self.chance = random.Random()
        self.round_number = 0
        self.undo = []

    def prepare(self): pass
    def round(self): raise NotImplementedError

    def check_machine(self):
        if self.needs_root and os.geteuid() != 0: raise Skip("it needs root")
        for command in self.commands:
            if shutil.which(command) is None: raise Skip(f"{command} is not installed")

    def tool(self, name):
        """An executable of the test build: beside BIN, or in --tools."""
        for folder in (self.options.tools, os.path.dirname(self.bin)):
            if folder and os.access(f"{folder}/{name}", os.X_OK): return f"{folder}/{name}"
        raise Skip(f"there is no {name} beside {self.bin}: build it, or say --tools FOLDER")

    @property
    def sanitized(self): return is_sanitized(self.bin)

    def count(self, what, by=1): self.counts[what] += by

    def broken(self, kind, details=""):
        """An invariant does not hold: the first ones of a kind are told, all are counted."""
        self.kinds[kind] += 1
        if self.kinds[kind] <= 3: print(f"  BROKEN in round {self.round_number}: {kind}: {str(details)[:600]}", flush=True)

    def fresh(self, name):
        path = self.work / name
        remove(path)
        path.mkdir()
        return path

    def run(self, *arguments, timeout=120, **more):
        """tbbimg to its end; a run that does not end is a broken invariant."""
        return run([self.bin, *arguments], timeout=timeout, **more)

    def check_ending(self, ended, codes=DOCUMENTED_EXIT_CODES, what="run"):
        if ended.hung: self.broken(f"{what}: does not end", ended)
        elif ended.code < 0: self.broken(f"{what}: dies of {signal_name(-ended.code)}", ended)
        elif ended.code not in codes: self.broken(f"{what}: exit code {ended.code}", ended)
        else: return True
        return False

    def check_account(self, report, what="account"):
        """Every image of a JSON report has one fate."""
        try:
            read = json.loads(Path(report).read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            self.broken(f"{what}: the report is no JSON", error)
            return None
        counts = read.get("counts", read)
        if counts["listed"] != sum(counts[fate] for fate in ("done", "failed", "skipped", "cancelled")):
            self.broken(f"{what}: listed is not the sum of all fates", counts)
        return counts


class Ended:
    def __init__(self, command, code, stdout, stderr, seconds, hung=False):
        self.command, self.code, self.stdout, self.stderr = command, code, stdout, stderr
        self.seconds, self.hung = seconds, hung

    def words(self): return self.stderr.decode(errors="backslashreplace")

    def __str__(self):
        return f"exit code {self.code} after {self.seconds:.1f} s: {self.words()[-400:].strip()!r}"


def limited(limits):
    """For preexec_fn: {resource.RLIMIT_AS: bytes, ...}; SIGPIPE as a shell would have it."""
    def apply():
        os.setpgid(0, 0)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        for what, value in (limits or {}).items(): resource.setrlimit(what, (value, value))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return apply


def start(command, limits=None, **more):
    more.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen([os.fspath(word) for word in command],
                            preexec_fn=limited(limits), **more)


def run(command, timeout=120, limits=None, **more):
    begin = time.monotonic()
    # No files: a limit of their size is for the program alone.
    process = start(command, limits, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
    hung = False
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as late:
        hung = True
        out, err = process.communicate() if kill(process) else (late.stdout or b"", late.stderr or b"")
    return Ended(command, process.returncode, out, err, time.monotonic() - begin, hung)


def kill(process):
    """The process and all that it started; one that cannot die (it waits for a dead file system) is left."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        return False
    return True


def signal_name(number):
    try: return signal.Signals(number).name
    except ValueError: return f"signal {number}"


@functools.cache
def is_sanitized(program):
    with open(program, "rb") as file: return b"__asan_init" in file.read()


def sha256(path):
    with open(path, "rb") as file: return hashlib.file_digest(file, "sha256").hexdigest()


def tree(folder):
    """Hashes of all files below a folder but those of .tbbimg, by path."""
    folder = os.fspath(folder)
    found = {}
    for path, folders, names in os.walk(folder):
        if ".tbbimg" in folders: folders.remove(".tbbimg")
        for name in names:
            full = os.path.join(path, name)
            if os.path.isfile(full) and not os.path.islink(full): found[os.path.relpath(full, folder)] = sha256(full)
    return found


def differences(found, *expected):
    """Paths of `found` whose content is that of no `expected` tree."""
    return sorted(path for path, content in found.items() if all(content != known.get(path) for known in expected))


def missing(found, expected): return sorted(path for path in expected if found.get(path) != expected[path])


def remove(path):
    path = Path(path)
    if path.is_dir() and not path.is_symlink(): shutil.rmtree(path)
    elif os.path.lexists(path): path.unlink()


def mount_points(at):
    """How many file systems are mounted there, one above the other."""
    return sum(line.split()[1] == os.fspath(at) for line in open("/proc/self/mounts"))


def make_images(make_image, folder, count, distinct=8, width=(200, 900), formats=("jpeg",), chance=None):
    """`count` pictures in some folders; only `distinct` of them are made, the others are hard links."""
    chance = chance or random.Random(1)
    made = []
    for i in range(count):
        path = Path(folder) / f"{i % 5}" / f"{i}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if i < distinct:
            form = formats[i % len(formats)]
            across = chance.randrange(*width)
            path = path.with_suffix({"jpeg": ".jpg", "png": ".png", "webp": ".webp"}[form])
            subprocess.run([make_image, form, f"{across}x{across * 3 // 4}", path, f"seed={i + 1}"], check=True)
            made.append(path)
        else:
            source = made[i % distinct]
            path = path.with_suffix(source.suffix)
            os.link(source, path)
    return count


RECIPE = """
[[variant]]
name = "png"              # its files are as large as those of the other recipe
ops = ["thumbnail:180"{more}]
format = "png"
png.compression = 0
[[variant]]
name = "jpg"
ops = ["thumbnail:300"{more}]
format = "jpeg"
"""


def two_recipes(folder):
    """Files of recipes A and B, whose PNG outputs are of one size and of other bytes."""
    recipes = {"A": Path(folder) / "A.toml", "B": Path(folder) / "B.toml"}
    recipes["A"].write_text(RECIPE.format(more=""))
    recipes["B"].write_text(RECIPE.format(more=', "invert"'))
    return recipes


class Journal:
    """Lines of all journals of an OUT that can be read."""
    def __init__(self, out):
        self.lines = []
        for path in sorted(Path(out).glob(".tbbimg/journal*.jsonl")):
            for line in path.read_bytes().split(b"\n"):
                try: line = json.loads(line)
                except ValueError: continue
                if isinstance(line, dict): self.lines.append(line)

    def noted(self):
        """Paths of the outputs of images that are done, below OUT."""
        return {output["path"] for line in self.lines if line.get("type") == "image" and line.get("status") == "done"
                for output in line.get("outputs", []) if isinstance(output.get("path"), str)}


class FaultFs:
    """fault_fs.c over `store`, seen at `at`."""
    @staticmethod
    def check_machine(rig):
        if not os.path.exists("/dev/fuse"): raise Skip("there is no /dev/fuse")
        if shutil.which("fusermount3") is None: raise Skip("fusermount3 is not installed")
        rig.fault_fs = rig.tool("fault_fs")

    def __init__(self, rig, store, at, *refusals):
        self.at, self.rig = at, rig
        at.mkdir(exist_ok=True)
        rig.undo.append(self.stop)
        self.process = start([rig.fault_fs, store, at, *refusals], stdout=subprocess.PIPE, text=True, stdin=subprocess.PIPE)
        for _ in range(200):
            if mount_points(at): return
            if self.process.poll() is not None: break
            time.sleep(0.02)
        self.stop()
        raise Skip("FUSE cannot be mounted here")

    def tell(self, line):
        """Faults so far, and how many callers hang now."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().split()
        assert answer[0] == "faults", answer
        return int(answer[1]), int(answer[3])

    def stop(self):
        if self.process.poll() is None: self.tell("clear")
        subprocess.run(["fusermount3", "-u", "-z", self.at], stderr=subprocess.DEVNULL)
        kill(self.process)
        self.rig.undo.remove(self.stop)
