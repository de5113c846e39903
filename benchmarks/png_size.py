#!/usr/bin/env python3
"""Compares the size of PNGs that tbbimg makes of charts with sharp's.

usage: png_size.py --tbbimg PATH --folder DIR [--sharp NODE_MODULES]

Draws 20 charts below DIR as PNG (lines, bars, pies, points and maps in 2 to 256 colours, some with smooth edges, which
have more), and stores each at its own size and at a half: as tbbimg does by itself and with png.colors = 256, and by sharp
as it does by itself and with { palette: true }. Of each it prints bytes and our ratio to sharp's, and to the source's at the
same size. Needs: python3-pil, node, and sharp in NODE_MODULES. Lossless results are compared with the source.
"""
import argparse, json, os, random, shutil, subprocess, sys

from PIL import Image, ImageDraw

SHARP = """
const sharp = require(process.argv[1] + '/sharp');
(async () => {
  for (const [from, to, width, options] of JSON.parse(require('fs').readFileSync(0))) {
    const image = width ? sharp(from).resize(width) : sharp(from);
    await image.png(options).toFile(to);
  }
  console.log(sharp.versions.sharp);
})();
"""
SIZE = (640, 480)


def draw_chart(kind, colors, seed, scale):
    rng = random.Random(seed)
    size = (SIZE[0] * scale, SIZE[1] * scale)
    palette = [(255, 255, 255), (0, 0, 0)] + [tuple(rng.randrange(256) for _ in range(3)) for _ in range(colors - 2)]
    image = Image.new("P", size)
    image.putpalette(sum(palette, ()))
    draw = ImageDraw.Draw(image)
    last = max(colors - 1, 1)

    def color(i):
        return 1 + i % last

    for y in range(40, 440, 40):
        draw.line([60 * scale, y * scale, 620 * scale, y * scale], fill=color(y // 40), width=scale)
    if kind == "lines":
        for series in range(min(last, 12)):
            points, y = [], rng.randrange(60, 400)
            for x in range(60, 620, 4):
                y = min(430, max(45, y + rng.randrange(-9, 10)))
                points.append((x * scale, y * scale))
            draw.line(points, fill=color(series), width=2 * scale)
    elif kind == "bars":
        for i in range(min(last, 40) * 2):
            x, y = 62 + 560 * i // (min(last, 40) * 2), rng.randrange(60, 430)
            draw.rectangle([x * scale, y * scale, (x + 5) * scale, 440 * scale], fill=color(i))
    elif kind == "pies":
        for i in range(6):
            x, y, angle = 80 + 180 * (i % 3), 60 + 190 * (i // 3), 0
            for part in range(8):
                turn = rng.randrange(10, 80)
                draw.pieslice([x * scale, y * scale, (x + 160) * scale, (y + 160) * scale], angle, angle + turn, fill=color(part + i))
                angle += turn
    elif kind == "points":
        for i in range(1500):
            x, y = rng.gauss(340, 110) * scale, rng.gauss(240, 80) * scale
            draw.ellipse([x - 2 * scale, y - 2 * scale, x + 2 * scale, y + 2 * scale], fill=color(i))
    else:
        for y in range(48, 440, 8):
            for x in range(64, 620, 8):
                draw.rectangle([x * scale, y * scale, (x + 7) * scale, (y + 7) * scale], fill=color(x * y // 997))
    draw.text((70 * scale, 10 * scale), f"{kind} in {colors} colours, seed {seed}", fill=1)
    return image if scale == 1 else image.convert("RGB").resize(SIZE, Image.LANCZOS)


def make_charts(folder):
    names = []
    for number, kind in enumerate(("lines", "bars", "pies", "points", "map")):
        for colors, scale in ((2, 1), (16, 1), (256 if kind == "map" else 64, 1), (8, 3)):
            name = f"{kind}{colors}{'_smooth' if scale > 1 else ''}.png"
            draw_chart(kind, colors, number, scale).save(os.path.join(folder, name), optimize=True)
            names.append(name)
    return names


def run_tbbimg(tool, folder):
    recipe = os.path.join(folder, "recipe.toml")
    variants = "".join(f'[[variant]]\nname = "{name}"\n{ops}{colors}'
                       for name, ops, colors in (("whole", "", ""), ("half", 'ops = ["thumbnail:320"]\n', ""),
                                                 ("whole256", "", "png.colors = 256\n"), ("half256", 'ops = ["thumbnail:320"]\n', "png.colors = 256\n")))
    with open(recipe, "w") as file:
        file.write('[defaults]\nformat = "png"\n' + variants)
    ours = os.path.join(folder, "ours")
    shutil.rmtree(ours, ignore_errors=True)
    subprocess.run([tool, "run", os.path.join(folder, "in"), "-o", ours, "--recipe", recipe, "--progress", "none"], check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tbbimg", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--sharp", default=os.path.expanduser("~/.cache/tbbimg-peers/node_modules"))
    arguments = parser.parse_args()
    folder = arguments.folder
    for sub in ("in", "sharp"):
        os.makedirs(os.path.join(folder, sub), exist_ok=True)
    names = make_charts(os.path.join(folder, "in"))
    run_tbbimg(arguments.tbbimg, folder)
    jobs = []
    for name in names:
        for size, width in (("whole", 0), ("half", 320)):
            for kind, options in (("", {}), ("256", {"palette": True})):
                jobs.append([os.path.join(folder, "in", name), os.path.join(folder, "sharp", f"{name[:-4]}_{size}{kind}.png"), width, options])
    version = subprocess.run(["node", "-e", SHARP, arguments.sharp], input=json.dumps(jobs), text=True, check=True, capture_output=True).stdout.strip()
    print(f"sharp {version}; bytes, ours and sharp's, then ours and sharp's with a palette of 256 asked for")
    worst = 0.0
    for name in names:
        source = os.path.getsize(os.path.join(folder, "in", name))
        for size in ("whole", "half"):
            ours, ours256 = (os.path.getsize(os.path.join(folder, "ours", f"{name[:-4]}_{size}{kind}.png")) for kind in ("", "256"))
            theirs, theirs256 = (os.path.getsize(os.path.join(folder, "sharp", f"{name[:-4]}_{size}{kind}.png")) for kind in ("", "256"))
            worst = max(worst, ours / theirs, ours256 / theirs256)
            to_source = f"  {ours / source:.2f} of the source" if size == "whole" else ""
            print(f"{name:20} {size:5} {ours:7} {theirs:7} {ours / theirs:.2f}   {ours256:7} {theirs256:7} {ours256 / theirs256:.2f}{to_source}")
        with Image.open(os.path.join(folder, "in", name)) as drawn, Image.open(os.path.join(folder, "ours", f"{name[:-4]}_whole.png")) as made:
            if drawn.convert("RGB").tobytes() != made.convert("RGB").tobytes():
                sys.exit(f"{name} lost pixels")
    print(f"worst ratio to sharp's: {worst:.2f}")


main()
