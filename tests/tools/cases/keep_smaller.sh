# --keep-smaller writes the source's own bytes where the same picture would become larger, and nothing private with them.
mkdir in
image jpeg 320x240 in/plain.jpg copyright=Jane
image jpeg 320x240 in/turned.jpg orientation=6
image png 320x240 in/noise.png
image png 320x240 in/clear.png alpha
# A file that no encoder here makes as small.
tbbimg 0 run in/plain.jpg -o small --format same --quality 5 --progress none
cp small/plain.jpg in/small.jpg
head -c 5000 /dev/urandom >>in/small.jpg

tbbimg 0 run in -o out --quality 95 --keep-smaller --progress none
cmp -s out/small.jpg small/plain.jpg || fail 'the source was not kept, or more than its picture'
tbbimg 0 run in -o without --format same --quality 95 --progress none
[ "$(wc -c <without/small.jpg)" -gt "$(wc -c <out/small.jpg)" ] || fail 'nothing was gained'
for image in out/*; do
  [ "$(wc -c <"$image")" -le "$(wc -c <"without/${image#out/}")" ] || fail "$image is larger than without"
done
cmp -s out/turned.jpg without/turned.jpg || fail 'a picture that is turned was kept as it was'
! grep -q Jane out/* || fail 'the copyright was copied'

# What changes a pixel is never undone, and another format is another file.
for op in grayscale blur:1 thumbnail:319 'text:hello'; do
  rm -rf with without
  tbbimg 0 run in/small.jpg -o with --quality 95 --keep-smaller --op "$op" --progress none
  tbbimg 0 run in/small.jpg -o without --quality 95 --op "$op" --progress none
  cmp -s with/small.jpg without/small.jpg || fail "$op came to nothing"
done
rm -rf with
tbbimg 0 run in/small.jpg -o with --keep-smaller --format png --progress none
tbbimg 0 info with/small.png
prints 'png 320x240'
# A thumbnail of what is small enough changes nothing.
tbbimg 0 run in/small.jpg -o with --quality 95 --keep-smaller --op thumbnail:320 --progress none
cmp -s with/small.jpg small/plain.jpg || fail 'a thumbnail as large as its source was not kept'

# In a recipe, for one variant or for all; the journal knows it.
cat >keep.toml <<'TOML'
[defaults]
quality = 95
keep-smaller = true
[[variant]]
name = "kept"
[[variant]]
name = "made"
keep-smaller = false
[[variant]]
name = "blurred"
ops = ["blur:1"]
TOML
tbbimg 0 recipe check keep.toml
prints "the source's own bytes, without"
tbbimg 0 run in/small.jpg -o recipe --recipe keep.toml --progress none
cmp -s recipe/small_kept.jpg small/plain.jpg || fail 'the variant was not kept'
! cmp -s recipe/small_made.jpg recipe/small_kept.jpg || fail 'a variant that does not want it was kept'
tbbimg 0 verify recipe
printf '[[variant]]\nkeep-smaller = "yes"\n' >wrong.toml
tbbimg 78 recipe check wrong.toml
says 'wrong.toml:2:16: keep-smaller is true or false'
tbbimg 0 convert in/small.jpg one.jpg --quality 95 --keep-smaller
cmp -s one.jpg small/plain.jpg || fail 'convert did not keep it'

# Animations, with all their frames.
mkdir moving
image gif 64x48 moving/a.gif frames=5
tbbimg 0 convert moving/a.gif moving/b.png
tbbimg 0 convert moving/a.gif moving/c.webp
tbbimg 0 run moving -o moved --keep-smaller --progress none
for name in a.gif b.png c.webp; do
  tbbimg 0 info moved/$name
  prints ', 5 frames'
  for frame in 1 3 5; do
    [ "$("$READ_PIXEL" moved/$name 30 30 $frame)" = "$("$READ_PIXEL" moving/$name 30 30 $frame)" ] || fail "$name: frame $frame differs"
  done
done
for op in blur:1 thumbnail:32; do
  rm -rf with without
  tbbimg 0 run moving -o with --keep-smaller --op "$op" --progress none
  tbbimg 0 run moving -o without --op "$op" --progress none
  for name in a.gif b.png c.webp; do cmp -s with/$name without/$name || fail "$op came to nothing for $name"; done
done
# WebP at a high quality is larger than a source of a low one.
tbbimg 0 run moving/a.gif -o low --format webp --quality 5 --progress none
tbbimg 0 run low -o high --quality 100 --keep-smaller --progress none
cmp -s low/a.webp high/a.webp || fail 'an animated WebP was made larger'
tbbimg 0 run low -o first --quality 100 --keep-smaller --frames first --progress none
tbbimg 0 info first/a.webp
! grep -q 'frames' "$logs/stdout" || fail 'the first frame was to be kept alone'

# 16 bits a sample.
{
  printf 'P5\n64 32\n65535\n'
  head -c 4096 /dev/urandom
} >noise.pgm
tbbimg 0 convert noise.pgm deep.png
if python3 -c 'import zlib' 2>/dev/null; then
  # Of rows without a filter at the highest level, in which nothing was looked for.
  python3 - <<'PY'
import struct, zlib
data = open('noise.pgm', 'rb').read()[-4096:]
rows = b''.join(b'\0' + (data[:128]) for y in range(32))
def chunk(kind, body):
    return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))
head = struct.pack('>IIBBBBB', 64, 32, 16, 0, 0, 0, 0)
open('deep.png', 'wb').write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'tEXt', b'Author\0Jane') +
                             chunk(b'IDAT', zlib.compress(rows, 9)) + chunk(b'IEND', b''))
PY
  tbbimg 0 convert deep.png kept.png --keep-smaller
  tbbimg 0 convert deep.png made.png
  [ "$(wc -c <kept.png)" -lt "$(wc -c <made.png)" ] || fail "16 bits were not kept"
  ! grep -q Jane kept.png || fail 'an author was copied'
  tbbimg 0 info kept.png
  prints 'png 64x32, gray, 16 bits'
  tbbimg 0 convert kept.png back.pgm
  tbbimg 0 convert deep.png there.pgm
  cmp back.pgm there.pgm || fail 'the picture is another'
fi

# Where nothing can be kept, that is told before.
mkdir plain
image bmp 32x32 plain/a.bmp 2>/dev/null || tbbimg 0 convert in/plain.jpg plain/a.bmp
told='keep-smaller does nothing for BMP: its metadata cannot be cut out'
tbbimg 0 run plain -o never --keep-smaller --dry-run
says "$told"
says_times 1 'keep-smaller does nothing'
tbbimg 0 convert plain/a.bmp again.bmp --keep-smaller
says "$told"
# Of a TIFF the header stands behind the pixels.
if "$TBBIMG" version | grep '^formats written:' | grep -q tiff; then
  mkdir scans
  tbbimg 0 convert in/noise.png scans/a.tif
  tbbimg 0 run scans -o never --keep-smaller --dry-run
  says 'keep-smaller does nothing for TIFF: its metadata cannot be cut out'
fi
tbbimg 0 run in/plain.jpg -o never --keep-smaller --dry-run
says_not 'keep-smaller does nothing'
printf '[[variant]]\nname = "flat"\nformat = "bmp"\nkeep-smaller = true\n' >flat.toml
tbbimg 0 recipe check flat.toml
says "variant 'flat': $told"
