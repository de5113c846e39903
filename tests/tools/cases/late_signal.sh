# A signal that comes when the run has ended, and a slow folder keeps the process from ending, is heard and harms nothing.
command -v strace >/dev/null || skip 'strace is not installed'
strace -qq -o /dev/null -e trace=none true 2>/dev/null || skip 'tracing is not permitted'
# What is freed is filled, so that whoever uses it falls.
MALLOC_PERTURB_=165
export MALLOC_PERTURB_
mkdir -p in/slow
image jpeg 64x48 in/a.jpg
image jpeg 64x48 in/slow/b.jpg

for progress in plain json; do
  rm -rf out
  # The folder that is read ahead takes six seconds. LeakSanitizer cannot work in a traced process.
  ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -P "$PWD/in/slow" -e trace=getdents64 \
    -e inject=getdents64:delay_enter=6000000:when=1 \
    "$TBBIMG" run in -o out --format png --progress $progress --log run.log --grace 60 2>"$logs/stderr" &
  tracer=$!
  waited=0
  until [ -e out/a.png ]; do
    waited=$((waited + 1))
    [ $waited -lt 200 ] || fail 'no output appears'
    sleep 0.05
  done
  process=$(cat "/proc/$tracer/task/$tracer/children")
  kill -s TERM $process
  until grep -q 'listed, in \|"event":"end"' "$logs/stderr"; do
    waited=$((waited + 1))
    [ $waited -lt 400 ] || fail 'the run does not end'
    sleep 0.05
  done
  sleep 0.5
  kill -s TERM $process 2>/dev/null || fail 'the process has ended before the late signal'
  code=0
  wait $tracer || code=$?
  : >"$logs/stdout"
  [ $code -eq 75 ] || fail "exit code $code instead of 75"
  if [ $progress = json ]; then
    grep '^{' "$logs/stderr" | tail -n 1 | grep -q '"event":"end"' || fail 'something follows the end'
  else
    says 'cancelling what is in work'
  fi
done
