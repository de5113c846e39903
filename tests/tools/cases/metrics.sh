# Figures for Prometheus, in a file and over HTTP: they add up however a run ends, and promtool has nothing against them.
mkdir in
image jpeg 64x48 in/a.jpg
for n in 1 2 3 4 5; do cp in/a.jpg in/$n.jpg; done
echo rubbish >in/broken.jpg
echo words >in/words.txt

# value FILE NAME: of a metric without labels, or with those given, beside the two that all have.
value() {
  _value=$(sed 's/,\{0,1\}output="[^"]*",shard="1\/1"//; s/{}//' "$1" | grep -e "^$2 " | sed 's/.* //')
  [ -n "$_value" ] || fail "$1 has no $2"
  echo "$_value"
}
# adds_up FILE: listed = done + failed + skipped + cancelled, and the classes of failures are the failures.
adds_up() {
  _sum=0
  for status in done failed skipped cancelled; do
    _sum=$((_sum + $(value "$1" "tbbimg_images_total{status=\"$status\"}")))
  done
  [ "$_sum" -eq "$(value "$1" tbbimg_listed_images_total)" ] || fail "$1: $_sum images do not add up"
  _sum=0
  for class in permanent transient environment; do
    _sum=$((_sum + $(value "$1" "tbbimg_failures_total{class=\"$class\"}")))
  done
  [ "$_sum" -eq "$(value "$1" 'tbbimg_images_total{status="failed"}')" ] || fail "$1: $_sum failures do not add up"
  [ "$(value "$1" tbbimg_running)" -eq 0 ] || fail "$1: still running"
}

tbbimg 1 run in -o out --format png --metrics-file deep/run.prom
adds_up deep/run.prom
[ "$(value deep/run.prom tbbimg_exit_code)" -eq 1 ] || fail 'another exit code'
[ "$(value deep/run.prom 'tbbimg_images_total{status="done"}')" -eq 6 ] || fail 'not all done'
[ "$(value deep/run.prom 'tbbimg_stage_seconds_count{stage="write"}')" -eq 6 ] || fail 'not all in the histogram'
files deep 1

# Written while it runs, and when it is interrupted.
image jpeg 4000x3000 in/0.jpg
for n in $(seq 11 40); do ln in/0.jpg in/$n.jpg; done
"$TBBIMG" run in -o slow --op blur:9.9 --op blur:9.8 --format jpeg --metrics-file run.prom --metrics-listen 0 \
  --progress plain >"$logs/stdout" 2>"$logs/stderr" &
process=$!
waited=0
while [ -z "$(find slow -name '[0-9]*.jpg' 2>/dev/null)" ]; do
  kill -0 $process 2>/dev/null || fail 'the run ended before it could be interrupted'
  waited=$((waited + 1))
  [ $waited -lt 1000 ] || fail 'no output appears'
  sleep 0.05
done
[ "$(value run.prom tbbimg_running)" -eq 1 ] || fail 'not running'
url=$(sed -n 's/^tbbimg: figures are at //p' "$logs/stderr")
if command -v curl >/dev/null; then
  # Connections that say nothing are nobody's business.
  python3 -c 'import socket, sys, time
silent = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(100)]
time.sleep(600)' "$(echo "$url" | sed 's/.*:\([0-9]*\).*/\1/')" &
  silent=$!
  sleep 0.3
  curl -sS --max-time 5 "$url" >served.prom || fail "nothing is served at $url"
  curl -sS --max-time 5 --head "$url" | grep -q '^HTTP/1.1 200' || fail "HEAD of $url is not answered"
  [ "$(value served.prom tbbimg_in_flight_images)" -ge 0 ]
  if command -v promtool >/dev/null; then promtool check metrics <served.prom || fail 'promtool refuses what is served'; fi
  port=${url#http://127.0.0.1:}
  tbbimg 74 run in -o other --format png --metrics-listen "${port%/metrics}"
  says "cannot listen on 127.0.0.1:${port%/metrics}: the port is in use"
  absent other
fi
kill -s INT $process
code=0
wait $process || code=$?
[ -z "${silent:-}" ] || kill "$silent"
[ $code -eq 75 ] || fail "exit code $code instead of 75"
adds_up run.prom
[ "$(value run.prom tbbimg_exit_code)" -eq 75 ] || fail 'another exit code'
[ "$(value run.prom 'tbbimg_images_total{status="cancelled"}')" -gt 0 ] || fail 'nothing was cancelled'

# What cannot be had is known before anything is begun.
tbbimg 73 run in -o none --format png --metrics-file in/a.jpg/run.prom
says 'in/a.jpg/run.prom: write: '
absent none

# Files of two runs are served together by node_exporter, beside its own figures.
if command -v prometheus-node-exporter >/dev/null && command -v curl >/dev/null; then
  mkdir textfiles
  tbbimg 1 run in/[1-5].jpg in/broken.jpg -o first --format png --metrics-file textfiles/first.prom
  tbbimg 0 run in/a.jpg -o second --format png --shard 1/1 --metrics-file textfiles/second.prom
  prometheus-node-exporter --web.listen-address=127.0.0.1:0 --collector.disable-defaults --collector.textfile --collector.textfile.directory=textfiles 2>exporter.log &
  exporter=$!
  undo() { kill "$exporter" 2>/dev/null || true; }
  address=
  for _ in $(seq 100); do
    address=$(sed -n 's/.*Listening on.* address=\([0-9.:]*\).*/\1/p' exporter.log)
    [ -z "$address" ] || break
    sleep 0.1
  done
  [ -n "$address" ] || fail "node_exporter does not listen: $(cat exporter.log)"
  curl -sS --max-time 10 "http://$address/metrics" >exported.prom || fail 'node_exporter serves nothing'
  grep -q '^node_textfile_scrape_error 0' exported.prom || fail "node_exporter refuses the files: $(cat exporter.log)"
  for out in first second; do
    grep -q "^tbbimg_running{output=\"$PWD/$out\",shard=\"1/1\"} 0" exported.prom || fail "the figures of $out are lost"
  done
  ! grep 'level=error' exporter.log || fail 'node_exporter complains'
fi

command -v promtool >/dev/null || skip 'there is no promtool'
for file in deep/run.prom run.prom; do promtool check metrics <$file || fail "promtool refuses $file"; done
