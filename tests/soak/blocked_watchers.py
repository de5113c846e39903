"""Who watches does not read: stderr is a full pipe for a while, or a client of the metrics never takes its answer."""
import os, signal, socket, subprocess, threading, time
import soak

GRACE = 1.0          # seconds
AFTER_SECOND = 1.5   # what a second signal leaves of the grace


class Reader(threading.Thread):
    """Reads all of a pipe, once it is told to."""
    def __init__(self, end):
        super().__init__(daemon=True)
        self.end, self.begin, self.text = end, threading.Event(), b""

    def run(self):
        self.begin.wait()
        while True:
            more = os.read(self.end, 65536)
            if not more: break
            self.text += more
        os.close(self.end)


class TheRig(soak.Rig):
    proves = "who does not read holds nothing up for ever, and changes neither account nor outputs"

    def prepare(self):
        self.inputs = self.work / "in"
        soak.make_images(self.tool("make_image"), self.inputs, 900, distinct=6, width=(24, 60))
        ended = self.run(*self.command(self.work / "expected"))
        assert ended.code == 0, ended
        self.expected = soak.tree(self.work / "expected")

    def command(self, out, *more):
        return ["run", self.inputs, "-o", out, "--op", "thumbnail:16", "--overwrite", "--report", self.work / "report.json", *more]

    def round(self):
        soak.remove(self.work / "out")
        soak.remove(self.work / "report.json")
        getattr(self, self.chance.choice(["pipe", "pipe", "stopped", "log", "metrics"]))()

    def pipe(self):
        what = self.chance.choice(["stderr", "stderr as JSON"])
        ends = os.pipe()
        reader = Reader(ends[0])
        reader.start()
        more = ["-vv", "--progress", "json" if "JSON" in what else "plain"]
        process = soak.start([self.bin, *self.command(self.work / "out", *more)], stdout=subprocess.DEVNULL, stderr=ends[1])
        os.close(ends[1])
        time.sleep(self.chance.uniform(0.5, 3))
        self.count(f"{what} blocked")
        if process.poll() is None: self.count("runs that waited")
        reader.begin.set()
        self.ends_well(process, what)
        reader.join(5)

    def stopped(self):
        """Nobody ever reads; signals end the run, and what it has noted is there."""
        signals = self.chance.choice([1, 2])
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        try:
            while True: os.write(writing, b"x" * 512)
        except BlockingIOError:
            os.set_blocking(writing, True)
        grace = GRACE if signals == 1 else 60
        process = soak.start([self.bin, *self.command(self.work / "out", "-vv", "--grace", str(grace))],
                             stdout=subprocess.DEVNULL, stderr=writing)
        os.close(writing)
        time.sleep(self.chance.uniform(0.1, 3))
        self.count(f"stderr never read, {signals} signals")
        for _ in range(signals):
            process.send_signal(self.chance.choice([signal.SIGINT, signal.SIGTERM]))
            time.sleep(0.1)
        try:
            code = process.wait((GRACE if signals == 1 else AFTER_SECOND) + soak.MARGIN)
        except subprocess.TimeoutExpired:
            self.broken(f"stderr never read: {signals} signals do not end the run")
            return soak.kill(process)
        finally:
            os.close(reading)
        if code != 75: self.broken(f"stderr never read: exit code {code}")
        again = self.run(*[word for word in self.command(self.work / "out", "--resume") if word != "--overwrite"])
        if again.code != 0: self.broken(f"resumed after a blocked stderr: exit code {again.code}", again)
        if soak.tree(self.work / "out") != self.expected: self.broken("resumed after a blocked stderr: outputs differ")

    def log(self):
        """A log that is a pipe is refused before anything is done, whether somebody has it open or not."""
        fifo = self.work / "fifo"
        soak.remove(fifo)
        os.mkfifo(fifo)
        ends = os.pipe()
        kept = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK) if self.chance.random() < 0.5 else None
        named = self.chance.choice([str(fifo), f"/dev/fd/{ends[1]}"])
        process = soak.start([self.bin, *self.command(self.work / "out", "--log", named)], stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, pass_fds=[ends[1]])
        try:
            code = process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            code = process.wait()
        for end in [*ends, *([kept] if kept is not None else [])]: os.close(end)
        self.count("logs that are pipes")
        if code != 73: self.broken("a log that is a pipe: exit code", code)
        if (self.work / "out").exists(): self.broken("a log that is a pipe: something was begun", named)

    def metrics(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        process = soak.start([self.bin, *self.command(self.work / "out", "--metrics-listen", str(port), "--io-threads", "1")],
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        clients = []
        words = self.chance.choice([b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 50, b"GET /met", b"", b"\x00" * 5000])
        for _ in range(self.chance.choice([1, 10, 60])):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            client.settimeout(0.2)
            clients.append(client)
            while process.poll() is None:
                try:
                    client.connect(("127.0.0.1", port))
                    break
                except ConnectionRefusedError:
                    time.sleep(0.005)
                except OSError:
                    break
            try:
                client.sendall(words)
                self.count("clients that do not read")
            except OSError:
                # It took a part.
                pass
        self.ends_well(process, "metrics")
        for client in clients: client.close()

    def ends_well(self, process, what):
        try: code = process.wait(30)
        except subprocess.TimeoutExpired:
            self.broken(f"{what}: does not end")
            soak.kill(process)
            return
        if code != 0: self.broken(f"{what}: exit code {code}")
        counts = self.check_account(self.work / "report.json", what)
        if counts and counts["done"] != len(self.expected): self.broken(f"{what}: not all are done", counts)
        if soak.tree(self.work / "out") != self.expected: self.broken(f"{what}: outputs differ")
