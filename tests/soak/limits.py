"""Limits of threads, address space, open files and file sizes; a cgroup of 512 MiB with a picture that cannot fit."""
import os, resource, shutil, subprocess, zlib
import soak

NOBODY = 65534
GIANT = (16383, 16383)


class TheRig(soak.Rig):
    proves = "what the system refuses is told by a documented exit code, never by a signal"

    def prepare(self):
        make_image = self.tool("make_image")
        self.inputs = self.work / "in"
        soak.make_images(make_image, self.inputs, 32, distinct=8, width=(100, 900))
        ended = self.run(*self.command(self.work / "expected"))
        assert ended.code == 0, ended
        self.expected = soak.tree(self.work / "expected")
        # The limit of threads is none for root.
        self.as_nobody = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
        if self.as_nobody and shutil.which("setpriv") is None:
            raise soak.Skip("setpriv is not installed, and root has no limit of threads")
        self.program = self.bin
        if self.as_nobody and subprocess.run([*self.as_nobody, "test", "-x", self.bin]).returncode != 0:
            self.program = shutil.copy(self.bin, self.work / "tbbimg")
        self.cgroup = self.find_cgroup()
        self.giant_done = False

    def command(self, out, *more): return ["run", self.inputs, "-o", out, "--op", "thumbnail:100", *more]

    def round(self):
        if self.cgroup and not self.giant_done: self.giant()
        self.giant_done = True
        self.limit(resource.RLIMIT_NPROC, 1 + (self.options.seed + self.round_number) % 60, "threads")
        # ASan takes terabytes of addresses.
        if not self.sanitized: self.limit(resource.RLIMIT_AS, self.chance.randrange(50_000, 300_000) * 1024, "address space")
        self.limit(resource.RLIMIT_NOFILE, self.chance.randrange(3, 60), "open files")
        self.limit(resource.RLIMIT_FSIZE, self.chance.choice([0, self.chance.randrange(1, 20_000)]), "file size")

    def limit(self, which, value, name):
        out = self.fresh("out")
        if self.as_nobody: os.chown(out, NOBODY, NOBODY)
        more = self.chance.choice([[], [], ["--threads", "8"], ["--threads", "1", "--io-threads", "1"],
                                   ["--metrics-listen", "0"], ["--resume"]])
        command = [*self.as_nobody, self.program, *self.command(out, "--breaker-timeout", "500ms", *more)]
        ended = soak.run(command, limits={which: value}, timeout=60)
        self.count(f"limits of {name}")
        words = ended.words()
        # It did not come to main().
        if "error while loading shared libraries" in words or "setpriv:" in words or ended.code == 127:
            return self.count("limits that no program starts with")
        about = f"{value} {name}, {' '.join(more)}: {ended}"
        if ended.hung: self.broken(f"{name}: does not end", about)
        elif ended.code < 0 or ended.code > 128: self.broken(f"{name}: dies of {soak.signal_name(abs(ended.code) % 128)}", about)
        elif ended.code not in (0, 1, 73, 74): self.broken(f"{name}: exit code {ended.code}", about)
        elif ended.code != 0 and not words: self.broken(f"{name}: fails without a word", about)
        found = soak.tree(out)
        if soak.differences(found, self.expected): self.broken(f"{name}: torn outputs", about)
        if ended.code == 0 and found != self.expected: self.broken(f"{name}: outputs are missing behind exit 0", about)

    def find_cgroup(self):
        for root, limit in (("/sys/fs/cgroup/memory", "memory.limit_in_bytes"), ("/sys/fs/cgroup", "memory.max")):
            folder = f"{root}/tbbimg-soak-{os.getpid()}"
            try:
                os.mkdir(folder)
            except OSError:
                continue
            self.undo.append(lambda: os.rmdir(folder))
            try:
                with open(f"{folder}/{limit}", "w") as file: file.write(str(512 << 20))
                return folder
            except OSError:
                continue
        print("  no picture that cannot fit: no cgroup can be made here")
        return None

    def giant(self):
        """A PNG of 1 MiB and 268 megapixels among 32 photos, in 512 MiB. A thumbnail alone would be made of its rows."""
        folder = self.fresh("giant")
        shutil.copytree(self.inputs, folder / "in")
        write_png(folder / "in/giant.png", *GIANT)
        report = folder / "report.json"
        entered = f'echo $$ > {self.cgroup}/cgroup.procs && exec "$@"'
        for more in ([], ["--memory", "64M"], ["--resume"]):
            ended = soak.run(["sh", "-c", entered, "sh", self.bin, "run", folder / "in", "-o", folder / "out",
                              "--op", "blur:1", "--op", "thumbnail:100", "--report", report, *more], timeout=300)
            self.count("runs in a small cgroup")
            if ended.code < 0: self.broken("a giant in a small cgroup: dies of " + soak.signal_name(-ended.code), ended)
            elif ended.code != 1: self.broken(f"a giant in a small cgroup: exit code {ended.code}", ended)
            counts = self.check_account(report, "giant")
            if counts and counts["failed"] != 1: self.broken("a giant in a small cgroup: it alone should fail", counts)
            if len(soak.tree(folder / "out")) != 32: self.broken("a giant in a small cgroup takes others with it", ended)
        soak.remove(folder)


def write_png(path, width, height):
    """A transparent one; a colour in no row."""
    packer = zlib.compressobj(1)
    row = bytes(1 + 4 * width)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    def chunk(kind, content):
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 6, 0, 0, 0])
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b""))
