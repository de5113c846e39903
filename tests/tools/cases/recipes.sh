# Several outputs per image, their names, and what --format and --quality mean beside a recipe.
mkdir in
image jpeg 640x480 in/a.jpg
cat >web.toml <<'TOML'
[[variant]]
name = "thumb"
ops = ["thumbnail:64"]
[[variant]]
name = "large"
ops = ["thumbnail:320", "grayscale"]
format = "webp"
quality = 50
TOML
tbbimg 0 run in -o out --recipe web.toml --format png
files out 2
exists out/a_thumb.png
exists out/a_large.webp
tbbimg 0 run in -o named --recipe web.toml --name '{variant}/{dir}/{stem}-{index}.{ext}'
exists named/thumb/a-0.jpg
exists named/large/a-0.webp

bad() {
  printf '%s\n' "$1" >bad.toml
  tbbimg 78 run in -o bad_out --recipe bad.toml
  says "$2"
  absent bad_out
}
bad '[[variant]
' 'bad.toml:1:'
bad '[[variant]]
ops = ["thumbnial:64"]' "did you mean 'thumbnail'?"
bad '[[variant]]
ops = ["thumbnail:0"]' 'bad.toml:2:'
bad '[[variant]]
opps = ["thumbnail:64"]' "did you mean 'ops'?"
bad '[[variant]]
quality = 101' '1 to 100'
formats=$("$TBBIMG" version | sed -n 's/^formats written: *//p' | sed 's/ /, /g')
bad '[[variant]]
format = "xyz"' "unknown format 'xyz'; known are: $formats, same"
bad '[[variant]]
[[variant]]' 'give each its own'
bad '' 'needs at least one'
tbbimg 78 run in -o bad_out --recipe missing.toml
says missing.toml
tbbimg 78 run in -o bad_out --recipe in
absent bad_out

# Defaults, a variant that starts from another, conditions, templates, codecs' options.
image png 320x480 in/b.png
image jpeg 40x30 in/c.jpg 'date=2019:07:23 10:11:12'
cat >rich.toml <<'TOML'
[defaults]
format = "jpeg"
template = "{dir}/{stem}-{variant}-{width}-{date|undated}.{ext}"
jpeg.progressive = true
[[variant]]
name = "large"
ops = ["thumbnail:200"]
when = { min-width = 200 }
[[variant]]
name = "small"
from = "large"
ops = ["grayscale", "thumbnail:100"]
[[variant]]
name = "tall"
format = "webp"
when = { orientation = "portrait", format = "png" }
TOML
tbbimg 0 run in -o rich --recipe rich.toml
files rich 6
exists rich/a-large-200-undated.jpg
exists rich/a-small-100-undated.jpg
exists rich/b-large-133-undated.jpg
exists rich/b-small-67-undated.jpg
exists rich/b-tall-320-undated.webp
exists rich/c-small-40-2019-07-23.jpg
tbbimg 0 info rich/a-large-200-undated.jpg
prints 'progressive'
tbbimg 0 run in -o rich --recipe rich.toml
says '3 skipped'
rm rich/a-small-100-undated.jpg
cp -r rich before
tbbimg 0 run in -o rich --recipe rich.toml
exists rich/a-small-100-undated.jpg
rm rich/a-small-100-undated.jpg
diff -r -x .tbbimg rich before || fail 'other outputs changed'

# Variants that turn out to have one name: the second fails, the first stays.
printf '[defaults]\nformat="jpeg"\ntemplate="{stem}-{width}.{ext}"\n[[variant]]\nname="s"\nops=["thumbnail:100"]\n[[variant]]\nname="l"\nops=["thumbnail:200"]\n' >widths.toml
tbbimg 1 run in -o widths --recipe widths.toml
says "c.jpg: transform: the variant 'l' would give the output c-40.jpg, as the variant 's' does"
exists widths/c-40.jpg
exists widths/a-200.jpg
tbbimg 3 run in -o widths_dry --recipe widths.toml --dry-run
prints 'in/c.jpg -> widths_dry/c-40.jpg'
says "the variant 'l' would give the output c-40.jpg"
absent widths_dry
