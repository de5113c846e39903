# An animation keeps its frames in the formats that hold them; others get the first one, and say so.
mkdir in long
image gif 64x48 in/a.gif frames=5
tbbimg 0 info in/a.gif
prints ', 5 frames'
for format in gif webp png; do
  tbbimg 0 run in -o out --format $format --op thumbnail:32 --op grayscale --progress none
  tbbimg 0 info out/a.$format
  prints ' 32x24, '
  prints ' animation, 8 bits, '
  prints ', 5 frames'
done
printf '[[variant]]\nformat = "png"\npng.colors = 16\nops = ["brighten:10"]\n' >few.toml
tbbimg 0 recipe check few.toml
tbbimg 0 run in -o few16 --recipe few.toml -v --progress none
says_not 'is kept'
tbbimg 0 info few16/a.png
prints 'png 64x48, palette'
prints ', 5 frames'
lacks_frames() { ! grep -q 'frames' "$logs/stdout" || fail 'the output is an animation'; }
pixel_of() { "$READ_PIXEL" "$@"; }
tbbimg 0 convert in/a.gif b.png
for frame in 1 2 5; do
  for at in 10 30 40 60 90; do
    [ "$(pixel_of b.png $at $at $frame)" = "$(pixel_of in/a.gif $at $at $frame)" ] || fail "frame $frame differs at $at %"
  done
done
[ "$(pixel_of b.png 30 30 1)" != "$(pixel_of b.png 30 30 5)" ] || fail 'the frames do not differ'

# One picture where the format holds one, or where one is asked for.
tbbimg 0 run in -o still --format jpeg -v --progress none
says 'in/a.gif: of 5 frames the first is kept, for a format that holds no more'
tbbimg 0 run in -o unmade --format jpeg --dry-run
says 'the output keeps the first frame of an animation alone, because JPEG holds no more'
image gif 900x700 long/b.gif frames=3
[ "$(wc -c <long/b.gif)" -gt 70000 ] || fail 'that GIF is to be longer than what a dry run reads of files'
tbbimg 0 run long -o unmade --format jpeg --dry-run
says 'the output keeps the first frame of an animation alone, because JPEG holds no more'
tbbimg 0 run long -o unmade --format webp --dry-run
tbbimg 0 run in -o unmade --format jpeg --frames first --dry-run
says_not 'keeps the first frame'
tbbimg 0 convert in/a.gif one.jpg
says 'in/a.gif: of 5 frames the first is kept, for a format that holds no more'
tbbimg 0 convert in/a.gif one.jpg --frames first
says_not 'is kept'
tbbimg 0 run in -o first --frames first -v --progress none
says_not 'is kept'
tbbimg 0 info first/a.gif
lacks_frames
printf '[[variant]]\nname = "all"\n[[variant]]\nname = "one"\nframes = "first"\n[[variant]]\nname = "jpeg"\nformat = "jpeg"\n' >several.toml
tbbimg 0 run in -o several --recipe several.toml --progress none
tbbimg 0 info several/a_all.gif several/a_one.gif several/a_jpeg.jpg
prints ', 5 frames'
[ "$(grep -c 'frames' "$logs/stdout")" = 1 ] || fail 'one of three is to be an animation'
printf '[[variant]]\nframes = "last"\n' >wrong.toml
tbbimg 78 recipe check wrong.toml
says 'wrong.toml:2:10: frames is "first" or "all"'
tbbimg 2 run in -o out --frames last
says "--frames: 'last' is not all or first"

# What cannot be done to all frames is refused, and so are more frames than are allowed.
tbbimg 1 run in -o trimmed --op trim --progress none
says 'leave out trim, or keep the first frame alone (--frames first, or frames = "first" in a recipe)'
tbbimg 0 run in -o trimmed --op trim --frames first --progress none
tbbimg 1 run in -o few --format same --max-frames 4 --progress none
says 'in/a.gif: transform: has 5 frames, the limit is 4 (--max-frames); keep the first alone with --frames first'
absent few/a.gif
printf '[[variant]]\nformat = "webp"\nmax-bytes = 2000\n' >bytes.toml
tbbimg 1 run in -o bytes --recipe bytes.toml --progress none
says 'max-bytes does not hold for animations'

# A damaged frame costs all of the animation, and the other picture nothing.
head -c "$(($(wc -c <in/a.gif) - 200))" in/a.gif >in/cut.gif
image gif 64x48 in/z.gif
tbbimg 1 run in -o damaged --format same --progress none
says 'in/cut.gif: '
says 'cut short'
absent damaged/cut.gif
exists damaged/z.gif

# Damage in a later frame is damage of the source.
cp b.png damaged.png
printf 'XXXX' | dd of=damaged.png bs=1 seek=$(($(wc -c <damaged.png) - 40)) conv=notrunc 2>/dev/null
tbbimg 1 run damaged.png -o damaged --format webp --progress none
says 'damaged.png: decode: '
absent damaged/damaged.webp
