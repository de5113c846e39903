# --report: what a run was like, for programs and for people, however it ends.
command -v python3 >/dev/null || skip 'there is no python3'
mkdir in
image jpeg 640x480 in/a.jpg
image png 640x480 in/a.png
for n in 1 2 3; do cp in/a.jpg in/$n.jpg; done
echo rubbish >in/broken.jpg
echo words >in/words.txt
cp in/broken.jpg 'in/<script>alert(1).jpg'

# check FILE CONDITION: of the report, as Python reads it.
check() {
  python3 - "$1" "$2" <<'PYTHON' || fail "$1: not so: $2"
import json, sys
r = json.load(open(sys.argv[1]))
assert r["listed"] == r["done"] + r["failed"] + r["skipped"] + r["cancelled"], "the figures do not add up"
assert sum(s["done"] for s in r["throughput"]["slices"]) == r["done"]
assert sum(f["count"] for f in r["failures"]) == r["failed"]
sys.exit(not eval(sys.argv[2]))
PYTHON
}

tbbimg 1 run in -o out --format webp --report deep/r.json --report r.html
check deep/r.json 'r["exit_code"] == 1 and r["done"] == 4 and r["failed"] == 3 and r["skipped"] == 1'
check deep/r.json 'r["stages"]["write"]["count"] == 4 and len(r["slowest"]) > 0'
check deep/r.json '{f["code"] for f in r["failures"]} == {"name_collision", "unsupported"}'
files deep 1
grep -q 'data:image/jpeg;base64,' r.html || fail 'no thumbnail of the collision'
! grep -q '<script' r.html || fail 'a name got out of its place'

# Nothing to do, wrong plan.
tbbimg 1 run in -o out --format webp --report r.json
check r.json 'r["skipped"] == 5 and r["done"] == 0'
mkdir words
cp in/words.txt words
tbbimg 3 run words -o none --format webp --report r.json
check r.json 'r["exit_code"] == 3 and r["listed"] == 1 and r["explanation"] != ""'

# Interrupted.
image jpeg 4000x3000 in/0.jpg
for n in $(seq 11 40); do ln in/0.jpg in/$n.jpg; done
"$TBBIMG" run in -o slow --op blur:9.9 --op blur:9.8 --format jpeg --report stopped.json --report stopped.html \
  >"$logs/stdout" 2>"$logs/stderr" &
process=$!
waited=0
while [ -z "$(find slow -name '[0-9]*.jpg' 2>/dev/null)" ]; do
  kill -0 $process 2>/dev/null || fail 'the run ended before it could be interrupted'
  waited=$((waited + 1))
  [ $waited -lt 1000 ] || fail 'no output appears'
  sleep 0.05
done
kill -s TERM $process
code=0
wait $process || code=$?
[ $code -eq 75 ] || fail "exit code $code instead of 75"
check stopped.json 'r["exit_code"] == 75 and r["cancelled"] > 0 and r["ended_by"] == "stop_request"'
grep -q 'interrupted' stopped.html || fail 'the page does not say that the run was interrupted'

# What cannot be written is known before anything is begun.
tbbimg 73 run in -o never --format webp --report in/a.jpg/r.json
says 'in/a.jpg/r.json: write: cannot be written: Not a directory'
absent never
