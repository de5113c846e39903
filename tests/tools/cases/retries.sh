# Reads that fail and then work are tried again; what fails for good is told, with the number of attempts.
command -v strace >/dev/null || skip 'strace is not installed'
strace -qq -o /dev/null -e trace=none true 2>/dev/null || skip 'tracing is not permitted'
mkdir in
for n in 1 2 3 4; do image jpeg 64x48 in/$n.jpg seed=$n; done

# failing CODE COUNT ARGUMENT...: the first COUNT reads of in/3.jpg fail with EIO, below the C library. One I/O thread,
# because strace counts the calls of each thread.
failing() {
  wanted=$1
  count=$2
  shift 2
  code=0
  # LeakSanitizer cannot work in a traced process.
  ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -P "$PWD/in/3.jpg" -e trace=read -e "inject=read:error=EIO:when=1..$count" \
    "$TBBIMG" run in -o out --op thumbnail:16 --io-threads 1 "$@" >"$logs/stdout" 2>"$logs/stderr" || code=$?
  [ $code -eq "$wanted" ] || fail "exit code $code instead of $wanted"
}

failing 0 2 -v --log log
says '4 done, 0 failed'
files out 4
[ "$(grep -c 'event=retry' log)" -eq 2 ] || fail 'two retries are not in the log'
grep 'event=done' log | grep -q 'in/3.jpg.*attempts=3' || fail 'the log does not say attempts=3'

grep '"path":"3.jpg"' out/.tbbimg/journal.jsonl | grep -q '"attempts":3' || fail 'the journal does not say 3 attempts'

rm -r out
failing 1 99 --retries 1
says 'in/3.jpg: read: cannot read: Input/output error'
says '3 done, 1 failed'
files out 3

rm -r out
failing 1 99 --retries 0 --on-error fail
says 'stopped at the first failure'
