"""Signals in the last milliseconds of a run, whose freed memory is overwritten."""
import os, signal, subprocess, time
import soak

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2]
OF_EACH = 20       # runs in a round
# What the end of a run does on the disk.
LAST_DEEDS = ["rmdir *", "unlink *", "fsync *", "fsyncdir *", "flock *", "rename /told/*", "write /told/*",
              "write /out/.tbbimg/journal*", "getattr /out"]


class TheRig(soak.Rig):
    proves = "a late signal finds nothing that is gone: the run ends as it would, with 75, or of the signal itself"

    def prepare(self):
        self.store = self.work / "store"
        soak.make_images(self.tool("make_image"), self.store / "in", 12, distinct=6, width=(40, 120))
        (self.store / "told").mkdir()
        self.seconds = min(self.run(*self.command(self.store)).seconds for _ in range(5))
        try:
            soak.FaultFs.check_machine(self)
            self.mounts = True
        except soak.Skip as why:
            self.mounts = False
            print(f"  the end of a run is not made slower: {why}")

    def command(self, at):
        return ["run", at / "in", "-o", at / "out", "--op", "thumbnail:30", "--overwrite", "--log", at / "told/log",
                "--metrics-file", at / "told/metrics.prom", "--report", at / "told/report.json"]

    def round(self):
        soak.remove(self.store / "out")
        if self.mounts and self.chance.random() < 0.5: return self.slow_end()
        for _ in range(OF_EACH): self.attempt(self.store, self.chance.uniform(0.7, 1.15) * self.seconds, "")

    def slow_end(self):
        mounted = soak.FaultFs(self, self.store, self.work / "mount")
        try:
            for _ in range(OF_EACH // 4):
                deed = self.chance.choice(LAST_DEEDS)
                mounted.tell(f"rule {deed} delay=120 1000")
                began = time.monotonic()
                self.run(*self.command(mounted.at))
                took = time.monotonic() - began
                self.attempt(mounted.at, max(0, took - self.chance.uniform(0, 0.25)), deed)
                mounted.tell("clear")
        finally:
            mounted.stop()

    def attempt(self, at, moment, deed):
        process = soak.start([self.bin, *self.command(at)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             env=dict(os.environ, MALLOC_PERTURB_=str(self.chance.randrange(1, 256))))
        sent = set()
        time.sleep(moment)
        for _ in range(self.chance.choice([1, 1, 2, 3])):
            if process.poll() is not None: break
            sent.add(self.chance.choice(SIGNALS))
            os.kill(process.pid, max(sent))
            time.sleep(self.chance.choice([0, 0.001, 0.03]))
        try: code = process.wait(2 + soak.MARGIN + 5)
        except subprocess.TimeoutExpired:
            self.broken("does not end", f"{sent} after {moment:.3f} s; slow: {deed}")
            soak.kill(process)
            return
        self.count("runs that were signalled" if sent else "runs that were over")
        about = f"{[s.name for s in sent]} after {moment:.3f} s; slow: {deed}"
        if code < 0 and -code not in sent: self.broken(f"dies of {soak.signal_name(-code)}", about)
        elif code not in (0, 75) and code >= 0: self.broken(f"exit code {code}", about)
