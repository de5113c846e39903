"""A file system fails, cuts reads and writes short, is slow, or lacks what others have; then it works again."""
import errno, json
import soak

OPERATIONS = ["getattr", "opendir", "readdir", "open", "create", "read", "write", "fsync", "fsyncdir", "flock", "mkdir",
              "unlink", "rmdir", "link", "rename", "chmod", "chown", "truncate", "utimens", "statfs", "*"]
PATTERNS = ["/in/*", "/out/*", "/out/.tbbimg/*", "/out/.tbbimg/journal*", "/out/.tbbimg/tmp/*", "/out/[0-9]/*", "/out", "*"]
# Not ENOSYS: Linux then never asks FUSE for the operation again.
ERRNOS = [errno.EIO, errno.ENOENT, errno.EACCES, errno.EPERM, errno.ESTALE, errno.ENOSPC, errno.EDQUOT, errno.EMFILE,
          errno.ENFILE, errno.EINTR, errno.EAGAIN, errno.EROFS, errno.ENOMEM, errno.ETIMEDOUT, errno.ENAMETOOLONG,
          errno.EBUSY, errno.EINVAL, errno.EOPNOTSUPP, errno.EHOSTDOWN, errno.ENOTCONN, errno.ELOOP, errno.EXDEV]
LIKE = {"exfat-fuse": ["no-noreplace", "no-link", "no-chmod"], "vboxsf": ["no-noreplace", "no-link", "ignore-case"],
        "Lustre": [f"no-flock={errno.ENOSYS}"], "NFS": [f"no-flock={errno.ENOLCK}", "no-noreplace"],
        "SMB": ["ignore-case", f"no-fsyncdir={errno.EOPNOTSUPP}"],
        "FUSE": [f"no-fsyncdir={errno.EINVAL}", f"no-flock={errno.EOPNOTSUPP}"],
        "sound": []}


class TheRig(soak.Rig):
    proves = "whatever a file system answers: no output is torn, every image has one fate, the exit code says it"

    def check_machine(self):
        super().check_machine()
        soak.FaultFs.check_machine(self)

    def prepare(self):
        self.store = self.work / "store"
        soak.make_images(self.tool("make_image"), self.store / "in", 30, distinct=10, width=(60, 300), formats=("jpeg", "png", "webp"))
        self.recipes = soak.two_recipes(self.work)
        ended = self.run(*self.command(self.store / "in", self.work / "expected"))
        assert ended.code == 0, ended
        self.expected = soak.tree(self.work / "expected")

    def command(self, inputs, out, *more):
        return ["run", inputs, "-o", out, "--recipe", self.recipes["A"], "--report", self.work / "report.json", *more]

    def round(self):
        soak.remove(self.store / "out")
        soak.remove(self.work / "report.json")
        like = self.chance.choice(list(LIKE))
        mounted = soak.FaultFs(self, self.store, self.work / "mount", *LIKE[like])
        try:
            if self.chance.random() < 0.15 and "ignore-case" in LIKE[like]: self.two_of_a_name(mounted, like)
            elif self.chance.random() < 0.15 or like == self.chance.choice(list(LIKE)): self.sound(mounted, like)
            else: self.faulty(mounted, like)
        finally:
            mounted.stop()

    def outputs(self):
        return soak.tree(self.store / "out") if (self.store / "out").exists() else {}

    def sound(self, mounted, like):
        """Nothing fails but what such a file system does not know."""
        self.count("runs without faults")
        ended = self.run(*self.command(mounted.at / "in", mounted.at / "out", "--breaker-timeout", "0"))
        if ended.code != 0: self.broken(f"as {like}: exit code {ended.code}", ended)
        elif self.outputs() != self.expected: self.broken(f"as {like}: outputs differ")
        self.no_temporaries(f"as {like}")
        if not ended.hung: self.resume(mounted, f"as {like}")

    def two_of_a_name(self, mounted, like):
        """On what does not tell case apart: whose output was written over is not done."""
        inputs = self.fresh("two")
        sources = sorted((self.store / "in").rglob("*.jpg"))[:4]
        for i, name in enumerate(("photo.jpg", "PHOTO.jpg", "Photo.JPG", "other.jpg")):
            (inputs / name).write_bytes(sources[i].read_bytes())
        self.count("runs with names that differ in case")
        ended = self.run(*self.command(inputs, mounted.at / "out"))
        self.check_ending(ended)
        counts = self.check_account(self.work / "report.json")
        if counts and 2 * counts["done"] != len(self.outputs()):
            self.broken(f"as {like}: an output is written over by one whose name differs in case",
                        f"{counts['done']} done, {len(self.outputs())} outputs of 2 variants")

    def faulty(self, mounted, like):
        rules = []
        for _ in range(self.chance.randrange(1, 5)):
            action = self.chance.choice([f"errno={self.chance.choice(ERRNOS)}"] * 4 + ["short", f"delay={self.chance.randrange(1, 60)}"])
            operation = self.chance.choice(["read", "write"] if action == "short" else OPERATIONS)
            often = f"{self.chance.choice([5, 30, 100, 400, 1000])} {self.chance.choice([0, 0, 3, 20])}"
            rules.append(f"rule {operation} {self.chance.choice(PATTERNS)} {action} {often}")
        mounted.tell(f"seed {self.chance.randrange(1 << 32)}")
        for rule in rules: mounted.tell(rule)
        inputs = self.chance.choice([mounted.at, mounted.at, self.store]) / "in"
        retries = str(self.chance.randrange(4))
        ended = self.run(*self.command(inputs, mounted.at / "out", "--breaker-timeout", "500ms", "--retries", retries), timeout=90)
        faults, _ = mounted.tell("clear")
        self.count("faulty runs")
        self.count("faults", faults)
        about = f"as {like}: {'; '.join(rules)}"
        if not self.check_ending(ended): print(f"    {about}")
        counts = self.check_account(self.work / "report.json")
        found = self.outputs()
        torn = soak.differences(found, self.expected)
        if torn: self.broken("torn or foreign outputs", f"{torn[:3]}: {about}")
        if ended.code == 0 and found != self.expected:
            self.broken("outputs are missing behind exit 0", f"{len(soak.missing(found, self.expected))}: {counts}: {about}")
        if ended.code in (1, 74) and not ended.words(): self.broken("fails without a word", about)
        # Linux looks a name up (getattr) before it asks for its removal.
        if not any(f"rule {what} " in about for what in ("unlink", "getattr", "*")): self.no_temporaries(about)
        if not ended.hung: self.resume(mounted, about)

    def no_temporaries(self, about):
        out = self.store / "out"
        left = [path.name for path in out.rglob(".tbbimg-*")] if out.exists() else []
        if left: self.broken("temporary files are left", f"{len(left)}: {about}")

    def resume(self, mounted, about):
        ended = self.run(*self.command(mounted.at / "in", mounted.at / "out", "--resume", "--breaker-timeout", "0"))
        if not self.check_ending(ended, {0}, "--resume without faults"): print(f"    {about}")
        elif self.outputs() != self.expected: self.broken("--resume does not give the undisturbed outputs", about)
        else: self.no_temporaries(f"after --resume: {about}")
