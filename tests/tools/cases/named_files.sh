# Files that options name are regular files or nothing: devices, pipes and folders are refused before the run, as root too.
command -v timeout >/dev/null || skip 'no timeout command'
mkdir in
image jpeg 64x48 in/a.jpg
printf '[[variant]]\nops = ["thumbnail:32"]\n' >recipe.toml
mkfifo pipe pipe.json pipe.png
mkdir folder folder.json folder.png
ln -s pipe to_pipe
ln -s nowhere to_nowhere
nodes='pipe folder to_pipe to_nowhere'
# Nodes of its own: an old build would take those of /dev away.
if mknod full c 1 7 2>/dev/null; then
  cp -a full full.json
  cp -a full full.png
  nodes="$nodes full"
else
  nodes="$nodes /dev/full"
fi

# limited CODE ARGUMENT...: as tbbimg, and soon.
limited() {
  wanted=$1
  shift
  code=0
  timeout -s KILL 20 "$TBBIMG" "$@" >"$logs/stdout" 2>"$logs/stderr" </dev/null || code=$?
  [ $code -eq "$wanted" ] || fail "exit code $code instead of $wanted: tbbimg $*"
}
kinds() { stat -c '%n %F' pipe* folder* to_* full* /dev/full /dev/null 2>/dev/null; }
before=$(kinds)
for node in $nodes; do
  for option in --log --metrics-file; do
    limited 73 run in -o out --format png "$option" $node
    says "tbbimg: $node: write: is a "
    says 'only regular files are written'
    absent out
  done
  [ "$(kinds)" = "$before" ] || fail "$node was replaced"
done
for node in $nodes; do
  [ -e "$node.json" ] || continue
  limited 73 run in -o out --format png --report $node.json
  says "$node.json: write: is a "
  limited 73 preview recipe.toml in/a.jpg -o $node.png
  says "$node.png: write: is a "
  absent out
done
# Here it is a file, and a pipe there: neither is for a log.
limited 73 run in -o out --format png --log /dev/stderr
says '/dev/stderr: write: is also where stderr goes, and the two would overwrite each other; choose another file'
code=0
{ "$TBBIMG" run in -o out --format png --log /dev/stderr 2>&1 >/dev/null || echo "code $?"; } | cat >words
grep -qF '/dev/stderr: write: is a pipe: only regular files are written; --progress json tells the same on stderr' words ||
  fail "other words: $(cat words)"
grep -qF 'code 73' words || fail 'another exit code'
absent out
[ "$(kinds)" = "$before" ] || fail 'something was replaced'

# A link to a file stays one.
mkdir other
echo old >other/run.prom
ln -s other/run.prom latest.prom
limited 0 run in -o out --format png --metrics-file latest.prom
[ -L latest.prom ] || fail 'the link was replaced'
grep -q tbbimg_exit_code other/run.prom || fail 'the file behind the link was not written'

# What is swapped under way is told of, and stays.
for n in 1 2 3 4; do image jpeg 4000x3000 in/$n.jpg; done
rm -r out
"$TBBIMG" run in -o out --op blur:9.9 --op blur:9.8 --format jpeg --metrics-file run.prom --report run.json \
  >"$logs/stdout" 2>"$logs/stderr" &
process=$!
waited=0
until [ -e run.prom ]; do
  waited=$((waited + 1))
  [ $waited -lt 1000 ] || fail 'no figures appear'
  sleep 0.01
done
rm run.prom
mkfifo run.prom run.json
code=0
wait $process || code=$?
[ $code -eq 74 ] || fail "exit code $code instead of 74"
says 'the metrics cannot be written: run.prom: write: is a pipe'
says 'the report cannot be written: run.json: write: is a pipe'
[ -p run.prom ] && [ -p run.json ] || fail 'a pipe was replaced'

# A slip of the shell: run --log *.jpg
before=$(digest in)
for option in --log --metrics-file; do
  limited 2 run in -o new --format png "$option" in/a.jpg
  says "'in/a.jpg' is the name of an image"
done
[ "$(digest in)" = "$before" ] || fail 'a photograph was changed'

# What is read never waits for a pipe's writer either.
mkfifo pipe.ttf pipe.toml
mkdir -p deep
mkfifo deep/a.jpg
limited 78 run in -o new --recipe pipe.toml
says 'is not a regular file; a recipe that comes through a pipe is given as -'
limited 78 recipe check pipe.toml
limited 2 run in -o new --op text:x,font=pipe.ttf --format jpeg
says "'pipe.ttf' cannot be read as a font"
limited 2 run in -o new --op overlay:pipe.png --format jpeg
says 'is not a regular file'
printf '[[variant]]\nops = ["text:x,font=pipe.ttf", "overlay:pipe.png"]\n' >pipes.toml
limited 78 run in -o new --recipe pipes.toml
limited 78 preview pipe.toml in/a.jpg -o sheet.png
limited 3 preview recipe.toml deep/a.jpg -o sheet.png
limited 3 run deep/a.jpg -o new --format png
says 'is neither a file nor a folder'
absent new
limited 1 info deep/a.jpg

# Images, whatever they are called, and what is in .tbbimg, are not written over.
cp in/a.jpg nameless 2>/dev/null || cp "$(find in -name '*.jpg' | head -n 1)" nameless
ln -s nameless linked.json
image_before=$(sha256sum nameless)
rm -rf own
tbbimg 0 run nameless -o own --op thumbnail:16
for option in '--log nameless' '--metrics-file nameless' '--report linked.json'; do
  # shellcheck disable=SC2086
  tbbimg 73 run nameless -o own --op thumbnail:16 $option
  says 'is an image, which would be lost'
  [ "$(sha256sum nameless)" = "$image_before" ] || fail "$option changed an image"
done
journal_before=$(sha256sum own/.tbbimg/journal.jsonl)
for option in '--log own/.tbbimg/journal.jsonl' '--metrics-file own/.tbbimg/journal.lock' '--report own/.tbbimg/r.json'; do
  # shellcheck disable=SC2086
  tbbimg 73 run nameless -o own --op thumbnail:16 $option
  says "lies in a folder of tbbimg's own files"
  [ "$(sha256sum own/.tbbimg/journal.jsonl)" = "$journal_before" ] || fail "$option changed the journal"
done
