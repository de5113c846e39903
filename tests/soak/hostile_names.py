"""Names, templates and links that try to get out of OUT, into its .tbbimg, at a source, or at a terminal."""
import json, os, pty, re, stat, subprocess, threading, time
import soak

STEMS = [b"..", b".", b"", b".tbbimg", b"-o", b"--help", b"{stem}", b"{date}", b"a b", b"$HOME", b"'\"`;&|", b"<img src=x onerror=alert(1)>",
         b"esc\x1b[31m", b"title\x1b]0;x\x07", b"line\nbreak", b"return\rhidden", b"tab\t", b"del\x7f", b"bell\x07\x08",
         "c1\u009b31m".encode(), "next\u0085line".encode(), b"raw\x9b31m", b"latin\xe9", b"\xff\xfe", b"cut\xe2\x80",
         "rtl\u202egpj.exe".encode(), "isolate\u2066x\u2069".encode(), "line\u2028sep".encode(), b"%s%n", b"back\\slash",
         b"n" * 251, b".tbbimg-0123456789abcdef-1-1-0", b"journal", b"tmp", b"x=1 y=\"2\"", b"NUL", b"#", b"~", b"*"]
TEMPLATES = ["{dir}/{stem}_{variant}.{ext}", "{stem}/x.{ext}", "{stem}/{stem}/x.{ext}", "a{date}/..{date}/b/{stem}.{ext}",
             "...{date}/...{date}/etc/{stem}.{ext}", "..{date}/{stem}.{ext}", ".tbbimg/tmp/{stem}.{ext}", ".tbbimg/{stem}.{ext}",
             "{date}.tbbimg/{stem}.{ext}", ".tbb{date}img/tmp/{index}.{ext}", "{date|..}/{stem}.{ext}", "{date|../..}/{stem}.{ext}",
             "/{stem}.{ext}", "./{stem}.{ext}", ".{date}./{stem}.{ext}", "{dir}/../{stem}.{ext}", "{stem}", "{dir}/{stem}",
             "{stem}{date}/../x{index}.{ext}", "{dir}", "{date}/{index}", "{variant}{date}/{stem}.{ext}",
             ".tbbimg{date}/journal.jsonl", "{stem}/journal.jsonl", "neighbour/{stem}.{ext}", "../{stem}.{ext}"]
PIECES = ["..", ".", "/", "{date}", "{stem}", "{dir}", ".tbbimg", "{date|..}", "{date|/}", "{variant}", "a", "{index}", "tmp", "{width}"]
DATES = ["2020:01:02 03:04:05", "..:..:..", "../../../../x", "0000:00:00 00:00:00", "\x1b[31m:01:01"]
OWN = re.compile(r"(journal[-\w.]*|[-\w.]*lock|tmp|tmp/.*)\Z")

# What steers a terminal or turns words round: C0 but line feed and tab, DEL, C1 (also as bytes that are no UTF-8), bidi.
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\udc80-\udc9f\u202a-\u202e\u2066-\u2069]")


def snapshot(folder, but=()):
    """All that is below a folder: kind, inode, size, time, mode, content."""
    found = {}
    def add(path):
        info = os.lstat(path)
        content = b""
        if stat.S_ISLNK(info.st_mode): content = os.readlink(path)
        elif stat.S_ISREG(info.st_mode): content = soak.sha256(path)
        found[path] = (stat.filemode(info.st_mode), info.st_ino, info.st_mtime_ns, info.st_size, content)
    def walk(path):
        add(path)
        with os.scandir(path) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.path in but: continue
                if entry.is_dir(follow_symlinks=False): walk(entry.path)
                else: add(entry.path)
    walk(os.fsencode(folder))
    return found


class TheRig(soak.Rig):
    proves = "nothing outside of OUT changes, nothing enters its .tbbimg, no name steers a terminal or breaks JSON"

    def prepare(self):
        make_image = self.tool("make_image")
        self.pictures = []
        for i, date in enumerate([None, None, *DATES]):
            path = self.work / f"{i}.jpg"
            subprocess.run([make_image, "jpeg", "32x24", path, f"seed={i}", *([f"date={date}"] if date else [])], check=True)
            self.pictures.append(path.read_bytes())

    def round(self):
        self.world = self.fresh("world")
        self.told = self.fresh("told")
        self.inputs, self.precious, self.parent = (self.world / name for name in ("in", "precious", "parent"))
        self.out = self.parent / "out"
        for folder in (self.inputs, self.precious, self.parent, self.precious / "below", self.out): folder.mkdir()
        self.make_precious()
        sources = self.make_inputs()
        self.link = self.plant(sources)
        template = self.chance.choice(TEMPLATES) if self.chance.random() < 0.7 else \
            "".join(self.chance.choice(PIECES) for _ in range(self.chance.randrange(2, 8))) + self.chance.choice(["", ".{ext}"])
        if self.chance.random() < 0.35: template = TEMPLATES[0]
        self.about = f"--name '{template}', {self.link}"
        what = ["run", self.inputs, "--hidden", "--op", "thumbnail:16", "--name", template, "--breaker-timeout", "0"]
        if self.chance.random() < 0.5: what += ["--format", "jpeg"]

        before = snapshot(self.world)
        self.attack("--dry-run", [*what, "-o", self.out, "--dry-run"], before)
        before = snapshot(self.world, but=(os.fsencode(self.out),))
        for _ in range(3):
            more = self.chance.choice([[], ["--overwrite"], ["--resume"]])
            self.attack("run", [*what, "-o", self.out, *more, *self.watchers()], before)
            self.look_into_state_folder()
        for words in (["status"], ["status", "--json"], ["verify"], ["retry"]): self.attack(words[0], [*words, self.out], before)
        for words in (["info"], ["info", "--json"]): self.attack("info", [*words, "--", *sources], before)
        self.attack("run of names", ["run", "-o", self.out, "--op", "thumbnail:16", "--progress", "plain", "--", *sources], before)
        self.attack("OUT = INPUT", [*what, "-o", self.inputs, "--overwrite"], before, only=sources)
        soak.remove(self.world)

    def make_precious(self):
        for name in ("thesis.txt", "journal.jsonl", ".tbbimg-0123456789abcdef-1-1-0.tmp", "below/letter.txt"):
            (self.precious / name).write_text("precious\n")
        (self.precious / "photo.jpg").write_bytes(self.pictures[0])
        (self.parent / "neighbour").mkdir()
        (self.parent / "neighbour/photo.jpg").write_bytes(self.pictures[1])
        (self.parent / "x.jpg").write_bytes(self.pictures[1])
        os.mkfifo(self.world / "fifo")
        if os.geteuid() == 0: os.mknod(self.world / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
        old = time.time() - 3 * 86400
        for path, _, names in os.walk(self.precious):
            for name in names: os.utime(os.path.join(path, name), (old, old))

    def make_inputs(self):
        """Paths of the sources, as bytes."""
        sources = []
        folder = os.fsencode(self.inputs)
        folders = [os.path.join(folder, below) for below in (b"", b"0", b"...", self.chance.choice(STEMS[9:])[:100])]
        for at in folders: os.makedirs(at, exist_ok=True)
        for at in folders:
            for stem in self.chance.sample(STEMS, 8):
                name = stem + self.chance.choice([b".jpg", b".jpg", b".txt", b""])
                path = os.path.join(at, name)
                if name in (b"", b".", b"..") or os.path.isdir(path): continue
                with open(path, "wb") as file: file.write(self.chance.choice([*self.pictures, b"rubbish", b""]))
                sources.append(path)
        os.symlink(b"nowhere", folder + b"/dangling.jpg")
        os.symlink(b".", folder + b"/loop")
        os.symlink(os.fsencode(self.precious), folder + b"/link-out")
        os.symlink(os.fsencode(self.precious) + b"/photo.jpg", folder + b"/linked.jpg")
        os.mkfifo(folder + b"/fifo.jpg")
        if os.geteuid() == 0: os.mknod(folder + b"/zero.jpg", stat.S_IFCHR | 0o666, os.makedev(1, 5))
        return sources

    def plant(self, sources):
        """Something in OUT that leads elsewhere."""
        state = self.out / ".tbbimg"
        def in_state(name, to):
            state.mkdir()
            os.symlink(to, state / name)
        # The default name of the first source.
        stem, dot, extension = os.path.relpath(sources[0], os.fsencode(self.inputs)).rpartition(b".")
        output = os.path.join(os.fsencode(self.out), (stem if dot and stem else extension) + b".jpg")
        def at_output(to):
            os.makedirs(os.path.dirname(output), exist_ok=True)
            os.symlink(to, output)
        choice = self.chance.choice(["nothing", "nothing", "state folder", "tmp", "journal", "journal dangling", "lock", "folder to precious",
                                     "folder to sources", "output to source", "output to precious", "output dangling"])
        {"nothing": lambda: None,
         "state folder": lambda: os.symlink(self.precious, state),
         "tmp": lambda: in_state("tmp", self.precious),
         "journal": lambda: in_state("journal.jsonl", self.precious / "thesis.txt"),
         "journal dangling": lambda: in_state("journal.jsonl", self.precious / "new"),
         "lock": lambda: in_state("journal.lock", self.precious / "new"),
         "folder to precious": lambda: os.symlink(self.precious, self.out / "0"),
         "folder to sources": lambda: os.symlink(self.inputs / "0", self.out / "0"),
         "output to source": lambda: at_output(sources[0]),
         "output to precious": lambda: at_output(os.fsencode(self.precious / "photo.jpg")),
         "output dangling": lambda: at_output(os.fsencode(self.precious / "new.jpg"))}[choice]()
        return f"link: {choice}"

    def watchers(self):
        options = ["--report", self.told / "report.json", "--report", self.told / "report.html", "--log", self.told / "log",
                   "--progress", self.chance.choice(["json", "plain", "none"]), self.chance.choice(["-v", "-vv", "-v"])]
        target = self.chance.choice([self.told / "metrics.prom"] * 4 + [self.world / "null"])
        if target.exists() or target.parent == self.told: options += ["--metrics-file", target]
        return options

    def attack(self, what, arguments, before, only=None):
        for name in ("report.json", "report.html", "log", "metrics.prom"): soak.remove(self.told / name)
        terminal = self.chance.random() < 0.3
        ended = self.terminal([self.bin, *arguments]) if terminal else self.run(*arguments, timeout=30)
        self.count("runs")
        self.command = " ".join(repr(os.fsdecode(word)) for word in ended.command[1:])[:200]
        self.check_ending(ended, what=what)
        self.compare(what, before, only)
        is_json = "--json" in arguments
        self.check_words(what, "stdout", ended.stdout, is_json, terminal)
        self.check_words(what, "stderr", ended.stderr, "json" in arguments, True)
        self.check_told(what)

    def terminal(self, command):
        """With both outputs on terminals."""
        begin = time.monotonic()
        read = {}
        pairs = [pty.openpty() for _ in range(2)]
        def take(i):
            read[i] = b""
            while True:
                try: more = os.read(pairs[i][0], 65536)
                except OSError: break
                if not more: break
                read[i] += more
        threads = [threading.Thread(target=take, args=(i,)) for i in range(2)]
        has_bar = command[1] in ("run", "retry") and "--progress" not in command
        more = ["--progress", "plain"] if has_bar else []
        process = soak.start([*command, *more], stdout=pairs[0][1], stderr=pairs[1][1])
        for _, end in pairs: os.close(end)
        for thread in threads: thread.start()
        hung = False
        try: process.wait(30)
        except subprocess.TimeoutExpired:
            hung = True
            soak.kill(process)
        for thread in threads: thread.join(5)
        for end, _ in pairs: os.close(end)
        # The terminal puts a return before each line feed.
        out, err = (read[i].replace(b"\r\n", b"\n") for i in range(2))
        return soak.Ended(command, process.returncode, out, err, time.monotonic() - begin, hung)

    def compare(self, what, before, only):
        if only is not None:
            for path in only:
                info = os.lstat(path) if os.path.lexists(path) else None
                if info is None or before[path][1] != info.st_ino or before[path][4] != soak.sha256(path):
                    self.broken(f"{what}: a source is another", f"{path}: {self.about}")
        now = snapshot(self.world, but=() if what == "--dry-run" else (os.fsencode(self.out),))
        changed = [path for path in sorted(before.keys() | now.keys()) if before.get(path) != now.get(path)]
        for path in changed:
            if only is not None and path.startswith(os.fsencode(self.inputs)): continue
            kind = "is new" if path not in before else "is gone" if path not in now else "is another"
            # The time of a folder is told by what is in it.
            if kind == "is another" and now[path][0][0] == "d" and any(other.startswith(path + b"/") for other in changed): continue
            below = os.fsdecode(os.path.relpath(path, os.fsencode(self.world)))
            self.broken(f"{what}, {self.link}: a file in {below.split('/')[0]} {kind}", f"{below!r}: {self.about}: {self.command}")
        # Told once.
        before.clear()
        before.update(now)

    def look_into_state_folder(self):
        state = self.out / ".tbbimg"
        if state.is_symlink() or not state.is_dir(): return
        for path, _, names in os.walk(state):
            for name in names:
                below = os.path.relpath(os.path.join(path, name), state)
                if not OWN.match(below) or (below.startswith("tmp/") and not name.startswith(".tbbimg-")):
                    self.broken("an output is in .tbbimg", f"{below!r}: {self.about}")
                    return

    def check_words(self, what, where, text, is_json, is_for_people):
        text = text.decode(errors="surrogateescape")
        if is_json:
            for line in text.split("\n"):
                if line.startswith("{"): self.check_json(f"{what}: {where}", line)
            return
        if not is_for_people: return
        found = RAW.search(text)
        if found: self.broken(f"{what}: a raw character on {where}", repr(text[max(0, found.start() - 60):found.end() + 40]))

    def check_json(self, where, line):
        try:
            line.encode()
            json.loads(line)
        except ValueError as error:
            self.broken(f"{where}: no JSON", f"{error}: {line[:300]!r}")

    def check_told(self, what):
        for name in ("report.json", "report.html", "log", "metrics.prom"):
            path = self.told / name
            if not path.exists(): continue
            text = path.read_bytes().decode(errors="surrogateescape")
            if name == "report.json":
                self.check_json(f"{what}: {name}", text)
                self.check_account(path, what)
            if what == "retry": self.broken("retry writes a file that the journal names", name)
            if name == "log" and RAW.search(text):
                at = RAW.search(text).start()
                self.broken(f"{what}: a raw character in {name}", repr(text[max(0, at - 60):at + 40]))
            if name == "report.html" and "<img src=x onerror" in text: self.broken(f"{what}: a name is markup in {name}")
        journal = self.out / ".tbbimg/journal.jsonl"
        if not (self.out / ".tbbimg").is_symlink() and journal.is_file() and not journal.is_symlink():
            for line in journal.read_bytes().splitlines(): self.check_json(f"{what}: journal", line.decode(errors="surrogateescape"))
