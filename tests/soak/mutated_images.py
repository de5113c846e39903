"""Pictures with other bits, cut off, spliced, with other header fields, through many variants; best with --asan-bin."""
import os, resource, shutil, subprocess
from pathlib import Path
import soak

OF_EACH = 40       # pictures in a round
RECIPE = """
[[variant]]
name = "large"
ops = ["thumbnail:400", "sharpen"]
format = "webp"
[[variant]]
name = "marked"
from = "large"
ops = ['text:"{stem} {date}",size=4%', "blur:1"]
format = "jpeg"
max-bytes = "100K"
min-quality = 1
[[variant]]
name = "auto"
ops = ["resize:120x120,fit=cover,gravity=attention", "normalize"]
format = "jpeg"
quality = "auto"
jpeg.progressive = true
[[variant]]
name = "scan"
ops = ["trim", "clahe", "median:3", "rotate:90"]
format = "png"
[[variant]]
name = "same"
ops = ["grayscale", "equalize", "pad:20"]
[[variant]]
name = "lossless"
ops = ["thumbnail:200", "overlay:logo.png,tile=yes"]
format = "webp"
webp.lossless = true
"""
INTERESTING = [0, 1, 0x7f, 0x80, 0xff]


class TheRig(soak.Rig):
    proves = "no bytes of a picture end the process, tear an output or get lost in the account"

    def prepare(self):
        make_image = self.tool("make_image")
        self.program = self.options.asan_bin or self.bin
        self.pictures = []
        exif = ["orientation=6", "date=2020:01:02 03:04:05", "copyright=Jane"]
        for i, (form, more) in enumerate((("jpeg", exif), ("jpeg", []), ("png", []), ("png", ["alpha"]), ("webp", []), ("webp", ["alpha"]))):
            path = self.work / f"{i}"
            subprocess.run([make_image, form, f"{40 + 60 * i}x{200 - 20 * i}", path, f"seed={i}", *more], check=True)
            self.pictures.append(path.read_bytes())
        # Of the fuzzers, all formats: interlaced, progressive, CMYK, 16 bits, animations ...
        seeds = Path(__file__).parent.parent / "fuzz/seeds"
        self.pictures += [path.read_bytes() for path in sorted(seeds.glob("*_decoder/*"))]
        subprocess.run([make_image, "png", "20x10", self.work / "logo.png", "alpha"], check=True)
        (self.work / "recipe.toml").write_text(RECIPE)
        checked = self.run("recipe", "check", self.work / "recipe.toml")
        assert checked.code == 0, checked
        self.watched = soak.is_sanitized(self.program)
        if not self.watched: print("  no AddressSanitizer: only what ends a process is found; --asan-bin gives one")

    def round(self):
        inputs = self.fresh("in")
        for i in range(OF_EACH):
            name = f"{i}.{self.chance.choice(['jpg', 'png', 'webp', 'gif', 'tif', 'heic', 'jxl', 'bmp'])}"
            (inputs / name).write_bytes(self.mutate(self.chance.choice(self.pictures)))
        out = self.work / "out"
        soak.remove(out)
        report = self.work / "report.json"
        soak.remove(report)
        environment = dict(os.environ, ASAN_OPTIONS="exitcode=99:allocator_may_return_null=1",
                           UBSAN_OPTIONS="halt_on_error=1:exitcode=99")
        limits = {} if self.watched else {resource.RLIMIT_AS: 6 << 30}
        ended = soak.run([self.program, "run", inputs, "-o", out, "--recipe", self.work / "recipe.toml", "--memory", "512M",
                          "--report", report, "--timeout", "60s", "--on-corrupt", self.chance.choice(["fail", "salvage"])],
                         timeout=300, limits=limits, env=environment)
        self.count("pictures", OF_EACH)
        if b"Sanitizer" in ended.stderr or b"runtime error:" in ended.stderr:
            at = max(ended.stderr.find(b"Sanitizer"), ended.stderr.find(b"runtime error:"))
            self.broken("a sanitizer reports", ended.stderr[max(0, at - 100):at + 500].decode(errors="replace"))
        if not self.check_ending(ended, {0, 1, 3}): self.keep(inputs)
        counts = self.check_account(report)
        if counts and counts["listed"] != OF_EACH: self.broken("not all are listed", counts)
        if counts: self.count("of them done", counts["done"])
        if not counts or not counts["done"]: return
        # What was written can be read again, whole.
        again = self.run("run", out, "-o", self.work / "again", "--op", "thumbnail:16", "--overwrite", "--report", report)
        if again.code != 0: self.broken("an output cannot be read again", again)
        verified = self.run("verify", out)
        if verified.code != 0: self.broken("an output is not what was written", verified)

    def keep(self, inputs):
        kept = Path(os.path.abspath(f"soak-mutated-{self.options.seed}-{self.round_number}"))
        shutil.copytree(inputs, kept, dirs_exist_ok=True)
        print(f"    its pictures are kept in {kept}")

    def mutate(self, picture):
        picture = bytearray(picture)
        for _ in range(self.chance.choice([1, 1, 1, 2, 8])):
            at = self.chance.randrange(len(picture))
            header = self.chance.randrange(min(len(picture), 64))
            kind = self.chance.choice(["flip", "flip", "byte", "header", "header", "length", "cut", "splice", "repeat", "remove"])
            if kind == "flip": picture[at] ^= 1 << self.chance.randrange(8)
            elif kind == "byte": picture[at] = self.chance.choice(INTERESTING)
            elif kind == "header": picture[header] = self.chance.choice([*INTERESTING, self.chance.randrange(256)])
            elif kind == "length": picture[header:header + 2] = self.chance.choice([b"\0\0", b"\xff\xff", b"\x7f\xff", b"\0\1"])
            elif kind == "cut" and self.chance.random() < 0.3: del picture[max(1, at):]
            elif kind == "splice":
                other = self.chance.choice(self.pictures)
                begin = self.chance.randrange(len(other))
                picture[at:at] = other[begin:begin + self.chance.randrange(1, 2000)]
            elif kind == "repeat": picture[at:at] = picture[at:at + self.chance.randrange(1, 300)]
            elif kind == "remove" and len(picture) > 2: del picture[at:at + self.chance.randrange(1, 50)]
            if not picture: picture = bytearray(b"\xff")
        return bytes(picture)
