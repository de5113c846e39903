# Nobody reads stderr, a full pipe: the journal is written on, --timeout holds, and signals end the run.
[ -z "${SANITIZED:-}" ] || skip 'it measures seconds'
mkdir many slow
image jpeg 32x24 many/0.jpg
image png 9000x9000 slow/slow.png
for n in 1 2 3; do image png 20x20 slow/$n.png seed=$n; done
cat >blocked.py <<'END'
import os, signal, subprocess, sys, time
SLACK = int(os.environ.get("slack", "2000")) / 1000
tbbimg = os.environ["TBBIMG"]

class Run:
    """A run whose stderr is full from the beginning."""
    def __init__(self, *arguments):
        self.reading, writing = os.pipe()
        os.set_blocking(writing, False)
        try:
            while True:
                os.write(writing, b"x" * 512)
        except BlockingIOError:
            os.set_blocking(writing, True)
        self.process = subprocess.Popen([tbbimg, "run", *arguments], stdin=subprocess.DEVNULL, stderr=writing)
        os.close(writing)

    def end(self, seconds, what):
        try:
            return self.process.wait(seconds + SLACK)
        except subprocess.TimeoutExpired:
            self.process.kill()
            sys.exit(f"{what}: the run does not end")

    def text(self):
        """All that it has said, behind what filled the pipe."""
        with os.fdopen(self.reading, "rb") as pipe:
            return pipe.read().decode()

def lines(out, word):
    try:
        with open(f"{out}/.tbbimg/journal.jsonl") as journal:
            return [line for line in journal if word in line]
    except FileNotFoundError:
        return []

def wait_for_lines(run, out, word, count):
    for _ in range(1200):
        if len(lines(out, word)) >= count:
            return
        if run.process.poll() is not None:
            sys.exit(f"{out}: the run has ended instead of waiting")
        time.sleep(0.05)
    run.process.kill()
    sys.exit(f"{out}: the journal tells of {len(lines(out, word))} images instead of {count}")

def check(code, wanted, what):
    if code != wanted:
        sys.exit(f"{what}: exit code {code} instead of {wanted}")

for n in range(1, 3000):
    os.link("many/0.jpg", f"many/{n}.jpg")
thumbnails = ["many", "--op", "thumbnail:8", "--format", "png", "-vv"]

# The journal goes on; when somebody reads at last, the run is as any other.
run = Run(*thumbnails, "-o", "out")
wait_for_lines(run, "out", '"status":"done"', 1000)
words = run.text()
check(run.end(60, "read at last"), 0, "read at last")
if "3000 done, 0 failed" not in words or words.count(": done in") != 3000:
    sys.exit("read at last: not all is said")

# --grace, and a second signal.
for name, signals, limit in ("first", 1, 1), ("second", 2, 1.5):
    run = Run(*thumbnails, "-o", name, "--grace", "1" if signals == 1 else "60")
    wait_for_lines(run, name, '"status":"done"', 1000)
    for _ in range(signals):
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.2)
    check(run.end(limit, name), 75, name)

# --timeout: the image is named in the journal while nobody reads, and in words afterwards.
run = Run("slow", "-o", "late", "--format", "webp", "--timeout", "1.5", "-vv")
wait_for_lines(run, "late", '"status":"failed"', 1)
failed = lines("late", '"status":"failed"')[0]
if '"path":"slow.png"' not in failed or "timed_out" not in failed:
    sys.exit(f"--timeout: the journal says {failed}")
words = run.text()
check(run.end(60, "--timeout"), 1, "--timeout")
if "slow.png" not in words or "took longer than the 1500 ms" not in words:
    sys.exit("--timeout: the image is not named")
END
python3 blocked.py || fail 'a blocked stderr'
