"""The power is cut while a run writes to ext4 or XFS: the file system is shut down without flushing, and mounted again."""
import fcntl, os, shutil, struct, subprocess, time
import soak

SHUTDOWN = 0x8004587d          # EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN
FLUSH_LOG, LOSE_LOG = 1, 2     # with or without what the file system's own log still has in memory
MAKE = {"ext4": ["mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=1,lazy_journal_init=1"], "xfs": ["mkfs.xfs", "-q", "-f"]}


class Disk:
    """A file system in a file, through a loop device."""
    def __init__(self, image, kind, at):
        self.image, self.kind, self.at, self.loop = image, kind, at, None
        at.mkdir(exist_ok=True)

    def make(self):
        soak.remove(self.image)
        with open(self.image, "wb") as file: file.truncate(320 << 20)
        subprocess.run([*MAKE[self.kind], self.image], check=True, stdout=subprocess.DEVNULL)

    def mount(self):
        self.loop = subprocess.run(["losetup", "--find", "--show", self.image], check=True, capture_output=True,
                                   text=True).stdout.strip()
        # A copy has the same UUID.
        options = "nouuid" if self.kind == "xfs" else "defaults"
        return subprocess.run(["mount", "-t", self.kind, "-o", options, self.loop, self.at],
                              stderr=subprocess.DEVNULL).returncode == 0

    def cut(self, flag):
        folder = os.open(self.at, os.O_RDONLY)
        try: fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", flag))
        finally: os.close(folder)

    def unmount(self):
        # Not os.path.ismount(): what is shut down says nothing but EIO.
        for _ in range(100):
            if soak.mount_points(self.at) == 0: break
            if subprocess.run(["umount", self.at], stderr=subprocess.DEVNULL).returncode != 0: time.sleep(0.1)
        if self.loop: subprocess.run(["losetup", "--detach", self.loop], stderr=subprocess.DEVNULL)
        self.loop = None


class TheRig(soak.Rig):
    proves = "what is done is on the disk; what is not is never taken for done"
    needs_root = True
    commands = ("mkfs.ext4", "mkfs.xfs", "losetup", "mount")

    def check_machine(self):
        super().check_machine()
        if not os.path.exists("/dev/loop-control"): raise soak.Skip("there are no loop devices")

    def prepare(self):
        make_image = self.tool("make_image")
        self.inputs = self.work / "in"
        soak.make_images(make_image, self.inputs, 400, distinct=16)
        if self.options.photos: shutil.copytree(self.options.photos, self.inputs / "photos")
        self.recipes, self.trees = soak.two_recipes(self.work), {}
        for name in self.recipes:
            ended = self.run(*self.command(name, self.work / name))
            assert ended.code == 0, ended
            self.trees[name] = soak.tree(self.work / name)
            self.seconds = ended.seconds
        self.has_sync = b"--sync" in self.run("run", "--help").stdout
        self.disk = Disk(self.work / "image", "ext4", self.work / "disk")
        self.copy = Disk(self.work / "image-copy", "ext4", self.work / "disk-copy")
        self.undo += [self.disk.unmount, self.copy.unmount]
        self.disk.make()
        if not self.disk.mount(): raise soak.Skip("loop devices cannot be mounted")
        self.disk.unmount()

    def command(self, recipe, out, *more):
        return ["run", self.inputs, "-o", out, "--recipe", self.recipes[recipe], "--breaker-timeout", "0",
                "--threads", "1", *more]

    def round(self):
        if self.chance.random() < 0.1: return self.full_store()
        kind = self.chance.choice(["ext4", "xfs"])
        scenario = self.chance.choice(["plain", "plain", "plain", "overwrite", "changed", "back", "resumed"])
        self.disk.kind = self.copy.kind = kind
        self.disk.make()
        assert self.disk.mount()
        out = self.disk.at / "out"
        target, more = self.before(scenario, out)
        # Where there is something, the cut may come in the first moments, in the middle, or behind the end.
        moment = self.chance.choice([self.chance.uniform(0, 0.4), self.chance.uniform(0, 1.2 * self.seconds), None])
        after_end = self.chance.choice([0, self.chance.uniform(0, 1), self.chance.uniform(0, 7)])
        flag = self.chance.choice([FLUSH_LOG, LOSE_LOG])
        sync = self.chance.choice(["group", "group", "group", "each", "none"])
        self.how = ""
        if self.has_sync:
            more = [*more, "--sync", sync]
            # What nobody promised is another kind of loss.
            if sync == "none": self.how = " (--sync none)"
        when = f"after {moment:.2f} s" if moment is not None else f"{after_end:.1f} s behind the end"
        self.about = f"{kind}, {scenario}, {target} {' '.join(more)}, cut {when}, {'log flushed' if flag == FLUSH_LOG else 'log lost'}"
        process = soak.start([self.bin, *self.command(target, out, *more)],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            code = process.wait(moment if moment is not None else 120)
            if moment is None: time.sleep(after_end)
        except subprocess.TimeoutExpired:
            code = None
        self.disk.cut(flag)
        soak.kill(process)
        self.disk.unmount()
        self.count(f"cuts of {kind}")
        subprocess.run(["cp", "--sparse=auto", self.disk.image, self.copy.image], check=True)
        try:
            assert self.disk.mount() and self.copy.mount(), "the file system cannot be mounted behind the cut"
            self.look(out, target, scenario, is_promised=code == 0 and (sync != "none" or not self.has_sync))
            self.again(self.copy.at / "out", target, scenario)
            self.resume(out, target)
        finally:
            self.disk.unmount()
            self.copy.unmount()

    def before(self, scenario, out):
        """What is there when the run begins that is cut; gives its recipe and options."""
        if scenario == "plain": return "A", []
        if scenario == "resumed":
            soak.run([self.bin, *self.command("A", out)], timeout=self.chance.uniform(0.1, self.seconds))
            return "A", ["--resume"]
        assert self.run(*self.command("A", out)).code == 0
        os.sync()
        if scenario == "overwrite": return self.chance.choice("AB"), ["--overwrite"]
        if scenario == "changed": return "B", ["--resume"]
        soak.run([self.bin, *self.command("B", out, "--resume")], timeout=self.chance.uniform(0.1, self.seconds))
        return "A", ["--resume"]

    def look(self, out, target, scenario, is_promised):
        if not out.exists():
            if is_promised: self.broken("all is lost behind exit 0", self.about)
            return
        found = soak.tree(out)
        wrong = soak.differences({path: found[path] for path in found if path in self.trees["A"]}, *self.trees.values())
        if wrong: self.count("wrong outputs behind cuts", len(wrong))
        lost = soak.missing(found, self.trees[target])
        if is_promised:
            self.count("cuts behind exit 0")
            if lost: self.broken("outputs are lost behind exit 0", f"{len(lost)} of {len(self.trees[target])}: {self.about}")
        if scenario in ("overwrite", "changed", "back"):
            # Until --resume makes them again.
            self.count("old and new outputs gone", sum(path not in found or path in wrong for path in lost))
        # It notes damages, which --resume has to find without its help.
        if self.chance.random() < 0.5: return
        verified = self.run("verify", out)
        self.check_ending(verified, what="verify")
        if verified.code == 0 and wrong:
            noted = soak.Journal(out).noted()
            which = "is noted" if noted & set(wrong) else "no line notes"
            self.broken(f"verify says 0 with a wrong output that {which}{self.how}", f"{len(wrong)}, such as {wrong[0]}, {os.path.getsize(out / wrong[0])} bytes: {self.about}")

    def again(self, out, target, scenario):
        ended = self.run(*self.command(target, out))
        if not self.check_ending(ended, {0, 1}, "plain run behind the cut"): return
        kept = soak.differences(soak.tree(out), *self.trees.values())
        if kept:
            empty = sum(os.path.getsize(out / path) == 0 for path in kept)
            self.broken(f"the plain run keeps wrong outputs{self.how}", f"{len(kept)}, {empty} of them empty: {self.about}")
        if ended.code == 0 and scenario == "plain" and soak.missing(soak.tree(out), self.trees[target]):
            self.broken(f"the plain run does not make all{self.how}", self.about)

    def resume(self, out, target):
        ended = self.run(*self.command(target, out, "--resume"))
        if not self.check_ending(ended, {0}, "--resume behind the cut"): return
        found = soak.tree(out)
        if found != self.trees[target]:
            self.broken(f"--resume does not give the undisturbed outputs{self.how}",
                        f"{len(soak.missing(found, self.trees[target]))} of {len(found)}: {self.about}")
        verified = self.run("verify", out)
        if verified.code != 0: self.broken("verify behind --resume", f"{verified} {self.about}")

    def full_store(self):
        """A thin-provisioned store that fills up: the file system has room, what is below it has none."""
        store = self.fresh("store")
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", store], check=True)
        kind = self.chance.choice(["ext4", "xfs"])
        disk = Disk(store / "image", kind, self.work / "thin")
        try:
            disk.make()
            assert disk.mount()
            os.sync()
            room = self.chance.choice([0, 1, 4])
            used = os.stat(disk.image).st_blocks * 512
            subprocess.run(["mount", "-o", f"remount,size={used + (room << 20)}", store], check=True)
            ended = self.run(*self.command("A", disk.at / "out"))
            self.check_ending(ended, what="run into a full store")
            self.count("full stores")
            if ended.code == 0 and self.chance.random() < 0.5: disk.cut(LOSE_LOG)
            disk.unmount()
            found = soak.tree(disk.at / "out") if disk.mount() and (disk.at / "out").exists() else {}
            lost = soak.missing(found, self.trees["A"])
            if ended.code == 0 and lost:
                self.broken("outputs are lost behind exit 0: the store was full",
                            f"{len(lost)} of {len(self.trees['A'])}: {kind}, {room} MiB")
        finally:
            disk.unmount()
            subprocess.run(["umount", "-l", store])
