#!/bin/sh
# Interrupts a run at random moments and resumes it each time: it must end with 75 within the grace, then complete.
# usage: interrupts.sh TBBIMG PHOTOS [TIMES [SEED]]      50 times unless told otherwise
set -eu
[ $# -ge 2 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tbbimg=$(realpath "$1")
photos=$(realpath "$2")
times=${3:-50}
seed=${4:-$(date +%s)}
grace=2000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo "seed $seed"

milliseconds() { echo $(($(date +%s%N) / 1000000)); }
fail() { echo "FAILED: $*"; tail -n 20 words; exit 1; }
run() { "$tbbimg" run "$photos" -o out --op thumbnail:800 --format webp --report report.json "$@" >/dev/null 2>words; }
adds_up() {
  python3 - report.json <<'P' || fail 'listed is not the sum of done, failed, skipped and cancelled'
import json, sys
r = json.load(open(sys.argv[1]))
c = r.get("counts", r)
sys.exit(c["listed"] != c["done"] + c["failed"] + c["skipped"] + c["cancelled"])
P
}

begin=$(milliseconds)
run
whole=$(($(milliseconds) - begin))
(cd out && find . -name .tbbimg -prune -o -type f -print0 | sort -z | xargs -0 sha256sum) >undisturbed
longest=0
n=0
interrupted=0
while [ $n -lt "$times" ]; do
  n=$((n + 1))
  rm -rf out
  moment=$(awk -v seed="$((seed + n))" -v whole=$whole 'BEGIN { srand(seed); printf "%.3f", rand() * whole / 1000 }')
  "$tbbimg" run "$photos" -o out --op thumbnail:800 --format webp --report report.json >/dev/null 2>words &
  process=$!
  sleep "$moment"
  begin=$(milliseconds)
  kill -s INT $process 2>/dev/null || :
  code=0
  wait $process || code=$?
  took=$(($(milliseconds) - begin))
  [ $took -le $longest ] || longest=$took
  if [ $code -eq 75 ]; then
    interrupted=$((interrupted + 1))
    [ $took -le $grace ] || fail "took $took ms to end"
    adds_up
  elif [ $code -ne 0 ]; then
    # Before the signals were listened to, or after all was done.
    [ $code -eq 130 ] || fail "exit code $code"
  fi
  run --resume || fail "resuming ended with $?"
  adds_up
  (cd out && find . -name .tbbimg -prune -o -type f -print0 | sort -z | xargs -0 sha256sum) >resumed
  cmp undisturbed resumed || fail 'the outputs differ from those of an undisturbed run'
done
echo "$times runs, $interrupted interrupted in the middle, all resumed to the same bytes; longest time to end $longest ms"
