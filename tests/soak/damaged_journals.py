"""A journal is cut at every byte, or some of its bits are others; then the run is resumed with a changed recipe."""
import os, shutil, time
import soak

OF_EACH_KIND = 10      # damages in a round


class TheRig(soak.Rig):
    proves = "what a journal does not say whole is trusted for nothing: no output of the old recipe stays without a word"

    def prepare(self):
        self.inputs = self.work / "in"
        soak.make_images(self.tool("make_image"), self.inputs, 3, distinct=3, width=(40, 90))
        self.recipes, self.trees = soak.two_recipes(self.work), {}
        for name in self.recipes:
            self.run(*self.command(name, self.work / name))
            self.trees[name] = soak.tree(self.work / name)
        assert len(self.trees["B"]) == 6
        # For bits alone: that whole lines about B are lost behind those about A cannot be seen.
        mixed = self.work / "A-and-some-B"
        shutil.copytree(self.work / "A", mixed, symlinks=True)
        self.run(*self.command("B", mixed, "--resume", inputs=[self.inputs / "0"]))

    def command(self, recipe, out, *more, inputs=None):
        return ["run", *(inputs or [self.inputs]), "-o", out, "--recipe", self.recipes[recipe], "--threads", "1", *more]

    def round(self):
        journal = (self.work / "A/.tbbimg/journal.jsonl").read_bytes()
        first = (self.round_number - 1) * OF_EACH_KIND
        for cut in range(first, first + OF_EACH_KIND):
            cut %= len(journal) + 1
            self.attempt("A", "B", journal[:cut], f"cut at byte {cut} of {len(journal)}")
        for _ in range(OF_EACH_KIND):
            start, target = self.chance.choice([("A", "B"), ("A-and-some-B", "A")])
            self.attempt(start, target, *self.damage((self.work / start / ".tbbimg/journal.jsonl").read_bytes()))
        self.attempt("A", "B", journal, "the clock was set", clock=self.chance.uniform(-100_000, 100_000))

    def damage(self, journal):
        journal = bytearray(journal)
        kind = self.chance.choice(["one bit", "one bit", "one bit", "bits", "zeros"])
        at = self.chance.randrange(len(journal))
        length = self.chance.randrange(1, 400)
        if kind == "one bit": journal[at] ^= 1 << self.chance.randrange(8)
        elif kind == "zeros": journal[at:at + length] = bytes(len(journal[at:at + length]))
        else:
            for _ in range(length): journal[self.chance.randrange(len(journal))] ^= 1 << self.chance.randrange(8)
        return bytes(journal), f"{kind} at {at}"

    def attempt(self, start, target, journal, how, clock=0):
        out = self.work / "out"
        soak.remove(out)
        # Outputs are replaced and never written into: links are enough, and keep the times.
        shutil.copytree(self.work / start, out, copy_function=shutil.copy2 if clock else os.link)
        if clock:
            for path in self.trees[target]: os.utime(out / path, (time.time() + clock,) * 2)
            how += f" by {clock:.0f} s"
        soak.remove(out / ".tbbimg")
        (out / ".tbbimg").mkdir()
        (out / ".tbbimg/journal.jsonl").write_bytes(journal)
        if self.chance.random() < 0.2:
            torn = out / self.chance.choice(sorted(self.trees[target]))
            half = torn.read_bytes()[:torn.stat().st_size // 2]
            torn.unlink()
            torn.write_bytes(half)
            how += f", {torn.name} torn"
        self.count("journals")
        ended = self.run(*self.command(target, out, "--resume"))
        about = f"{start}, then {target} with --resume, {how}"
        if not self.check_ending(ended): return
        stale = soak.missing(soak.tree(out), self.trees[target])
        if not stale: return
        words = [line for line in ended.words().replace(str(self.work), "").splitlines() if "journal" in line]
        if words or ended.code not in (0, 1): self.count("times stale outputs with a word")
        else: self.broken("stale outputs without a word", f"{len(stale)} of {len(self.trees[target])}: {about}; {ended}")
