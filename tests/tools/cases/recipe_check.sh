# `tbbimg recipe check`: what a recipe makes, in words, or each of its mistakes; `run` tells the same ones.
# Of the last tbbimg: these words occur on stdout, wherever its lines end.
tells() { tr -s ' \n' ' ' <"$logs/stdout" | grep -qF -e "$1" || fail "stdout does not tell: $1"; }

cat >web.toml <<'TOML'
[defaults]
format = "jpeg"
jpeg.progressive = true
[[variant]]
name = "large"
ops = ["thumbnail:1600", "blur:2"]
max-bytes = "400K"
min-quality = 40
when = { min-width = 1600, max-height = 5000, format = ["jpeg", "png"], orientation = "portrait" }
[[variant]]
name = "small"
from = "large"
ops = ["thumbnail:320x200,filter=bilinear"]
template = "{dir}/small/{stem}-{width}-{date}.{ext}"
[[variant]]
name = "same"
format = "same"
quality = "auto"
[[variant]]
name = "exact"
format = "webp"
webp.lossless = true
TOML
tbbimg 0 recipe check web.toml
[ ! -s "$logs/stderr" ] || fail 'stderr is not empty'
tells 'web.toml: 4 outputs of each image'
tells '1. thumbnail: Shrinks'
tells 'size = 1600'
tells 'by default: filter = lanczos3'
tells '2. blur: '
tells 'sigma = 2'
tells 'size = 320x200, filter = bilinear'
tells 'only images that are jpeg or png, higher than wide, at least 1600 pixels wide, at most 5000 pixels high'
tells 'the pixels of large, before they are encoded'
tells 'jpeg, quality 80, lowered to 40 at the least so that the file has at most 400 KiB'
tells 'jpeg.progressive true'
tells 'photos/2019/a.jpg of 3000x4000 pixels gives OUT/2019/a_large.jpg'
tells 'photos/2019/a.jpg of 4000x3000 pixels gives OUT/2019/small/a-267-2019-07-23.jpg'
tells 'the lowest quality from 50 to 89 that looks like the pixels (SSIM 0.97)'
tells 'webp, without loss; webp.lossless true'
tells 'never of its file'
# The standard input, and several files, of which the worst counts.
"$TBBIMG" recipe check - <web.toml >"$logs/stdout" || fail 'the standard input'
prints '4 outputs'
# What is no mistake and hardly meant.
cat >idle.toml <<'TOML'
[[variant]]
name = "exact"
format = "png"
quality = 50
template = "{stem}-{variant}.jpg"
[[variant]]
name = "near"
format = "webp"
quality = 50
webp.lossless = true
[[variant]]
name = "plain"
format = "jpeg"
quality = 50
template = "{stem}-{variant}.JPG"
[[variant]]
name = "usual"
format = "webp"
quality = 80
webp.lossless = true
[[variant]]
name = "palette"
format = "gif"
quality = 80
TOML
tbbimg 0 recipe check idle.toml
says "idle.toml: variant 'exact': quality 50 means nothing: PNG is written without loss"
says "idle.toml: variant 'exact': the name '{stem}-{variant}.jpg' ends like a JPEG, and the file is a PNG: write {ext} for"
says "idle.toml: variant 'near': quality 50 means nothing: WebP is written without loss"
says "idle.toml: variant 'usual': quality 80 means nothing: WebP is written without loss"
says "idle.toml: variant 'palette': quality 80 means nothing: GIF is written in a palette"
says_times 5 idle.toml
# What is said of all variants is for those that can use it, and formats for those among them.
cat >shared.toml <<'TOML'
[defaults]
quality = 70
[[variant]]
name = "exact"
format = "png"
[[variant]]
name = "both"
formats = ["jpeg", "png"]
quality = 60
TOML
tbbimg 0 recipe check shared.toml
says_not 'means nothing'
printf '[[variant]]\nops = ["thumbnial:1"]\n' >bad.toml
printf '[[variant]]\ntemplate = "all.{ext}"\n' >collides.toml
tbbimg 78 recipe check missing.toml collides.toml bad.toml web.toml
prints '4 outputs'
says "bad.toml:2:8: unknown operation 'thumbnial': did you mean 'thumbnail'?"
says "collides.toml:2:12: the name template 'all.{ext}' cannot tell inputs apart; put {stem} or {index} into it"
says 'missing.toml: read: '
says_times 3 toml
# Outputs that collide are no mistake of the language, but of the plan.
tbbimg 3 recipe check collides.toml
silent_stdout
mkdir in
image jpeg 64x48 in/a.jpg
tbbimg 3 run in -o out --recipe collides.toml
absent out
printf '[defaults]\ntemplate = "{stem}.{ext}"\n[[variant]]\nname = "a"\n[[variant]]\nname = "b"\n' >variants.toml
tbbimg 3 recipe check variants.toml
says "variants.toml: the name template cannot tell the variant 'b' from the others; put {variant} into it"
silent_stdout
# All mistakes, in the order of the text, each once; with a mistake of the language beside it, a collision is one, too.
cat >many.toml <<'TOML'
[defaults]
qualty = 80
[[variant]]
name = "a"
template = "all.{ext}"
ops = ["blurr:2", "thumbnail:0"]
[[variant]]
name = "b"
from = "aa"
ops = ["blurr:2"]
TOML
tbbimg 78 run in -o out --recipe many.toml
absent out
sed 's/^tbbimg: //' "$logs/stderr" >run_says
tbbimg 78 recipe check many.toml
cmp run_says "$logs/stderr" || fail 'run and recipe check tell different mistakes'
[ "$(cut -d: -f2 run_says | tr '\n' ' ')" = '2 5 6 6 9 10 ' ] || fail 'other lines than those of the mistakes'
tbbimg 2 recipe
says 'recipe --help'
tbbimg 2 recipe check
tbbimg 2 recipe chek web.toml
says "unknown subcommand 'chek': did you mean 'check'?"
tbbimg 2 recipe check --jason web.toml
says '`tbbimg recipe check --help` explains the options'
# Paths in a recipe start from its folder, those on the command line from the working folder.
mkdir recipes
image png 16x16 recipes/logo.png
printf '[[variant]]\nops = ["overlay:logo.png"]\n' >recipes/logo.toml
tbbimg 0 recipe check recipes/logo.toml
tbbimg 0 run in -o logo --recipe recipes/logo.toml
exists logo/a.jpg
(cd recipes && "$TBBIMG" recipe check logo.toml >/dev/null) || fail 'a recipe of the working folder'
tbbimg 2 run in -o out --op overlay:logo.png
tbbimg 0 run in -o op --op overlay:recipes/logo.png
cmp logo/a.jpg op/a.jpg || fail 'the logo of the recipe is another one'
printf '[[variant]]\nops = ["overlay:%s/recipes/logo.png"]\n' "$PWD" >recipes/absolute.toml
tbbimg 0 recipe check recipes/absolute.toml
printf '[[variant]]\nops = ["overlay:recipes/logo.png"]\n' >recipes/twice.toml
tbbimg 78 recipe check recipes/twice.toml
says 'recipes/twice.toml:2:8: overlay: recipes/recipes/logo.png: '
