# Threads and address space that the system refuses: fewer threads, or 74 in words; never a signal.
[ -z "${SANITIZED:-}" ] || skip 'a sanitizer needs terabytes of address space'
mkdir in
for n in 1 2 3 4 5 6; do image jpeg 400x300 "in/$n.jpg" "seed=$n"; done

# limited VALUE COMMAND...: whatever is limited, the run is whole or says what it lacks.
limited() {
  value=$1
  shift
  rm -rf out
  code=0
  "$@" >"$logs/stdout" 2>"$logs/stderr" </dev/null || code=$?
  case $code in
    0) [ "$(outputs out | wc -l)" -eq 6 ] || fail "exit code 0 without all outputs at $value" ;;
    1) says_any "$value" 'no memory is left' ;;
    74) says_any "$value" 'system refuses|no memory is left|address space|Cannot allocate memory|memory' ;;
    *) fail "exit code $code at $value" ;;
  esac
}
says_any() { grep -qE "$2" "$logs/stderr" || fail "at $1 stderr does not say: $2"; }

for kib in 70000 100000 130000 160000 200000 250000 300000; do
  limited "ulimit -v $kib" sh -c 'ulimit -v $0; ulimit -c 0; exec "$@"' $kib "$TBBIMG" run in -o out --op thumbnail:64
done

# Of users other than root, of whom this one must have no processes.
user=54321
chmod 777 .
setpriv --reuid=$user --regid=$user --clear-groups "$TBBIMG" version >/dev/null 2>&1 ||
  skip 'RLIMIT_NPROC: only root can become another user, who must be able to reach the program'
enough=
for threads in 1 2 3 5 8 12 16 20 24 28 32 36 40 60; do
  limited "RLIMIT_NPROC $threads" setpriv --reuid=$user --regid=$user --clear-groups \
    prlimit --nproc=$threads --core=0 "$TBBIMG" run in -o out --op thumbnail:64 --log log --metrics-file figures
  [ $code -ne 0 ] || enough=$threads
done
[ -n "$enough" ] || fail '60 threads are not enough'

# Whatever little of the address space is left, with many threads and with one: a run, or a sentence.
for options in '' '--threads 8' '--threads 1 --io-threads 1'; do
  for kilobytes in $(seq 56000 3000 125000); do
    rm -rf out
    code=0
    # shellcheck disable=SC2086
    prlimit --as=$((kilobytes * 1024)) --core=0 "$TBBIMG" run in -o out --op thumbnail:64 --progress none $options \
      >"$logs/stdout" 2>"$logs/stderr" || code=$?
    case $code in
      0 | 74 | 127) ;;
      *) fail "exit code $code with $kilobytes KiB of addresses and '$options'" ;;
    esac
  done
done
