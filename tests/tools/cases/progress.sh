# What --progress writes: nothing but errors, JSON lines, plain lines, a bar that is cleared.
mkdir in
image jpeg 64x48 in/a.jpg
echo rubbish >in/b.jpg
tbbimg 1 run in -o none --format png --progress none
silent_stdout
[ "$(wc -l <"$logs/stderr")" -eq 1 ] || fail 'more than the error'
says 'in/b.jpg: decode: '

tbbimg 1 run in -o json --format png --progress json
silent_stdout
! grep -qv '^{.*}$' "$logs/stderr" || fail 'a line that is no JSON object'
says '{"event":"failed","path":"in/b.jpg","stage":"decode"'
says '{"event":"end","exit_code":1,'
says '"listed":2,"done":1,"failed":1,"skipped":0,'

tbbimg 1 run in -o plain --format png --progress plain
says_times 1 'in/b.jpg: decode: '
says '1 done, 1 failed'

# How much is said.
echo words >in/c.txt
tbbimg 1 run in -o quiet --format png -q
[ "$(wc -l <"$logs/stderr")" -eq 1 ] || fail 'more than the error'
says 'in/b.jpg: decode: '
tbbimg 1 run in -o normal --format png
says_not 'in/c.txt'
says '  ms p50/p90/p99: read '
tbbimg 1 run in -o verbose --format png -v
says_times 1 'in/c.txt: skipped: not an image'
says_not 'in/a.jpg'
tbbimg 1 run in -o very_verbose --format png -vv
says_times 1 'in/a.jpg: done in '
says ', a.png '
tbbimg 1 run in -o json_verbose --format png -vv --progress json
! grep -qv '^{.*}$' "$logs/stderr" || fail 'a line that is no JSON object'
says '{"event":"skipped","path":"in/c.txt","reason":"not an image: '
says '{"event":"done","path":"in/a.jpg","attempts":'
rm in/c.txt

# A name with DEL in it.
cp in/a.jpg "in/$(printf 'd\177').jpg"
cp in/a.jpg "in/$(printf 'd\377').jpg"
tbbimg 1 run in -o odd --format png -vv --progress json
says '{"event":"done","path":"in/d\u007f.jpg",'
says '{"event":"done","path":{"hex":"696e2f64ff2e6a7067"},'
rm in/d*

# A terminal that is no terminal: auto is plain.
tbbimg 1 run in -o auto --format png
[ "$(grep -c "$(printf '\r')" "$logs/stderr" || true)" -eq 0 ] || fail 'a bar without a terminal'

script -qec true /dev/null >/dev/null 2>&1 </dev/null || skip 'no pseudo-terminal is to be had: the bar is not tried'
image jpeg 3000x2000 in/0.jpg
for n in 1 2 3 4 5 6; do ln in/0.jpg in/$n.jpg; done
TERM=xterm script -qec "'$TBBIMG' run in -o bar --op blur:30 --format png" /dev/null >"$logs/terminal" </dev/null || true
grep -q "$(printf '\r')" "$logs/terminal" || fail 'no bar on a terminal'
grep -q 'images/s' "$logs/terminal" || fail 'no figures in the bar'
grep -qF 'in/b.jpg: decode: ' "$logs/terminal" || fail 'the error is lost in the bar'

# Failures are red on a terminal, unless somebody wants no colours; JSON never is.
red=$(printf '\033[31min/b.jpg: decode: ')
on_terminal() { env -u NO_COLOR "$@" script -qec "'$TBBIMG' run in/b.jpg -o none --format png $options" /dev/null >"$logs/terminal" </dev/null || true; }
options=
on_terminal TERM=xterm
grep -qF "$red" "$logs/terminal" || fail 'no colour on a terminal'
for wish in NO_COLOR=1 TERM=dumb; do
  on_terminal TERM=xterm $wish
  grep -qF 'in/b.jpg: decode: ' "$logs/terminal" || fail 'no error'
  ! grep -qF "$(printf '\033[3')" "$logs/terminal" || fail "a colour with $wish"
done
options='--progress json'
on_terminal TERM=xterm
! grep -qF "$(printf '\033[3')" "$logs/terminal" || fail 'a colour in JSON'
