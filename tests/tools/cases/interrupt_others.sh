# Ctrl-C where there is no run to go on with: a sentence, 75, and nothing half written.
mkdir in
image jpeg 3000x2000 in/0.jpg
for n in $(seq 1 100); do cp in/0.jpg in/$n.jpg; done

# interrupted SIGNAL WORDS ARGUMENT...: sends it after a while; the command must not have ended before.
interrupted() {
  signal=$1
  words=$2
  shift 2
  "$TBBIMG" "$@" >"$logs/stdout" 2>"$logs/stderr" </dev/null &
  process=$!
  sleep 0.2
  kill -0 $process 2>/dev/null || fail "ended before it could be interrupted: tbbimg $*"
  kill -s "$signal" $process
  CODE=0
  wait $process || CODE=$?
  [ $CODE -eq 75 ] || fail "exit code $CODE instead of 75: tbbimg $*"
  says "$words"
  [ "$(wc -l <"$logs/stderr")" -eq 1 ] || fail 'more than one sentence'
  no_temporary_files .
}

interrupted INT 'tbbimg: interrupted: ' dups --near in --html look.html --threads 1
absent look.html
silent_stdout
interrupted TERM 'tbbimg: interrupted: ' dups in --near --threads 1
slow='--op blur:9.9 --op blur:9.8 --op blur:9.7 --op blur:9.6 --op blur:9.5 --op blur:9.4'
echo before >out.png
interrupted INT 'tbbimg: interrupted: OUT is not written' convert in/0.jpg new/out.png $slow
absent new
interrupted TERM 'tbbimg: interrupted: OUT is not written' convert in/0.jpg out.png $slow
[ "$(cat out.png)" = before ] || fail 'OUT is another'
printf '[[variant]]\nops = ["blur:9.9", "blur:9.8", "blur:9.7", "blur:9.6"]\nformat = "jpeg"\n' >slow.toml
interrupted INT 'tbbimg: interrupted: the sheet is not written' preview slow.toml in/0.jpg in/1.jpg -o sheet.png
absent sheet.png
interrupted INT 'of 101 files were looked at' info --pixels in/*.jpg
[ "$(wc -l <"$logs/stdout")" -lt 101 ] || fail 'all were looked at'

# Where a journal tells of many outputs: sources and outputs that are there no more, and what is to be read of each.
tbbimg 0 run in/[1-3]*.jpg -o out --op thumbnail:1200 --format jpeg
interrupted INT 'of 34 photos were looked at' srcset out
[ "$(wc -l <"$logs/stdout")" -lt 34 ] || fail 'all were looked at'
interrupted INT 'tbbimg: interrupted: 0 of 2 operations were timed' bench blur:2 blur:3 --size 2000x2000 --seconds 5
interrupted TERM 'tbbimg: interrupted: 0 of 2 operations were timed' bench blur:2 blur:3 --size 2000x2000 --seconds 5 --json
silent_stdout
# Names that come slowly.
seq -f %g.jpg 1 3 >names
tbbimg 0 run in --files-from names -o named --op thumbnail:8
rm names
mkfifo names
slowly() { for n in $(seq 1 100); do echo "$n.jpg" && sleep 0.05; done >names 2>/dev/null & }
slowly
interrupted INT 'tbbimg: interrupted: the plan is not whole; nothing is written' run in --files-from names -o plan --op thumbnail:8 --dry-run
absent plan
wait
slowly
interrupted TERM 'tbbimg: interrupted: the inputs were not looked through to their end' status named
silent_stdout
wait

# A pipe that nobody writes to is waited for no longer than a second.
mkfifo pipe
sleep 60 >pipe &
writer=$!
"$TBBIMG" convert - out.webp <pipe >"$logs/stdout" 2>"$logs/stderr" &
process=$!
sleep 0.2
kill -s INT $process
CODE=0
wait $process || CODE=$?
kill $writer
[ $CODE -eq 75 ] || fail "exit code $CODE instead of 75"
says 'tbbimg: interrupted: the image takes long to read or write; OUT is what it was, so it ends now'
absent out.webp

# A pager that ends still ends who writes to it, without a word.
"$TBBIMG" info in/*.jpg 2>"$logs/stderr" | head -n 1 >/dev/null
[ ! -s "$logs/stderr" ] || fail 'a pager that ends is complained about'
