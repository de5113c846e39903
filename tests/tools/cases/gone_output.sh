# An output folder that goes away in the middle of a run is waited for, and never made anew where nobody looks.
mkdir in
image jpeg 1500x1000 in/0.jpg
for n in $(seq 1 150); do ln in/0.jpg in/$n.jpg; done

# away_after_start ARGUMENT...: starts the run, and moves its output away once there is some.
away_after_start() {
  rm -rf out away
  "$TBBIMG" run in -o out --op blur:9.9 --format jpeg "$@" >"$logs/stdout" 2>"$logs/stderr" &
  process=$!
  waited=0
  while [ -z "$(find out -name '[0-9]*.jpg' 2>/dev/null)" ]; do
    kill -0 $process 2>/dev/null || fail 'the run ended before its output could go'
    waited=$((waited + 1))
    [ $waited -lt 1000 ] || fail 'no output appears'
    sleep 0.05
  done
  mv out away
}

ended() {
  code=0
  wait $process || code=$?
  [ $code -eq "$1" ] || fail "exit code $code instead of $1"
}

away_after_start
waited=0
until grep -q 'waiting until out works again' "$logs/stderr"; do
  kill -0 $process 2>/dev/null || fail 'the run ended without noticing'
  waited=$((waited + 1))
  [ $waited -lt 600 ] || fail 'the run does not notice'
  sleep 0.05
done
absent out
mv away out
ended 0
says '151 done, 0 failed, 0 skipped, 0 cancelled of 151 listed'
files out 151

away_after_start --breaker-timeout 500ms
mkdir out
ended 74
says 'out: '
says ' 0 failed'
[ -z "$(find out -type f)" ] || fail 'outputs are in another folder of the same name'
rmdir out
mv away out
tbbimg 0 run in -o out --op blur:9.9 --format jpeg --resume
files out 151
