"""Something that a run waits for never answers: one SIGTERM ends the run within its grace time, wherever it waits."""
import os, signal, subprocess, time
import soak

# Where, which rule makes it hang, and what is asked for besides. /in, /out and /told lie on the file system that hangs.
PLACES = [
    ("the input is looked at", "getattr /in"),
    ("the input is listed", "readdir /in"),
    ("a folder is read ahead", "readdir /in/[0-9]"),
    ("a source is looked at", "getattr /in/*/*"),
    ("a source is opened", "open /in/*"),
    ("a source is read", "read /in/*"),
    ("OUT is looked at", "getattr /out"),
    ("OUT is made", "mkdir /out"),
    ("the state folder is made", "mkdir /out/.tbbimg"),
    ("a folder of outputs is made", "mkdir /out/[0-9]"),
    ("an output is looked up", "getattr /out/[0-9]/*"),
    ("a temporary file is created", "create *.tmp"),
    ("a temporary file is written", "write *.tmp"),
    ("a temporary file is synced", "fsync *.tmp"),
    ("an output is renamed", "rename /out/[0-9]/*"),
    ("a temporary file is removed", "unlink *.tmp"),
    ("room is asked for", "statfs *"),
    ("the lock is opened", "create /out/.tbbimg/*.lock"),
    ("the lock is taken", "flock *"),
    ("the journal is created", "create /out/.tbbimg/journal*.jsonl"),
    ("the first line of the journal is written", "write /out/.tbbimg/journal*"),
    ("a later line of the journal is written", "write /out/.tbbimg/journal* after 1"),
    ("the journal is synced", "fsync /out/.tbbimg/journal*"),
    ("the journal is synced again", "fsync /out/.tbbimg/journal* after 1"),
    ("a folder is synced", "fsyncdir *"),
    ("the journal is read", "read /out/.tbbimg/journal*", "--resume"),
    ("the state folder is listed", "readdir /out/.tbbimg", "--resume"),
    ("the temporary folder is removed", "rmdir /out/.tbbimg/tmp"),
    ("the recipe is opened", "open /told/recipe.toml"),
    ("the recipe is read", "read /told/recipe.toml"),
    ("an overlay is read", "read /told/logo.png"),
    ("the log is created", "create /told/log", "--log", "{told}/log"),
    ("the log is written", "write /told/log", "--log", "{told}/log"),
    ("the report is written", "write /told/*", "--report", "{told}/report.json"),
    ("the report is renamed", "rename /told/*", "--report", "{told}/report.html"),
    ("the metrics are written", "write /told/*", "--metrics-file", "{told}/metrics.prom"),
    ("the metrics are renamed", "rename /told/*", "--metrics-file", "{told}/metrics.prom"),
    ("stderr is a full pipe", "stderr", "-vv"),
    ("the list of a dry run is a full pipe", "stdout", "--dry-run"),
]


class TheRig(soak.Rig):
    proves = "one SIGTERM ends the run within the grace time in every place, and nothing is torn"

    def check_machine(self):
        super().check_machine()
        soak.FaultFs.check_machine(self)

    def prepare(self):
        make_image = self.tool("make_image")
        self.store = self.work / "store"
        soak.make_images(make_image, self.store / "in", 120, distinct=10, width=(300, 600))
        (self.store / "told").mkdir()
        subprocess.run([make_image, "png", "40x20", self.store / "told/logo.png", "alpha"], check=True)
        (self.store / "told/recipe.toml").write_text(soak.RECIPE.format(more=', "overlay:logo.png"'))
        ended = self.run("run", self.store / "in", "-o", self.work / "expected", "--recipe", self.store / "told/recipe.toml")
        assert ended.code == 0, ended
        self.expected = soak.tree(self.work / "expected")

    def round(self):
        """One place; as many rounds as PLACES are all of them, from another one on for every seed."""
        place, rule, *more = PLACES[(self.options.seed + self.round_number) % len(PLACES)]
        for name in ("told/log", "told/report.json", "told/report.html", "told/metrics.prom", "out"): soak.remove(self.store / name)
        mounted = soak.FaultFs(self, self.store, self.work / "mount")
        pipe = os.pipe()
        os.set_blocking(pipe[1], False)
        try:
            while True: os.write(pipe[1], b"x" * 4096)
        except BlockingIOError:
            os.set_blocking(pipe[1], True)
        try:
            # So that there is a journal; of few images, so that there is something to do.
            if "--resume" in more: self.run("run", self.store / "in/0", "-o", self.store / "out", "--op", "thumbnail:8")
            self.hang(mounted, place, rule, more, pipe[1])
        finally:
            for end in pipe: os.close(end)
            mounted.stop()

    def hang(self, mounted, place, rule, more, full):
        more = [word.format(told=mounted.at / "told", fd=full) for word in more]
        grace = self.chance.choice([0.3, 1.0, 2.0])
        command = [self.bin, "run", mounted.at / "in", "-o", mounted.at / "out", "--recipe", mounted.at / "told/recipe.toml",
                   "--grace", f"{int(grace * 1000)}ms", *more]
        of_files = " " in rule and not rule.startswith("full")
        if of_files:
            words = rule.split()
            mounted.tell(f"rule {words[0]} {words[1]} hang 1000 {words[3] if len(words) > 2 else 0}")
            # Long enough for what is done every second.
            if len(words) > 2: mounted.tell("rule read /in/* delay=300 1000")
        process = soak.start(command, stdout=full if rule == "stdout" else subprocess.DEVNULL,
                             stderr=full if rule == "stderr" else subprocess.DEVNULL, pass_fds=[full])
        begin = time.monotonic()
        hangs = False
        while time.monotonic() - begin < 15 and process.poll() is None and not hangs:
            time.sleep(0.02)
            hangs = mounted.tell("counts")[1] > 0 if of_files else time.monotonic() - begin > 1.5
        if process.poll() is not None and not hangs:
            self.count("places not reached")
            if self.options.rounds: print(f"  not reached: {place}")
            self.check_ending(soak.Ended(command, process.returncode, b"", b"", 0), what=place)
            return
        if not hangs:
            self.broken("neither hangs nor ends", place)
            soak.kill(process)
            return
        # In the first moment, or when all that can go on has.
        time.sleep(self.chance.choice([0, 0.3, 1.2]))
        self.count("places that hang")
        if process.poll() is None:
            begin = time.monotonic()
            os.kill(process.pid, signal.SIGTERM)
            try:
                process.wait(grace + soak.MARGIN)
            except subprocess.TimeoutExpired:
                self.broken(f"does not end within its grace time: {place}", f"grace {grace} s, margin {soak.MARGIN} s")
            else:
                if process.returncode not in (75, -signal.SIGTERM, 0, 1, 74):
                    self.broken(f"exit code {process.returncode}: {place}")
                self.count(f"ended with {process.returncode}")
        # Else it waits for what is gone.
        soak.kill(process)
        mounted.tell("clear")
        found = soak.tree(self.store / "out") if (self.store / "out").exists() else {}
        if "--resume" in more: found = {path: content for path, content in found.items() if path in self.expected}
        torn = soak.differences(found, self.expected)
        if torn: self.broken(f"torn outputs: {place}", torn[:3])
