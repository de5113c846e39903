# Time in which the process is stopped (SIGSTOP, a frozen cgroup) counts neither for --timeout nor for --grace.
mkdir in
image png 9000x9000 in/large.png
# A second of work or so, which goes on after the first signal.
"$TBBIMG" run in -o out --op thumbnail:2000 --format webp --timeout 12s --grace 12s >/dev/null 2>"$logs/stderr" &
process=$!
# The image has been read.
bytes=$(wc -c <in/large.png)
until [ "$(sed -n 's/^rchar: //p' /proc/$process/io)" -ge "$bytes" ]; do sleep 0.05; done
kill -s TERM $process
sleep 0.1
kill -s STOP $process
sleep 13
kill -s CONT $process
code=0
wait $process || code=$?
[ $code -eq 75 ] || fail "exit code $code instead of 75"
says_not 'took longer'
says_not 'cancelling'
exists out/large.webp
