#!/bin/sh
# Every tenth read fails with EIO, below the C library: all images are done, and it says how much slower that is.
# usage: flaky_reads.sh TBBIMG PHOTOS [ROUNDS]      medians of 3 rounds unless told otherwise; needs strace
set -eu
[ $# -ge 2 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tbbimg=$(realpath "$1")
photos=$(realpath "$2")
rounds=${3:-3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# Hard links to make it long enough.
mkdir in
n=0
while [ $n -lt 20 ]; do
  mkdir in/$n
  cp -rs "$photos"/. in/$n
  n=$((n + 1))
done

# run NAME STRACE-ARGUMENT...: the same tracing with and without injection, of the photos alone.
run() {
  name=$1
  shift
  rm -rf out
  for photo in "$photos"/*; do set -- -P "$photo" "$@"; done
  begin=$(date +%s%N)
  strace -f -qq --seccomp-bpf -o /dev/null -e trace=read "$@" \
    "$tbbimg" run in -o out --op thumbnail:256 --format jpeg --retries 8 >/dev/null 2>words || { cat words; exit 1; }
  echo $((($(date +%s%N) - begin) / 1000000)) >>"$name"
  echo "  $name: $(grep -o '[0-9]* done,.*' words); retries: $(sed -n 's/.*retries: *//p' words)"
}
i=0
while [ $i -lt "$rounds" ]; do
  i=$((i + 1))
  run sound
  run flaky -e inject=read:error=EIO:when=5+10
done
median() { sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"; }
echo "median $(median sound) ms sound, $(median flaky) ms with every tenth read failing: throughput" \
  "$(($(median sound) * 100 / $(median flaky))) %"
