#!/usr/bin/env python3
"""Compares the size and the picture of animated GIFs that tbbimg makes with gifsicle's.

usage: gif_size.py --tbbimg PATH --folder DIR [--photos DIR] [--only WORD] [--markdown]

Makes animations below DIR (noise, drawings of 4 to 256 colours, scrolling text, 1,000 frames in 16 colours, sprites with
transparency and every disposal, palettes of each frame, and photographs of --photos, panned and zoomed), and stores each
unresized, at a half, at a quarter and 48 pixels wide: with `tbbimg run`, `gifsicle -O2` and `gifsicle -O3` (--resize).
Of each it prints bytes, the ratio to gifsicle's, and the PSNR of all frames against those of the source resized in 24 bits
(Pillow's box filter and Lanczos, whose means are given; what is transparent counts as gray). Frames are read by ImageMagick.
Needs: python3-pil, python3-numpy, gifsicle, imagemagick. DIR may be used again: what is there is not made twice.
"""
import argparse, os, shutil, statistics, struct, subprocess, sys

import numpy as np
from PIL import Image, ImageDraw, ImageFont


def lzw_plain(indices, bits):
    """Codes that are never longer than bits + 1: gifsicle compresses them afterwards."""
    codes, out, acc, have = [], bytearray(), 0, 0
    clear, room = 1 << bits, (1 << bits) - 2
    for at in range(0, len(indices), room):
        codes.append(clear)
        codes.extend(indices[at:at + room])
    codes.append(clear + 1)
    for code in codes:
        acc |= int(code) << have
        have += bits + 1
        while have >= 8:
            out.append(acc & 255)
            acc >>= 8
            have -= 8
    out.append(acc & 255)
    blocks = b"".join(bytes([len(out[i:i + 255])]) + out[i:i + 255] for i in range(0, len(out), 255))
    return bytes([bits]) + blocks + b"\0"


def palette_bytes(palette):
    bits = max(1, (len(palette) - 1).bit_length())
    return bits, bytes(np.asarray(palette, np.uint8).tobytes()).ljust(3 << bits, b"\0")


def write_gif(path, size, frames, palette=None, delay=5):
    """frames: (indices, (x, y), disposal, transparent or None, own palette or None)"""
    bits, table = palette_bytes(palette) if palette is not None else (0, b"")
    raw = b"GIF89a" + struct.pack("<HHBBB", *size, (0x80 | bits - 1) if bits else 0, 0, 0) + table
    raw += b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    for indices, at, disposal, transparent, own in frames:
        raw += b"!\xf9\x04" + struct.pack("<BHBB", disposal << 2 | (transparent is not None), delay, transparent or 0, 0)
        own_bits, own_table = palette_bytes(own) if own is not None else (bits, b"")
        raw += b"," + struct.pack("<HHHHB", *at, indices.shape[1], indices.shape[0], (0x80 | own_bits - 1) if own_table else 0)
        raw += own_table + lzw_plain(indices.ravel(), max(2, own_bits))
    with open(path + ".raw", "wb") as file:
        file.write(raw + b";")
    keeps = ["-O1"] if any(frame[2] > 1 for frame in frames) else ["-O2"]
    subprocess.run(["gifsicle", "--no-warnings", *keeps, path + ".raw", "-o", path], check=True)
    os.remove(path + ".raw")


def whole(indices, own=None):
    return (indices, (0, 0), 1, None, own)


def random_palette(rng, colors):
    palette = rng.integers(0, 256, (colors, 3))
    palette[0] = (250, 250, 245)
    return palette


def drawing(rng, size, colors, count, moving=5):
    """Shapes on a still background, some of which move."""
    shapes = [(rng.integers(0, size[0]), rng.integers(0, size[1]), rng.integers(6, size[0] // 4), int(rng.integers(1, colors)),
               int(rng.integers(0, 3))) for _ in range(max(12, colors // 2))]
    frames = []
    for n in range(count):
        image = Image.new("P", size, 0)
        draw = ImageDraw.Draw(image)
        for i, (x, y, r, color, kind) in enumerate(shapes):
            moves = i - len(shapes) + moving
            if moves >= 0:
                x, y = (x + n * (moves + 1)) % size[0], (y + n * moves) % size[1]
            box = [x - r, y - r, x + r, y + r]
            if kind == 0:
                draw.ellipse(box, fill=color)
            elif kind == 1:
                draw.rectangle(box, fill=color, outline=0)
            else:
                draw.line([x - r, y, x + r, y + r], fill=color, width=3)
        frames.append(np.asarray(image))
    return frames


def text_scroll(size, count, levels):
    try:
        font = ImageFont.truetype("DejaVuSans.ttf", 14)
    except OSError:
        font = ImageFont.load_default()
    words = "the quick brown fox jumps over the lazy dog and GIF 0123456789 encoders remember strings ".split()
    lines = [" ".join(words[(3 * i + j) % len(words)] for j in range(7)) for i in range(60)]
    tall = Image.new("L", (size[0], 20 * len(lines)), 255)
    draw = ImageDraw.Draw(tall)
    for i, line in enumerate(lines):
        draw.text((6, 20 * i), line, font=font, fill=0)
    indices = (np.asarray(tall).astype(int) * (levels - 1) + 127) // 255
    return [indices[3 * n:3 * n + size[1]].astype(np.uint8) for n in range(count)]


def make_photos(folder, photos):
    names = sorted(name for name in os.listdir(photos) if name.lower().endswith((".jpg", ".jpeg")))[::7][:4]
    for number, name in enumerate(names):
        picture = Image.open(os.path.join(photos, name)).convert("RGB")
        picture.thumbnail((640, 640))
        shots = []
        for n in range(12):
            scale = 1 + 0.04 * n * (number % 2)
            width, height = int(320 * scale), int(240 * scale)
            x = min(6 * n * (1 - number % 2), picture.width - width)
            shots.append(picture.crop((x, 20, x + width, 20 + height)).resize((320, 240), Image.LANCZOS))
        pixels = b"".join(shot.tobytes() for shot in shots)
        source = ["convert", "-size", "320x240", "-depth", "8", "-delay", "8", "rgb:-", "-loop", "0"]
        for way, made in {"local": [], "plain": ["+dither"], "global": ["-colors", "256"]}.items():
            path = os.path.join(folder, f"photo{number}_{way}.gif")
            if os.path.exists(path):
                continue
            subprocess.run(source + (made if way != "global" else []) + [path], input=pixels, check=True)
            if way == "global":
                subprocess.run(["gifsicle", "--no-warnings", "-O2", "--colors", "256", "--batch", path], check=True)


def make_sprites(rng, folder, size=(200, 150)):
    palette = random_palette(rng, 16)
    still = drawing(rng, size, 16, 1)[0]
    y, x = np.mgrid[:40, :40]
    sprite = np.where((x - 20) ** 2 + (y - 20) ** 2 < 380, 3 + (x // 8 + y // 8) % 5, 15).astype(np.uint8)
    clear = np.full((size[1], size[0]), 15, np.uint8)
    at = [(4 * n, (7 * n) % 110) for n in range(40)]
    for name, first, disposal in (("background", (clear, (0, 0), 2, 15, None), 2), ("previous", whole(still % 15), 3),
                                  ("kept", whole(still % 15), 1)):
        write_gif(os.path.join(folder, f"sprite_{name}.gif"), size, [first] + [(sprite, p, disposal, 15, None) for p in at], palette)
    mixed = [whole(still % 15)] + [(sprite, p, 1 + n % 3, 15, None) for n, p in enumerate(at)]
    write_gif(os.path.join(folder, "sprite_mixed.gif"), size, mixed, palette)


def make_animations(folder, photos):
    """Of one seed each, so that what is added later changes no other."""
    def fresh(name):
        return not os.path.exists(os.path.join(folder, name))

    def path(name):
        return os.path.join(folder, name)

    for colors in (16, 256):
        if fresh(f"noise{colors}.gif"):
            rng = np.random.default_rng(colors)
            frames = [whole(rng.integers(0, colors, (150, 200)).astype(np.uint8)) for _ in range(8)]
            write_gif(path(f"noise{colors}.gif"), (200, 150), frames, random_palette(rng, colors))
    for colors, count in ((4, 60), (16, 60), (32, 200), (256, 60)):
        if fresh(f"drawing{colors}.gif"):
            rng = np.random.default_rng(100 + colors)
            frames = [whole(frame) for frame in drawing(rng, (300, 200), colors, count)]
            write_gif(path(f"drawing{colors}.gif"), (300, 200), frames, random_palette(rng, colors))
    if fresh("thousand16.gif"):
        rng = np.random.default_rng(7)
        write_gif(path("thousand16.gif"), (100, 75), [whole(f) for f in drawing(rng, (100, 75), 16, 1000)], random_palette(rng, 16))
    for levels in (2, 16):
        if fresh(f"text{levels}.gif"):
            gray = np.linspace(0, 255, levels).astype(np.uint8)
            write_gif(path(f"text{levels}.gif"), (320, 200), [whole(f) for f in text_scroll((320, 200), 60, levels)],
                      np.stack([gray] * 3, 1))
    if fresh("own32.gif"):
        rng = np.random.default_rng(9)
        frames = drawing(rng, (200, 150), 32, 60)
        write_gif(path("own32.gif"), (200, 150), [whole(f, random_palette(np.random.default_rng(n // 3), 32))
                                                   for n, f in enumerate(frames)])
    if fresh("sprite_mixed.gif"):
        make_sprites(np.random.default_rng(11), folder)
    if photos:
        make_photos(folder, photos)


def frames_of(path, size):
    raw = subprocess.run(["convert", path, "-coalesce", "-depth", "8", "rgba:-"], stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, size[1], size[0], 4)


def on_gray(frames):
    alpha = frames[..., 3:].astype(np.float32) / 255
    return frames[..., :3] * alpha + 128 * (1 - alpha)


def resized(frames, size):
    """By both filters."""
    if size == frames.shape[2:0:-1]:
        return [on_gray(frames)]
    results = []
    for filter in (Image.BOX, Image.LANCZOS):
        made = [np.asarray(Image.fromarray(f, "RGBA").convert("RGBa").resize(size, filter).convert("RGBA")) for f in frames]
        results.append(on_gray(np.stack(made)))
    return results


def psnr(path, references, size):
    frames = on_gray(frames_of(path, size))
    if len(frames) != len(references[0]):
        return float("nan")
    errors = [float(np.mean((frames - reference) ** 2)) for reference in references]
    return float(np.mean([99 if error == 0 else min(99, 10 * np.log10(255 ** 2 / error)) for error in errors]))


def targets(size):
    whole_size = {"same": size}
    for name, width in (("half", size[0] // 2), ("quarter", size[0] // 4), ("thumb", 48)):
        whole_size[name] = (width, max(1, round(size[1] * width / size[0])))
    return whole_size


def compare(args, name, work):
    source = os.path.join(work, "sources", name)
    with Image.open(source) as image:
        size = image.size
    frames, rows = frames_of(source, size), []
    for target, (width, height) in targets(size).items():
        references = resized(frames, (width, height))
        out = os.path.join(work, "out")
        shutil.rmtree(out, ignore_errors=True)
        resize = [] if target == "same" else [f"resize:{width}x{height}"]
        ops = [word for op in resize for word in ("--op", op)]
        subprocess.run([args.tbbimg, "run", source, "-o", out, "--format", "gif", "--progress", "none", *ops], check=True,
                       stdout=subprocess.DEVNULL)
        ours = next(os.path.join(at, f) for at, _, files in os.walk(out) for f in files if f.endswith(".gif"))
        row = [name[:-4], target, len(frames), os.path.getsize(ours), psnr(ours, references, (width, height))]
        for level in ("-O2", "-O3"):
            theirs = os.path.join(work, "theirs.gif")
            scale = [] if target == "same" else ["--resize", f"{width}x{height}"]
            subprocess.run(["gifsicle", "--no-warnings", level, *scale, source, "-o", theirs], check=True)
            row += [os.path.getsize(theirs), psnr(theirs, references, (width, height))]
        rows.append(row)
    return rows


def print_table(rows, markdown):
    head = ["animation", "size", "frames", "bytes", "PSNR", "-O2", "PSNR", "ratio", "-O3", "ratio"]
    widths = [18, 8, 7, 9, 6, 9, 6, 6, 9, 6]

    def line(cells):
        cells = [str(c) for c in cells]
        print("| " + " | ".join(cells) + " |" if markdown else
              " ".join(c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths))), flush=True)

    line(head)
    if markdown:
        line(["---"] * len(head))
    for name, target, count, ours, our_psnr, two, two_psnr, three, _ in rows:
        line([name, target, count, ours, f"{our_psnr:.2f}", two, f"{two_psnr:.2f}", f"{ours / two:.2f}", three, f"{ours / three:.2f}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tbbimg", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--photos")
    parser.add_argument("--only", default="", help="animations with this word in their name")
    parser.add_argument("--markdown", action="store_true")
    args = parser.parse_args()
    sources = os.path.join(args.folder, "sources")
    os.makedirs(sources, exist_ok=True)
    make_animations(sources, args.photos)
    for command in ([args.tbbimg, "--version"], ["gifsicle", "--version"], ["convert", "--version"]):
        print(subprocess.run(command, stdout=subprocess.PIPE, text=True).stdout.split("\n")[0])
    rows = []
    for name in sorted(os.listdir(sources)):
        if name.endswith(".gif") and args.only in name:
            rows += compare(args, name, args.folder)
    print_table(rows, args.markdown)
    for kind, chosen in (("unresized", [r for r in rows if r[1] == "same"]), ("resized", [r for r in rows if r[1] != "same"])):
        if not chosen:
            continue
        ratios = [r[3] / r[5] for r in chosen]
        worse = [r[6] - r[4] for r in chosen]
        print(f"{kind}: ratio to -O2: median {statistics.median(ratios):.2f}, most {max(ratios):.2f}, above 1.2: "
              f"{sum(r > 1.2 for r in ratios)} of {len(ratios)}; PSNR below gifsicle's by at most {max(worse):.2f} dB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
