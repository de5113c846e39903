# 16 bits a sample stay where they can, and where they cannot, that is told before and after.
mkdir in
{
  printf 'P5\n64 32\n65535\n'
  python3 -c 'import sys; sys.stdout.buffer.write(b"".join((i * 31 + 5).to_bytes(2, "big") for i in range(2048)))' ||
    skip 'there is no python3'
} >in/scan.pgm
cat >kept.toml <<'END'
[[variant]]
name = "flat"
format = "jpeg"
[[variant]]
name = "kept"
format = "png"
ops = ["rotate:180", "thumbnail:32"]
END
tbbimg 0 recipe check kept.toml
says_not 'rounded to 8'
tbbimg 0 run in -o kept --recipe kept.toml -v
says_not 'rounded'
tbbimg 0 info kept/scan_kept.png kept/scan_flat.jpg
prints 'png 32x16, gray, 16 bits'
prints 'jpeg 64x32, gray, 8 bits'
# There and back, nothing is lost.
tbbimg 0 convert in/scan.pgm whole.png --op rotate:180
tbbimg 0 convert whole.png back.pgm --op rotate:180
cmp in/scan.pgm back.pgm || fail 'PNG does not keep 16 bits'
if "$TBBIMG" version | grep '^formats written:' | grep -q tiff; then
  tbbimg 0 convert in/scan.pgm whole.tiff --op rotate:180
  tbbimg 0 convert whole.tiff back.pgm --op rotate:180
  cmp in/scan.pgm back.pgm || fail 'TIFF does not keep 16 bits'
fi
tbbimg 0 convert in/scan.pgm soft.png --op blur:2 --op sharpen --op fill:red,opacity=0.2,size=5x5
says_not 'rounded'
tbbimg 0 info soft.png
prints 'png 64x32, gray, 16 bits'

cat >narrow.toml <<'END'
[[variant]]
name = "sharp"
format = "png"
ops = ["thumbnail:32", "equalize", "brighten:3"]
[[variant]]
name = "kept"
format = "png"
END
told="the variant 'sharp' has samples of more than 8 bits rounded to 8, because equalize works in 8"
tbbimg 0 recipe check narrow.toml
says "$told"
tbbimg 0 run in -o narrow --recipe narrow.toml --dry-run
says "$told"
tbbimg 0 run in -o narrow --recipe narrow.toml -v
says 'in/scan.pgm: samples of 16 bits are rounded, for an operation or because an output holds fewer'
tbbimg 0 info narrow/scan_sharp.png narrow/scan_kept.png
prints 'png 32x16, gray, 8 bits'
prints 'png 64x32, gray, 16 bits'
grep -q '"warnings":\["samples of 16 bits' narrow/.tbbimg/journal.jsonl || fail 'the journal does not tell of the depth'
tbbimg 0 convert in/scan.pgm one.png --op equalize
says 'in/scan.pgm: samples of 16 bits are rounded, for an operation or because an output holds fewer'

# An encoder's option narrows, too, and so does a format that calls itself lossless.
cat >few.toml <<'END'
[[variant]]
name = "few"
format = "png"
png.colors = 16
[[variant]]
name = "source"
png.colors = 16
[[variant]]
name = "exact"
format = "webp"
webp.lossless = true
END
tbbimg 0 recipe check few.toml
says "few.toml: the variant 'few' has samples of more than 8 bits rounded to 8, because of png.colors"
says "few.toml: the variant 'source' has samples of more than 8 bits rounded to 8, because of png.colors"
says_times 2 'rounded'
tbbimg 0 run in whole.png -o few --recipe few.toml --dry-run
says_times 1 "the variant 'few' has samples of more than 8 bits rounded to 8, because of png.colors"
says_times 1 "the variant 'source' has samples of more than 8 bits rounded to 8, because of png.colors"
says_times 1 "the variant 'exact' has samples of more than 8 bits rounded to 8, because WebP holds no more"
tbbimg 0 run in -o few --recipe few.toml -v
says 'in/scan.pgm: samples of 16 bits are rounded, for an operation or because an output holds fewer'
