# What refuses a run, fails an image, or is worth a note is told by --dry-run as well, with the same code and words.
mkdir in
image jpeg 64x48 in/a.jpg
# alike WORDS CODE ARGUMENT...: the run and its dry run end so, and say so.
alike() {
  words=$1
  code=$2
  shift 2
  for dry in --dry-run ''; do
    tbbimg "$code" run in "$@" $dry
    says "$words"
  done
}

# Names that are too long, of files and folders, with OUT and without.
long=$(printf '%0250d' 7)
cp in/a.jpg "in/$long.jpg"
alike "/${long}_thumbnail.png: write: cannot be written: File name too long" 1 -o out --name '{stem}_thumbnail.{ext}' --format png
rm "in/$long.jpg"
mkdir "in/$long" && cp in/a.jpg "in/$long/b.jpg"
alike 'File name too long' 1 -o deep --format png --name '{dir}_thumbnails/{stem}.{ext}'
rm -r "in/$long" deep out

# Outputs of another recipe.
tbbimg 0 run in -o out --op thumbnail:32
alike 'out holds outputs of 1 image that another recipe made; they are kept, --resume makes them anew' 0 -o out --op thumbnail:16

cp in/a.jpg photo
# Files beside the outputs, which are known before anything is begun.
rm -r out
alike 'in/a.jpg/report.json: write: ' 73 -o out --format png --report in/a.jpg/report.json
for option in --log --metrics-file; do
  alike 'in/a.jpg/x: write: ' 73 -o out --format png $option in/a.jpg/x
  alike 'photo: write: is an image, which would be lost' 73 -o out --format png $option photo
done
absent out
# Where looking says yes to root, and only trying tells.
for option in '--report /proc/report.json' '--log /proc/none/x' '--metrics-file /proc/none/x'; do
  tbbimg 73 run in -o out --format png $option
  says '/proc/'
done
absent out

# All of them may lie in OUT, which is not there yet.
tbbimg 0 run in -o out --format png --log out/logs/run.log --report out/report.html --metrics-file out/figures/tbbimg.prom
for file in logs/run.log report.html figures/tbbimg.prom a.png; do [ -s "out/$file" ] || fail "no out/$file"; done
