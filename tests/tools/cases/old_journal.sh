# Journals of schema 1, which tbbimg wrote before it put the run itself into them, are read and gone on with.
mkdir in elsewhere
image jpeg 64x48 in/a.jpg
image jpeg 64x48 in/b.jpg seed=2
echo junk >in/bad.jpg
printf '[[variant]]\nname = "s"\nops = ["thumbnail:32"]\nformat = "png"\n' >web.toml
# age FOLDER: its journal as an old version would have written it
age() {
  sed -i 's/,"sum":"[0-9a-f]*"}$/}/
    /"type":"sync"/d
    s/"schema":[0-9]*/"schema":1/
    s/,"kind":"[a-z]*"//
    s/,"boot":"[^"]*"//
    s/,"images":"[a-z]*"//
    s/,"spec":{.*}$/}/
    s|^{"type":"image","path":"|&'"$PWD"'/in/|' "$1/.tbbimg/journal.jsonl"
}
tbbimg 1 run in -o out --recipe web.toml --log run.log
age out
grep -q '"schema":1' out/.tbbimg/journal.jsonl || fail 'the journal is not an old one'
grep -qE '"spec"|"sum"' out/.tbbimg/journal.jsonl && fail 'the journal is not an old one'
tbbimg 0 status out
prints 'done:    2, with 2 outputs'
prints 'failed:  1'
prints 'to go on: tbbimg run in -o out --recipe web.toml'
tbbimg 0 verify out
tbbimg 1 run in -o out --recipe web.toml --resume
says '0 done, 1 failed, 2 skipped'
grep -q '"schema":4' out/.tbbimg/journal.jsonl || fail 'the new run has an old line'

age out
rm in/bad.jpg run.log
image jpeg 64x48 in/bad.jpg seed=7
(cd elsewhere && "$TBBIMG" retry ../out 2>"$logs/stderr") || fail 'the failed of an old journal are not done'
says '1 done, 0 failed, 2 skipped'
exists out/bad_s.png
absent run.log
absent elsewhere/out
# Its recipe is the file's, as it is now.
echo junk >in/bad.jpg
tbbimg 1 run in -o out --recipe web.toml --resume
age out
rm web.toml
tbbimg 3 retry out
says 'the last run cannot be repeated'
says 'web.toml'

# A recipe that is not there any more is not waited for at a terminal.
printf '[[variant]]\nformat = "png"\n' >recipe.toml
code=0
"$TBBIMG" run in -o piped --recipe - <recipe.toml 2>"$logs/stderr" || code=$?
[ $code -eq 1 ] || fail "exit code $code instead of 1"
age piped
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  sleep 2 | timeout -s KILL 20 script -qec "'$TBBIMG' retry piped; echo code \$?" /dev/null >"$logs/stdout" 2>&1 || true
  prints 'the recipe of the last run came through the standard input'
  prints 'code 3'
fi
code=0
"$TBBIMG" retry piped <recipe.toml 2>"$logs/stderr" || code=$?
[ $code -eq 1 ] || fail "exit code $code instead of 1"
says '0 done, 1 failed'
