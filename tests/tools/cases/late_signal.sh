# A signal that comes when the run has ended, and a slow folder keeps the process from ending, is heard and harms nothing.
command -v strace >/dev/null || skip 'strace is not installed'
strace -qq -o /dev/null -e trace=none true 2>/dev/null || skip 'tracing is not permitted'
# What is freed is filled, so that whoever uses it falls.
MALLOC_PERTURB_=165
export MALLOC_PERTURB_
mkdir -p in/slow
image jpeg 64x48 in/slow/b.jpg
# More images than are listed before the first is done: the listing waits in front of the slow folder, which somebody
# else reads ahead.
image jpeg 640x480 in/000.jpg
for i in $(seq -w 1 500); do ln in/000.jpg in/$i.jpg; done

# late PROGRESS: a run that is sent a signal when it has ended. False if the process ended with the run.
late() {
  progress=$1
  rm -rf out
  # The slow folder takes four seconds. LeakSanitizer cannot work in a traced process.
  ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -P "$PWD/in/slow" -e trace=getdents64 \
    -e inject=getdents64:delay_enter=4000000:when=1 \
    "$TBBIMG" run in -o out --format png --max-images 2 --progress $progress --log run.log --grace 60 2>"$logs/stderr" &
  tracer=$!
  process=
  waited=0
  until [ -e out/000.png ] && find "/proc/$process/fd" -lname "$PWD/in/slow" 2>/dev/null | grep -q .; do
    waited=$((waited + 1))
    [ $waited -lt 200 ] || fail 'no output appears, or nobody reads the slow folder'
    sleep 0.05
    process=$(tr -d ' ' <"/proc/$tracer/task/$tracer/children" 2>/dev/null) || :
  done
  kill -s TERM $process
  until grep -q 'listed, in \|"event":"end"' "$logs/stderr"; do
    waited=$((waited + 1))
    [ $waited -lt 400 ] || fail 'the run does not end'
    sleep 0.05
  done
  sleep 0.3
  kill -s TERM $process 2>/dev/null || :
  code=0
  wait $tracer || code=$?
  : >"$logs/stdout"
  [ $code -eq 75 ] || fail "exit code $code instead of 75"
  if [ $progress = json ]; then
    grep '^{' "$logs/stderr" | tail -n 1 | grep -q '"event":"end"' || fail 'something follows the end'
  else
    grep -qF 'cancelling what is in work' "$logs/stderr"
  fi
}

for progress in plain json; do
  attempt=1
  until late $progress; do
    attempt=$((attempt + 1))
    [ $attempt -le 6 ] || fail 'the process ended before the late signal, each time'
  done
done
