# Mistakes that people make in recipes: each is told in one line with line and column, what is wrong and what to write,
# and the run ends with 78 before it makes the output folder.
mkdir in
image jpeg 64x48 in/a.jpg
count=0

# mistake LINE:COLUMN WORDS, of the recipe on the standard input
mistake() {
  cat >bad.toml
  count=$((count + 1))
  tbbimg 78 run in -o out --recipe bad.toml
  absent out
  silent_stdout
  says_times 1 ''
  says "bad.toml:$1: "
  says "$2"
  tbbimg 78 recipe check bad.toml
  says "bad.toml:$1: "
}

mistake 1:11 'not valid TOML' <<'TOML'
[[variant]
TOML
mistake 2:9 'not valid TOML' <<'TOML'
[[variant]]
name = thumb
TOML
mistake 1:1 'no [[variant]]: a recipe needs at least one' </dev/null
mistake 1:1 "'variant' is not a list of tables; write [[variant]]" <<'TOML'
[variant]
name = "thumb"
TOML
mistake 1:3 "unknown key 'varient': did you mean 'variant'?" <<'TOML'
[[varient]]
[[variant]]
TOML
mistake 2:1 "unknown key 'opps': did you mean 'ops'?" <<'TOML'
[[variant]]
opps = ["thumbnail:64"]
TOML
mistake 2:1 "'name' belongs in [[variant]], not in [defaults]" <<'TOML'
[defaults]
name = "thumb"
[[variant]]
TOML
mistake 2:8 "unknown operation 'thumbnial': did you mean 'thumbnail'?" <<'TOML'
[[variant]]
ops = ["thumbnial:256"]
TOML
mistake 3:10 "thumbnail: size is '0', allowed: " <<'TOML'
[[variant]]
ops = ["grayscale",
         "thumbnail:0"]
TOML
mistake 2:8 "thumbnail: has no argument 'filtre': did you mean 'filter'?" <<'TOML'
[[variant]]
ops = ["thumbnail:256,filtre=box"]
TOML
mistake 2:8 'thumbnail: needs size (' <<'TOML'
[[variant]]
ops = ["thumbnail"]
TOML
mistake 2:7 'ops is a list of texts, such as ["thumbnail:256"]' <<'TOML'
[[variant]]
ops = "thumbnail:256"
TOML
mistake 2:8 'an operation is a text, such as "thumbnail:256"' <<'TOML'
[[variant]]
ops = [256]
TOML
mistake 2:10 "unknown format 'jpge': did you mean 'jpeg'?" <<'TOML'
[[variant]]
format = "jpge"
TOML
mistake 2:11 'quality is a whole number from 1 to 100, or "auto"' <<'TOML'
[[variant]]
quality = 101
TOML
mistake 2:11 'quality is a whole number from 1 to 100, or "auto"' <<'TOML'
[[variant]]
quality = "high"
TOML
mistake 3:8 'ssim is a number from 0.5 to 0.9999' <<'TOML'
[[variant]]
quality = "auto"
ssim = 1.5
TOML
mistake 3:8 'ssim means nothing beside a fixed quality; write quality = "auto"' <<'TOML'
[[variant]]
quality = 80
ssim = 0.98
TOML
mistake 3:15 'min-quality is 90, above the highest quality allowed, 80' <<'TOML'
[[variant]]
quality = 80
min-quality = 90
max-bytes = "20K"
TOML
mistake 2:13 'max-bytes is a number of bytes from 100, or a text such as "200K" or "1.5M"' <<'TOML'
[[variant]]
max-bytes = "200 kilobytes"
TOML
mistake 3:13 'max-bytes means nothing to png, which as it is set has no quality; choose jpeg or lossy webp' <<'TOML'
[[variant]]
format = "png"
max-bytes = "200K"
TOML
mistake 2:6 "unknown option of jpeg 'progresive': did you mean 'progressive'?" <<'TOML'
[[variant]]
jpeg.progresive = true
TOML
mistake 2:20 'jpeg.progressive is true or false' <<'TOML'
[[variant]]
jpeg.progressive = "yes"
TOML
mistake 3:1 'options of webp in a variant whose format is jpeg' <<'TOML'
[[variant]]
format = "jpeg"
webp.effort = 6
TOML
mistake 2:8 'name is a part of file names: a text, not empty, without' <<'TOML'
[[variant]]
name = "large/thumb"
TOML
mistake 3:1 "a second variant named 'thumb'; give each its own" <<'TOML'
[[variant]]
name = "thumb"
[[variant]]
name = "thumb"
TOML
mistake 2:1 'a second variant without a name; give each its own' <<'TOML'
[[variant]]
[[variant]]
TOML
mistake 5:8 "from: there is no variant 'larg': did you mean 'large'?" <<'TOML'
[[variant]]
name = "large"
[[variant]]
name = "small"
from = "larg"
TOML
mistake 6:8 "from goes round in a circle: 'b' starts from 'a', which starts from it; let one of them start from the image" <<'TOML'
[[variant]]
name = "a"
from = "b"
[[variant]]
name = "b"
from = "a"
TOML
mistake 2:12 'has unknown placeholder {size}; known are {dir}, ' <<'TOML'
[[variant]]
template = "{stem}_{size}.{ext}"
TOML
mistake 2:12 "leads out of the output folder with '..'" <<'TOML'
[[variant]]
template = "../{stem}.{ext}"
TOML
mistake 2:10 "unknown condition 'minwidth': did you mean 'min-width'?" <<'TOML'
[[variant]]
when = { minwidth = 1600 }
TOML
mistake 2:8 'when is never true: a lower bound is above the upper one' <<'TOML'
[[variant]]
when = { min-width = 1600, max-width = 800 }
TOML
mistake 2:24 'orientation is one of "landscape", "portrait", "square"' <<'TOML'
[[variant]]
when = { orientation = "upright" }
TOML
mistake 2:8 'when is a table such as { min-width = 1600 }' <<'TOML'
[[variant]]
when = "landscape"
TOML
[ $count -ge 20 ] || fail "only $count mistakes were tried"
