# A journal may be a stranger's: `retry` tells the command that it takes from there, and writes below OUT alone what its
# options name, unless they are typed anew.
mkdir -p in home
image jpeg 64x48 in/a.jpg
echo rubbish >in/bad.jpg

tbbimg 1 run in -o out --format png --log home/a.log --metrics-file home/a.prom --report home/a.json --report home/a.html \
  --metrics-listen 0
rm home/*
tbbimg 1 retry out
says "tbbimg: the journal says what is done again, in $PWD: tbbimg run in -o out --format png --log home/a.log "
says 'tbbimg: but without --log home/a.log --metrics-file home/a.prom --report home/a.json --report home/a.html --metrics-listen 127.0.0.1:0: '
says 'type it behind `tbbimg retry` to have it'
says_not 'figures are at'
[ -z "$(ls home)" ] || fail "retry wrote $(ls home)"
tbbimg 1 retry out --log home/b.log --report home/b.json
[ "$(ls home)" = "$(printf 'b.json\nb.log')" ] || fail "retry wrote $(ls home)"
says 'but without --metrics-file home/a.prom --metrics-listen 127.0.0.1:0: '

# What lies outside by a detour, and what belongs to the state.
tbbimg 1 run in -o out --resume --format png --log out/../home/c.log
rm home/*
tbbimg 1 retry out
says 'but without --log out/../home/c.log: '
ln -s ../home out/link
ln -s ../home/d.json out/d.json
echo old >home/d.json
tbbimg 1 run in -o out --resume --format png --log out/link/d.log --metrics-file "$PWD/home/../out/none/../../home/d.prom" \
  --report out/d.json
rm home/d.log home/d.prom
echo old >home/d.json
tbbimg 1 retry out
says '--log out/link/d.log --metrics-file '
[ "$(ls home)" = d.json ] && [ "$(cat home/d.json)" = old ] || fail "retry wrote $(ls home)"
tbbimg 73 run in -o out --resume --format png --log out/.tbbimg/e.log
absent out/.tbbimg/e.log

# Below OUT, from any folder, and in the words that were asked for.
tbbimg 1 run in -o out --resume --format png --log out/f.log --report out/logs/f.json --progress json
rm out/f.log out/logs/f.json
mkdir elsewhere
(cd elsewhere && "$TBBIMG" retry ../out 2>"$logs/stderr") && fail 'the image cannot be read, and retry ends with 0'
says '{"event":"note","message":"the journal says what is done again, in '
says_not 'but without'
exists out/f.log
exists out/logs/f.json

# A recipe that is not there any more is not waited for at a terminal.
printf '[[variant]]\nformat = "png"\n' >recipe.toml
code=0
"$TBBIMG" run in -o piped --recipe - <recipe.toml 2>"$logs/stderr" || code=$?
[ $code -eq 1 ] || fail "exit code $code instead of 1"
if script -qec true /dev/null </dev/null >/dev/null 2>&1; then
  sleep 2 | timeout -s KILL 20 script -qec "'$TBBIMG' retry piped; echo code \$?" /dev/null >"$logs/stdout" 2>&1 || true
  prints 'the recipe of the last run came through the standard input'
  prints 'code 3'
fi
code=0
"$TBBIMG" retry piped <recipe.toml 2>"$logs/stderr" || code=$?
[ $code -eq 1 ] || fail "exit code $code instead of 1"
says '0 done, 1 failed'
