# A run that has listed a part of its entries knows how many there are, and when it will end.
mkdir -p in/0
image jpeg 1500x1000 in/0/0.jpg
for n in $(seq 1 59); do ln in/0/0.jpg in/0/$n.jpg; done
for n in $(seq 1 49); do cp -rl in/0 in/$n; done

# Ended once it has been seen; nobody waits for 3,000 blurs.
"$TBBIMG" run in -o in/out --op blur:9.9 --format jpeg --threads 1 --progress json 2>"$logs/stderr" >"$logs/stdout" &
process=$!
waited=0
until grep -q '"listing_done":false,"total":3000,.*"eta_seconds":[0-9]' "$logs/stderr"; do
  kill -0 $process 2>/dev/null || fail 'the run ended before it knew when'
  waited=$((waited + 1))
  [ $waited -lt 600 ] || fail 'nothing is said of the end'
  sleep 0.1
done
kill -s INT $process
code=0
wait $process || code=$?
[ $code -eq 75 ] || fail "exit code $code instead of 75"
# Runs of less than two seconds do not count.
head -n 1 "$logs/stderr" | grep -q '"total":null,' || fail 'it is counted from the start'
