# Under nohup, the end of the terminal does not end a run.
mkdir in
image jpeg 1500x1000 in/0.jpg
for n in $(seq 1 40); do ln in/0.jpg in/$n.jpg; done
nohup "$TBBIMG" run in -o out --op blur:9.9 --format jpeg >"$logs/stdout" 2>"$logs/stderr" &
process=$!
waited=0
while [ -z "$(find out -name '[0-9]*.jpg' 2>/dev/null)" ]; do
  kill -0 $process 2>/dev/null || fail 'the run ended too soon'
  waited=$((waited + 1))
  [ $waited -lt 1000 ] || fail 'no output appears'
  sleep 0.05
done
kill -s HUP $process
wait $process || fail "ended with $?"
says '41 done'
files out 41
