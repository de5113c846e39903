# After a death the next run names the large image that was in work, and tries it last and alone.
[ -z "${SANITIZED:-}" ] || skip 'it waits for seconds that a sanitizer makes minutes'
mkdir in
image png 9000x9000 in/0.png
for n in $(seq 1 40); do image jpeg 400x300 "in/$n.jpg" "seed=$n"; done

# killed N ARGUMENT...: the Nth run, once its large image is in work; the encoder of WebP keeps it there for seconds.
killed() {
  runs=$1
  shift
  "$TBBIMG" run in -o out --format webp --threads 1 "$@" 2>"$logs/stderr" &
  process=$!
  waited=0
  until [ "$(cat out/.tbbimg/in-work/* 2>/dev/null | tr -cd '\0' | wc -c)" -eq "$runs" ]; do
    kill -0 $process 2>/dev/null || fail 'the run ended before it could be killed'
    waited=$((waited + 1))
    [ $waited -lt 600 ] || fail 'no note of the large image appears'
    sleep 0.05
  done
  # What waits for its turn is not in work, so that the others are done when it is begun for the second time.
  [ "$runs" -eq 1 ] || [ "$(outputs out | wc -l)" -eq 40 ] || fail 'the suspect was begun before the others had ended'
  kill -9 $process
  wait $process 2>/dev/null || true
}

killed 1
says_not 'was in work'
killed 2 --resume
says 'in/0.png was in work when a run before this one died; it is tried last and alone'
[ "$(find out/.tbbimg/in-work -type f | wc -l)" -eq 1 ] || fail 'there are notes of small images'

tbbimg 1 run in -o out --format webp --resume --timeout 1ms --retries 0
says 'in/0.png was in work when 2 runs before this one died'
absent out/.tbbimg/in-work
tbbimg 1 run in -o out --format webp --resume --max-image-memory 100M
says_not 'was in work'
