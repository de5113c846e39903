# What is done is on the disk: in the right order, and not done where it cannot be brought there.
command -v strace >/dev/null || skip 'strace is missing'
mkdir in
for i in 1 2 3; do image jpeg 64x48 in/$i.jpg seed=$i; done

# trace FILE CODE ARGUMENTS...: tbbimg, with the calls that matter in FILE.
trace() {
  trace=$1
  code=$2
  shift 2
  real=$TBBIMG
  TBBIMG="env ASAN_OPTIONS=detect_leaks=0 strace -f -qq -s 64 -e trace=syncfs,fdatasync,fsync,sync_file_range,rename,renameat,renameat2,write -y -o $trace $extra $real"
  run_traced "$code" "$@" || exit 1
  TBBIMG=$real
}
run_traced() {
  wanted=$1
  shift
  got=0
  $TBBIMG "$@" >"$logs/stdout" 2>"$logs/stderr" || got=$?
  [ "$got" -eq "$wanted" ] || fail "exit code $got instead of $wanted"
}
# line FILE PATTERN: the number of its first line.
line() { grep -nE "$2" "$1" | head -n 1 | cut -d: -f1; }

extra=''
trace group.txt 0 run in -o out --op thumbnail:32
[ "$(line group.txt 'write\(.*"type\\":\\"run')" -lt "$(line group.txt 'fdatasync\(.*journal.jsonl')" ] || fail 'the run line is not synced'
[ "$(line group.txt 'fdatasync\(.*journal.jsonl')" -lt "$(line group.txt 'rename.*tmp.*jpg')" ] ||
  fail 'an output appears before the run line is on the disk'
grep -qE 'fsync\(.*/out>\)' group.txt || fail 'the entry of .tbbimg is not synced'
# At the end: outputs, then the journal, and only then the line that says that all is well.
sed -nE 's/^[0-9]+ +(syncfs|fdatasync)\(.*/\1/p; s/.*"\{\\"type\\":\\"end\\".*/end/p' group.txt | tail -n 4 | tr '\n' ' ' >order
[ "$(cat order)" = 'syncfs fdatasync end fdatasync ' ] || fail "the order at the end is $(cat order)"

trace none.txt 0 run in -o none --op thumbnail:32 --sync none
! grep -q 'syncfs' none.txt || fail '--sync none syncs'

# An output that cannot be brought to the disk is not done, and the next run makes it again.
extra='-e inject=syncfs:error=EIO'
trace failing.txt 74 run in -o lost --op thumbnail:32
says 'lost: write: cannot bring outputs to the disk: Input/output error'
! grep -q '"type":"end"' lost/.tbbimg/journal.jsonl || fail 'a run that lost outputs has an end'
printf 'x' | dd of=lost/1.jpg bs=1 seek=200 conv=notrunc status=none
tbbimg 1 verify lost
says 'was cut off: there may be outputs that it could not note, or that did not reach the disk'
tbbimg 0 run in -o lost --op thumbnail:32 --resume
says '1 done, 0 failed, 2 skipped'
tbbimg 0 verify lost

# --sync each: no output appears before its bytes are on the disk.
extra=''
trace each.txt 0 run in -o each --op thumbnail:32 --sync each
[ "$(grep -cE 'fdatasync\(.*tmp>' each.txt)" -eq 3 ] || fail 'not each output is synced'
[ "$(line each.txt 'fdatasync\(.*tmp>')" -lt "$(line each.txt 'rename.*tmp.*jpg')" ] || fail 'an output appears before its bytes'

# An output that is replaced: its bytes are on their way to the disk before the old one goes.
tbbimg 0 run in -o old --op thumbnail:32
trace replace.txt 0 run in -o old --op thumbnail:32 --overwrite
[ "$(grep -c 'sync_file_range(' replace.txt)" -eq 3 ] || fail 'old outputs go before new ones are written'
[ "$(line replace.txt 'sync_file_range')" -lt "$(line replace.txt 'rename.*tmp.*jpg')" ] || fail 'an old output goes too early'
[ "$(grep -c '"status":"begun"' old/.tbbimg/journal.jsonl)" -eq 3 ] || fail 'the journal does not say what is begun anew'
