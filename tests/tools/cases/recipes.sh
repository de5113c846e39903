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
bad '[[variant]]
format = "xyz"' 'format is one of'
bad '[[variant]]
[[variant]]' 'give each its own'
bad '' 'needs at least one'
tbbimg 78 run in -o bad_out --recipe missing.toml
says missing.toml
tbbimg 78 run in -o bad_out --recipe in
absent bad_out
