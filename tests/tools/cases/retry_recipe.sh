# What failed is made by the recipe of the run, whatever has become of the recipe's file since.
mkdir in recipes elsewhere
image jpeg 64x48 in/a.jpg
image png 8x8 recipes/logo.png
echo junk >in/bad.jpg
cat >recipes/web.toml <<'TOML'
[[variant]]
name = "small"
ops = ["thumbnail:32", "overlay:logo.png"]
format = "png"
TOML
for out in changed gone piped; do
  recipe=recipes/web.toml
  [ $out != piped ] || recipe=-
  code=0
  (cd . && "$TBBIMG" run in -o $out --recipe $recipe --name '{stem}-{variant}.{ext}' <recipes/web.toml 2>"$logs/stderr") || code=$?
  if [ $out = piped ]; then
    # A recipe from the standard input has no folder of its own.
    [ $code -eq 78 ] || fail "exit code $code"
    (cd recipes && "$TBBIMG" run ../in -o ../$out --recipe - --name '{stem}-{variant}.{ext}' <web.toml 2>"$logs/stderr") || code=$?
  fi
  [ $code -eq 1 ] || fail "exit code $code instead of 1"
done
rm in/bad.jpg
image jpeg 64x48 in/bad.jpg seed=7

printf '[[variant]]\nname = "large"\nformat = "webp"\n' >recipes/web.toml
tbbimg 0 retry changed
says '1 done, 0 failed, 1 skipped'
exists changed/bad-small.png
files changed 2
rm recipes/web.toml
(cd elsewhere && "$TBBIMG" retry ../gone --threads 1 2>"$logs/stderr") || fail 'retry does without no recipe file'
says '1 done, 0 failed, 1 skipped'
files gone 2
tbbimg 0 retry piped
says '1 done, 0 failed, 1 skipped'
files piped 2
cmp gone/bad-small.png changed/bad-small.png || fail 'two recipes'
cmp gone/bad-small.png piped/bad-small.png || fail 'two recipes'
# What it needs beside its text is needed still.
echo junk >in/worse.jpg
printf '[[variant]]\nname = "small"\nops = ["thumbnail:32", "overlay:logo.png"]\nformat = "png"\n' >recipes/web.toml
tbbimg 1 run in -o gone --recipe recipes/web.toml --name '{stem}-{variant}.{ext}' --resume
rm recipes/logo.png
tbbimg 78 retry gone
says 'recipes/web.toml:'
says 'logo.png'
