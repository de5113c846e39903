# An input that goes away in the middle of a run: the run waits, goes on when it is back, and ends with 74 if it stays away.
mkdir in
image jpeg 1500x1000 in/0.jpg
for n in $(seq 1 150); do ln in/0.jpg in/$n.jpg; done

# away_after_start ARGUMENT...: starts the run, and moves its input away once an output is there.
away_after_start() {
  rm -rf out
  "$TBBIMG" run in -o out --op blur:9.9 --format jpeg -v "$@" >"$logs/stdout" 2>"$logs/stderr" &
  process=$!
  waited=0
  while [ -z "$(find out -name '[0-9]*.jpg' 2>/dev/null)" ]; do
    kill -0 $process 2>/dev/null || fail 'the run ended before its input could go'
    waited=$((waited + 1))
    [ $waited -lt 1000 ] || fail 'no output appears'
    sleep 0.05
  done
  mv in away
}

ended() {
  code=0
  wait $process || code=$?
  [ $code -eq "$1" ] || fail "exit code $code instead of $1"
}

away_after_start --breaker-timeout 60
waited=0
until grep -q 'cannot be reached' "$logs/stderr"; do
  kill -0 $process 2>/dev/null || fail 'the run ended without noticing'
  waited=$((waited + 1))
  [ $waited -lt 600 ] || fail 'the run does not notice'
  sleep 0.05
done
mv away in
ended 0
says '151 done, 0 failed, 0 skipped, 0 cancelled of 151 listed'
files out 151

away_after_start --breaker-timeout 500ms
ended 74
says 'in: '
says 'cannot be reached'
says ' 0 failed'
says 'to go on run: tbbimg run in'
mv away in
tbbimg 0 run in -o out --op blur:9.9 --format jpeg
files out 151
