# Names that hold what headers tell: the headers are read by many threads, for storage may be slow.
[ -z "${SANITIZED:-}" ] || skip 'sanitizers and strace do not go together'
strace -f -qq -o /dev/null true 2>/dev/null || skip 'strace cannot trace here'
mkdir in
image jpeg 64x48 in/0.jpg
paths='-P in/0.jpg'
for i in $(seq 1 63); do cp in/0.jpg in/$i.jpg; paths="$paths -P in/$i.jpg"; done
strace -f -qq -o trace $paths -e trace=openat -e inject=openat:delay_enter=20ms \
  "$TBBIMG" run in -o out --name '{width}/{stem}.{ext}' --format png --threads 1 --io-threads 1 2>"$logs/stderr" || fail 'the run failed'
files out 64
threads=$(cut -d' ' -f1 trace | sort -u | wc -l)
# One of them reads files for the pipeline.
[ "$threads" -ge 6 ] || fail "$threads threads have opened 64 files"
