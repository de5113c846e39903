# Whatever inputs are called: nothing leaves OUT, nothing enters its .tbbimg.
mkdir -p in below/out
image jpeg 64x48 in/a.jpg
image jpeg 64x48 in/..jpg seed=2
image jpeg 64x48 in/...jpg seed=3
image jpeg 64x48 in/.tbbimg.jpg seed=4
image jpeg 64x48 in/.TbbImg.jpg seed=5
outside() { (find . -path ./below/out -prune -o -print; find below/out/.tbbimg ! -name 'journal*') | sort; }
tbbimg 0 run in --hidden -o below/out --format png
outside >"$logs/before"

tbbimg 1 run in --hidden -o below/out --format png --name '{stem}/x.{ext}'
says '1 done, 4 failed'
exists below/out/a/x.png
says_times 4 'in/'
says "in/...jpg: transform: its output would be '../x.png', which leads out of the output folder with '..'"
says "in/.tbbimg.jpg: transform: its output would be '.tbbimg/x.png', which leads into .tbbimg"
outside | cmp - "$logs/before" || fail 'something was written outside of OUT'
tbbimg 3 run in --hidden -o below/out --format png --name '{stem}/x.{ext}' --dry-run
says_times 4 'its output would be'
says '1 is there already'

# What is wrong for each input is told before anything is read.
for name in '.tbbimg/tmp/{stem}.{ext}' '.TBBIMG/{stem}.{ext}' '...{date}/...{date}/etc/{stem}' '..{dir}/{stem}.{ext}' \
  '{stem}//{ext}' 'a/./{stem}' '{stem}/../../{index}'; do
  tbbimg 2 run in -o below/out --format png --name "$name"
  printf '[[variant]]\ntemplate = "%s"\n' "$name" >recipe.toml
  tbbimg 78 recipe check recipe.toml
  says 'recipe.toml:2:'
done
printf '[[variant]]\nname = ".tbbimg"\ntemplate = "{variant}/{stem}"\n' >recipe.toml
tbbimg 2 run in --hidden -o below/out --recipe recipe.toml
rm recipe.toml
outside | cmp - "$logs/before" || fail 'something was written outside of OUT'

# Links below OUT may lead out of it.
mkdir elsewhere photos photos/2019 photos/2020
image jpeg 64x48 photos/2019/a.jpg
image jpeg 64x48 photos/2020/b.jpg
mkdir linked
ln -s ../elsewhere linked/2019
tbbimg 1 run photos -o linked --format png --overwrite
says 'linked/2019: write: is a link'
exists linked/2020/b.png
[ -z "$(ls elsewhere)" ] || fail 'something was written through a link'
tbbimg 3 run photos -o linked --format png --overwrite --dry-run
says 'linked/2019: write: is a link'
# OUT itself may be one.
ln -s elsewhere out
tbbimg 0 run photos -o out --format png
exists elsewhere/2019/a.png
