# Whatever hangs (a disk, the journal, who reads stderr): one SIGTERM ends the run within --grace, with 75. strace keeps
# a system call on a path waiting for a minute.
[ -z "${SANITIZED:-}" ] || skip 'sanitizers and strace do not go together'
strace -f -qq -o /dev/null true 2>/dev/null || skip 'strace cannot trace here'
grace=1000
slack=${slack:-2000}
mkdir -p in/sub
for n in 1 2 3; do image jpeg 320x240 "in/$n.jpg" "seed=$n"; done
image jpeg 320x240 in/sub/4.jpg
image png 32x16 logo.png alpha
echo '[[variant]]
ops = ["overlay:logo.png"]
format = "png"' >recipe.toml

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# hangs PLACE CALLS PATH ARGUMENT...: a run of which CALLS on PATH (if it is -: all) do not return is sent SIGTERM.
hangs() {
  place=$1
  calls=$2
  paths="-P $3 -P $PWD/$3"
  [ "$3" != - ] || paths=
  shift 3
  rm -rf out log figures report.json trace
  [ -z "${before:-}" ] || "$TBBIMG" $before 2>/dev/null
  # -D: the run is this shell's own child. Calls on descriptors are known by the whole path.
  strace -D -f -qq -o trace $paths -e trace="$calls" -e inject="$calls:delay_enter=60s" \
    "$TBBIMG" run in -o out --grace 1 "$@" >"$logs/stdout" 2>"$logs/stderr" </dev/null &
  process=$!
  waited=0
  # The call is in the trace as soon as it is delayed.
  until [ -s trace ]; do
    kill -0 $process 2>/dev/null || fail "$place: the run ended and did not come there"
    waited=$((waited + 1))
    [ $waited -lt 600 ] || fail "$place: the run does not come there"
    sleep 0.05
  done
  sleep 0.2
  tracer=$(sed -n 's/^TracerPid:[[:space:]]*//p' /proc/$process/status)
  begin=$(milliseconds)
  kill -s TERM $process
  # strace does not let go of a thread before its delay is over: the last words or a zombie tell that the run is.
  until grep -q 'the time that --grace allows is over' "$logs/stderr" || grep -q '^State:.*Z' /proc/$process/status; do
    [ $(($(milliseconds) - begin)) -le $((grace + slack)) ] || fail "$place: the run does not end"
    sleep 0.05
  done
  kill -s KILL "$tracer"
  code=0
  wait $process || code=$?
  [ $code -eq 75 ] || fail "$place: exit code $code instead of 75"
}

thumbnails='--op thumbnail:64 --format png'
hangs 'the recipe' openat recipe.toml --recipe recipe.toml
hangs 'an overlay' openat logo.png --recipe recipe.toml
hangs 'the input' newfstatat in $thumbnails
hangs 'a folder that is listed' getdents64 in $thumbnails
hangs 'a folder that is read ahead' getdents64 in/sub $thumbnails
hangs 'an image that is read' read in/2.jpg $thumbnails
hangs 'the output folder' mkdir out $thumbnails
hangs 'the folder of the journal' mkdir out/.tbbimg $thumbnails
hangs 'the lock' flock out/.tbbimg/journal.lock $thumbnails
hangs 'the journal, written' write out/.tbbimg/journal.jsonl $thumbnails
hangs 'the journal, synced' fdatasync out/.tbbimg/journal.jsonl $thumbnails
before="run in -o out $thumbnails"
hangs 'the journal, read' pread64 out/.tbbimg/journal.jsonl $thumbnails --resume
before=
hangs 'an output' renameat2 - $thumbnails
hangs 'outputs that are synced' syncfs - $thumbnails
hangs 'the log, opened' openat log $thumbnails --log log
hangs 'the log, written' write log $thumbnails --log log
# strace looks at the first name of a rename only; outputs are made with renameat2, what options name with renameat.
hangs 'the figures' renameat - $thumbnails --metrics-file figures
hangs 'the report' renameat - $thumbnails --report report.json

# Nobody reads stderr, and its pipe is full; a client of the figures begins a request and does not go on.
rm -rf out
cat >run.py <<'END'
import fcntl, os, re, signal, socket, subprocess, sys, time
place, grace, slack, command = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
read_end, write_end = os.pipe()
client = None
if place == "stderr":
    os.set_blocking(write_end, False)
    try:
        while True:
            os.write(write_end, b"x" * 512)
    except BlockingIOError:
        os.set_blocking(write_end, True)
run = subprocess.Popen(command, stderr=write_end, stdin=subprocess.DEVNULL)
if place == "client":
    os.close(write_end)
    words = ""
    while not (found := re.search(r"127.0.0.1:(\d+)/metrics", words)):
        more = os.read(read_end, 4096).decode()
        if not more:
            sys.exit(f"{place}: the run has ended: {words}")
        words += more
    client = socket.create_connection(("127.0.0.1", int(found[1])))
    client.sendall(b"GET /metrics HTTP/1.1\r\nHost: a\r\n")
time.sleep(1)
if run.poll() is not None:
    sys.exit(f"{place}: the run has ended instead of hanging")
begin = time.monotonic()
run.send_signal(signal.SIGTERM)
try:
    code = run.wait(grace / 1000 + slack / 1000)
except subprocess.TimeoutExpired:
    run.kill()
    sys.exit(f"{place}: the run does not end")
if code != 75:
    sys.exit(f"{place}: exit code {code} instead of 75")
END
python3 run.py stderr $grace $slack "$TBBIMG" run in -o out --grace 1 $thumbnails -v || fail 'a full stderr'
rm -rf out
python3 run.py client $grace $slack "$TBBIMG" run in -o out --grace 1 --op resize:9000x9000 \
  --format webp --metrics-listen 0 || fail 'a client of the figures'
