"""Runs are killed at random moments, or asked to stop, and resumed: recipes of some variants, shards, reads that fail."""
import os, shutil, signal, subprocess, time
import soak

IN_FLIGHT = 8
VARIANTS = {
    "small": 'ops = ["thumbnail:120"]\nformat = "jpeg"',
    "gray": 'ops = ["thumbnail:200", "grayscale"]\nformat = "png"',
    "soft": 'ops = ["thumbnail:300", "blur:2"]\nformat = "webp"',
    "auto": 'ops = ["thumbnail:160"]\nformat = "jpeg"\nquality = "auto"',
    "named": 'ops = ["thumbnail:90"]\nformat = "jpeg"\ntemplate = "named/{dir}/{stem}-{width}.{ext}"',
    "tall": 'ops = ["rotate:90"]\nformat = "jpeg"\nwhen = { min-width = 300 }',
}


def times(out):
    return {path: os.stat(out / path).st_mtime_ns for path in soak.tree(out)}


class TheRig(soak.Rig):
    proves = "what was killed goes on to the same bytes; what is noted is not made again; who asks gets an end within the grace time"

    def prepare(self):
        self.inputs = self.work / "in"
        soak.make_images(self.tool("make_image"), self.inputs, 120, distinct=24, width=(150, 500), formats=("jpeg", "jpeg", "png", "webp"))
        self.two = soak.two_recipes(self.work)
        self.traces = shutil.which("strace") is not None and \
            subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=none", "true"], stderr=subprocess.DEVNULL).returncode == 0
        if not self.traces: print("  no reads fail: strace is missing, or may not trace")

    def round(self):
        if self.chance.random() < 0.25: return self.there_and_back()
        recipe = self.work / "recipe.toml"
        names = self.chance.sample(list(VARIANTS), self.chance.randrange(1, 5))
        recipe.write_text("\n".join(f'[[variant]]\nname = "{name}"\n{VARIANTS[name]}' for name in names))
        expected = self.undisturbed(recipe)
        shards = self.chance.choice([1, 1, 1, 2, 3])
        flaky = self.traces and self.chance.random() < 0.3
        out = self.work / "out"
        soak.remove(out)
        self.about = f"{names}, {shards} shards{', flaky reads' if flaky else ''}"
        for _ in range(self.chance.randrange(1, 5)):
            noted, before = (soak.Journal(out).noted(), times(out)) if out.exists() else (set(), {})
            self.disturbed([self.command(recipe, out, shard, shards, flaky) for shard in range(shards)])
            after = times(out) if out.exists() else {}
            self.look(out, expected, before, after, noted, shards * len(names))
        for shard in range(shards):
            ended = self.run(*self.command(recipe, out, shard, shards, False)[1:])
            if not self.check_ending(ended, {0}, "--resume"): return
        self.compare(out, expected)

    def there_and_back(self):
        """Recipe A, then B is killed, then A again: outputs of B are as large."""
        trees = {name: self.undisturbed(recipe) for name, recipe in self.two.items()}
        out = self.work / "out"
        soak.remove(out)
        self.about = "A, then B, then A"
        self.run(*self.command(self.two["A"], out)[1:])
        for _ in range(self.chance.randrange(1, 3)): self.disturbed([self.command(self.two["B"], out)])
        torn = soak.differences(soak.tree(out), *trees.values())
        if torn: self.broken("torn outputs", f"{torn[:3]}: {self.about}")
        if self.check_ending(self.run(*self.command(self.two["A"], out)[1:]), {0}, "--resume"): self.compare(out, trees["A"])

    def undisturbed(self, recipe):
        whole = self.work / "whole"
        soak.remove(whole)
        ended = self.run("run", self.inputs, "-o", whole, "--recipe", recipe)
        assert ended.code == 0, ended
        self.seconds = ended.seconds
        return soak.tree(whole)

    def command(self, recipe, out, shard=0, shards=1, flaky=False):
        command = [self.bin, "run", self.inputs, "-o", out, "--recipe", recipe, "--max-images", IN_FLIGHT, "--resume",
                   "--retries", "8", "--report", self.work / f"report-{shard}.json"]
        if shards > 1: command += ["--shard", f"{shard + 1}/{shards}"]
        if not flaky: return [str(word) for word in command]
        paths = [word for path in list(self.inputs.rglob("*.*"))[:40] for word in ("-P", path)]
        return [str(word) for word in ["strace", "-f", "-qq", "--seccomp-bpf", "-E", "ASAN_OPTIONS=detect_leaks=0", "-o", "/dev/null",
                                       *paths, "-e", "trace=read", "-e", "inject=read:error=EIO:when=5+10", *command]]

    def disturbed(self, commands):
        """At one random moment all are killed, or asked to stop."""
        how = self.chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
        for shard in range(len(commands)): soak.remove(self.work / f"report-{shard}.json")
        words = [self.work / f"words-{shard}" for shard in range(len(commands))]
        processes = [soak.start(command, stdout=subprocess.DEVNULL, stderr=open(path, "wb"))
                     for command, path in zip(commands, words)]
        slower = (4 if commands[0][0] == "strace" else 1) * (5 if self.sanitized else 1)
        time.sleep(self.chance.uniform(0, self.seconds * slower))
        self.count(f"{how.name}s", len(processes))
        for process in processes:
            if process.poll() is not None: continue
            if how == signal.SIGKILL: soak.kill(process)
            else: os.killpg(process.pid, how)
        for shard, process in enumerate(processes):
            try: code = process.wait(2 + soak.MARGIN + 2 * slower)
            except subprocess.TimeoutExpired:
                self.broken(f"{how.name}: does not end within the grace time", self.about)
                soak.kill(process)
                continue
            # In its first moments it does not listen yet.
            if code not in (0, 75, -how): self.broken(f"{how.name}: exit code {code}", f"{self.about}: {words[shard].read_text()[-400:]}")
            if code == 75: self.check_account(self.work / f"report-{shard}.json", how.name)

    def look(self, out, expected, before, after, noted, in_flight):
        gone = before.keys() - after.keys()
        if gone: self.broken("outputs vanished", f"{sorted(gone)[:3]}: {self.about}")
        again = [path for path in before if path in after and before[path] != after[path]]
        self.count("outputs made again", len(again))
        if len(again) > IN_FLIGHT * in_flight: self.broken("more is made again than was in flight", f"{len(again)}: {self.about}")
        if noted & set(again): self.broken("what was noted is made again", f"{sorted(noted & set(again))[:3]}: {self.about}")
        torn = soak.differences(soak.tree(out) if out.exists() else {}, expected)
        if torn: self.broken("torn outputs", f"{torn[:3]}: {self.about}")

    def compare(self, out, expected):
        found = soak.tree(out)
        if found != expected:
            self.broken("the end is not that of an undisturbed run",
                        f"{len(soak.missing(found, expected))} of {len(expected)}: {self.about}")
        left = list(out.rglob(".tbbimg-*"))
        if left: self.broken("temporary files are left", f"{left[:3]}: {self.about}")
