# File systems that lack locks, syncs of folders or ways to rename, and calls that fail for no reason.
command -v strace >/dev/null || skip 'strace is not installed'
strace -qq -o /dev/null -e trace=none true 2>/dev/null || skip 'tracing is not permitted'
mkdir in
for n in 1 2 3 4; do image jpeg 64x48 in/$n.jpg seed=$n; done

# run_with CODE INJECTION... [-- ARGUMENT...]: a run, those calls of which fail as they say (strace -e inject=).
run_with() {
  wanted=$1
  shift
  set -- "$@" --
  calls=''
  while [ "$1" != -- ]; do
    calls="$calls -e inject=$1"
    shift
  done
  code=0
  # shellcheck disable=SC2086
  ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$logs/trace" -e trace=flock,fsync,renameat2,linkat,unlinkat,renameat $calls \
    "$TBBIMG" run in -o out --format png --io-threads 1 ${more:-} >"$logs/stdout" 2>"$logs/stderr" </dev/null || code=$?
  [ $code -eq "$wanted" ] || fail "exit code $code instead of $wanted with$calls"
}

for reason in ENOLCK ENOSYS EOPNOTSUPP; do
  rm -rf out
  run_with 0 flock:error=$reason
  says_times 1 'nothing keeps another run out of out'
  files out 4
done
for reason in EOPNOTSUPP EINVAL ENOSYS EROFS; do
  rm -rf out
  run_with 0 fsync:error=$reason
  grep -q 'fsync.*INJECTED' "$logs/trace" || fail 'no folder was synced'
  files out 4
done

for renames in EINVAL ENOSYS EOPNOTSUPP; do
  for links in '' EPERM EOPNOTSUPP EMLINK ENOSYS; do
    rm -rf out
    mkdir out
    echo mine >out/1.png
    run_with 0 renameat2:error=$renames ${links:+linkat:error=$links}
    files out 4
    tbbimg 0 info out/2.png out/3.png out/4.png
    rm out/2.png
    run_with 0 renameat2:error=$renames ${links:+linkat:error=$links}
    says '1 done, 0 failed, 3 skipped'
    [ "$(cat out/1.png)" = mine ] || fail 'an output was overwritten'
  done
done

# A temporary file that could not be removed at first is gone in the end; the output that failed is the only one.
rm -rf out
run_with 1 renameat2:error=EXDEV:when=1..3 unlinkat:error=EIO:when=1 || :
no_temporary_files out
rm -rf out
more='--retries 0'
run_with 1 renameat2:error=EIO:when=1 unlinkat:error=EIO:when=1
says '3 done, 1 failed'
grep -q 'unlinkat.*INJECTED' "$logs/trace" || fail 'no temporary file was to be removed'
no_temporary_files out
