# An output that is larger than `ulimit -f` allows fails by itself.
mkdir in
image png 1200x900 in/large.png
for n in 1 2 3; do image png 40x40 "in/$n.png" "seed=$n"; done
code=0
(ulimit -f 400; "$TBBIMG" run in -o out --format png >"$logs/stdout" 2>"$logs/stderr" </dev/null) || code=$?
[ "$code" -eq 1 ] || fail "exit code $code instead of 1"
says '3 done, 1 failed'
says 'in/large.png'
says 'File too large'
files out 3
