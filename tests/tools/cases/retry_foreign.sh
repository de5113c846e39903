# A journal may be a stranger's: `retry` tells what it takes from there, and nothing that watched that run watches again
# unless it is typed anew.
mkdir -p in home
image jpeg 64x48 in/a.jpg
echo rubbish >in/bad.jpg

tbbimg 1 run in -o out --format png --log home/a.log --metrics-file home/a.prom --report home/a.json --report home/a.html \
  --metrics-listen 0
rm home/*
tbbimg 1 retry out
says 'tbbimg: repeating this run from the journal: tbbimg run in -o out --format png'
says_not 'figures are at'
[ -z "$(ls home)" ] || fail "retry wrote $(ls home)"
tbbimg 1 retry out --log home/b.log --report home/b.json
[ "$(ls home)" = "$(printf 'b.json\nb.log')" ] || fail "retry wrote $(ls home)"
tbbimg 73 run in -o out --resume --format png --log out/.tbbimg/e.log
absent out/.tbbimg/e.log

# From any folder, and in the words that are asked for.
mkdir elsewhere
(cd elsewhere && "$TBBIMG" retry ../out --progress json --log here.log 2>"$logs/stderr") &&
  fail 'the image cannot be read, and retry ends with 0'
says '{"event":"note","message":"repeating this run from the journal: tbbimg run '
says "$PWD/in"
exists elsewhere/here.log

# OUT is the one that is typed, wherever the run went that its journal tells of.
mv out moved
tbbimg 1 retry moved
says 'from the journal: tbbimg run in -o moved --format png'
absent out
