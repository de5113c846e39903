# Descriptors 0, 1 and 2 may be closed by the caller: no file takes their place, and results that nobody can get are an error.
mkdir in
image jpeg 64x48 in/a.jpg
echo rubbish >in/broken.jpg
for closed in '<&-' '>&-' '2>&-' '<&- >&-' '<&- 2>&-' '>&- 2>&-' '<&- >&- 2>&-'; do
  rm -rf out run.log run.prom
  code=0
  eval "\"\$TBBIMG\" run in -o out --format png -vv --progress plain --log run.log --metrics-file run.prom $closed" \
    >"$logs/words" 2>&1 || code=$?
  [ $code -eq 1 ] || fail "exit code $code instead of 1 with $closed"
  files out 1
  ! grep -qv '^time=[0-9T:.+-]* level=[a-z]* event=[a-z]* ' run.log || fail "the log holds something else with $closed"
  ! grep -qv '^{.*}$' out/.tbbimg/journal.jsonl || fail "the journal holds something else with $closed"
  ! grep -qv '^#\|^[a-z_]*[ {]' run.prom || fail "the figures hold something else with $closed"
  case $closed in
    *2*) [ ! -s "$logs/words" ] || fail "words come from somewhere with $closed" ;;
    *) grep -qF 'in/broken.jpg: decode: ' "$logs/words" || fail "no words with $closed" ;;
  esac
done

# closed CODE ARGUMENT...: without a standard output.
closed() {
  wanted=$1
  shift
  code=0
  "$TBBIMG" "$@" >&- 2>"$logs/stderr" || code=$?
  [ $code -eq "$wanted" ] || fail "exit code $code instead of $wanted: tbbimg $* >&-"
}
unwritable='tbbimg: the results cannot be written to the standard output'
rm in/broken.jpg
for command in 'run in -o new --format png --dry-run' 'info in/a.jpg' 'info --json in/a.jpg' ops 'status out' \
  'status out --json' version --version --help 'recipe example'; do
  closed 74 $command
  says "$unwritable"
  says_not Success
done
absent new
closed 0 run in -o new --format png
closed 0 verify new
code=0
"$TBBIMG" run in -o none --recipe - <&- 2>"$logs/stderr" || code=$?
[ $code -eq 78 ] || fail "exit code $code instead of 78 for a recipe from nowhere"
says 'the standard input cannot be read: Bad file descriptor'
