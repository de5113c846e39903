# Ctrl-C in the middle of a run: it ends soon with 75, leaves nothing half done, and the same command goes on.
limit=2000
[ -z "${SANITIZED:-}" ] || limit=20000
# Below sigma 10 a blur costs what its radius says: slow enough to be caught in the middle.
ops='--op blur:9.9 --op blur:9.8 --op blur:9.7 --op blur:9.6'
mkdir in
image jpeg 4000x3000 in/0.jpg
for n in $(seq 1 60); do ln in/0.jpg in/$n.jpg; done

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# interrupted SIGNAL TIMES ARGUMENT...: sends it once an output is there; CODE and TOOK are left behind.
interrupted() {
  signal=$1
  times=$2
  shift 2
  rm -rf out
  "$TBBIMG" run in -o out $ops --format jpeg "$@" >"$logs/stdout" 2>"$logs/stderr" &
  process=$!
  waited=0
  while [ -z "$(find out -name '[0-9]*.jpg' 2>/dev/null)" ]; do
    kill -0 $process 2>/dev/null || fail 'the run ended before it could be interrupted'
    waited=$((waited + 1))
    [ $waited -lt 1000 ] || fail 'no output appears'
    sleep 0.05
  done
  begin=$(milliseconds)
  kill -s "$signal" $process
  if [ "$times" -eq 2 ]; then sleep 0.1; kill -s "$signal" $process; fi
  CODE=0
  wait $process || CODE=$?
  TOOK=$(($(milliseconds) - begin))
}

accounted() {
  [ $CODE -eq 75 ] || fail "exit code $CODE instead of 75"
  [ $TOOK -le $limit ] || fail "took $TOOK ms to end, allowed are $limit"
  silent_stdout
  no_temporary_files out
  made=$(outputs out | wc -l)
  # "tbbimg: D done, F failed, S skipped, C cancelled of L listed, in ..."
  set -- $(grep -E '^tbbimg: [0-9]+ done, ' "$logs/stderr")
  [ "$2" -eq "$made" ] || fail "$2 images are said to be done, and there are $made outputs"
  [ $(($2 + $4 + $6 + $8)) -eq "${11}" ] || fail 'the figures do not add up'
  [ "$4" -eq 0 ] || fail 'interrupted images count as failed'
  [ "$8" -gt 0 ] || fail 'nothing was cancelled'
}

for signal in INT TERM USR1 USR2; do
  interrupted $signal 1
  says 'stopping: finishing what is in work'
  says "to go on run: tbbimg run in -o out $ops --format jpeg"
  accounted
done
# The terminal went away; under nohup that is ignored, here too.
if [ $((0x$(sed -n 's/^SigIgn:[[:space:]]*//p' /proc/self/status) & 1)) -eq 0 ]; then
  interrupted HUP 1
  accounted
fi
interrupted INT 2
says 'cancelling'
accounted

# What is there is whole, and is kept when the command is given again.
tbbimg 0 info out/*.jpg
interrupted INT 1 --overwrite
says "to go on run: tbbimg run in -o out $ops --format jpeg"
says_not '--format jpeg --overwrite'
rm in/[1-9]*.jpg
tbbimg 0 run in -o out $ops --format jpeg

# A second Ctrl-C does not wait for what cannot be cancelled: a lossy WebP of 256 MP encodes for many seconds.
rm -rf in out
mkdir in
image jpeg 16000x16000 in/large.jpg
image jpeg 64x64 in/small.jpg
"$TBBIMG" run in -o out --format webp --grace 60 >"$logs/stdout" 2>"$logs/stderr" &
process=$!
# Decoded, and in the encoder: the processor's time tells.
while [ "$(awk '{ print int(($14 + $15) / 100) }' /proc/$process/stat 2>/dev/null || echo 99)" -lt "${webp_seconds:-5}" ]; do
  sleep 0.1
done
kill -s INT $process
sleep 0.2
begin=$(milliseconds)
kill -s INT $process
CODE=0
wait $process || CODE=$?
TOOK=$(($(milliseconds) - begin))
limit=1000
[ -z "${SANITIZED:-}" ] || limit=5000
accounted
