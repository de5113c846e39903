# A FIFO, a socket-like device or a link to a folder among the inputs is skipped, and does not hang the run.
command -v timeout >/dev/null || skip 'no timeout command'
mkdir in other
image jpeg 64x48 in/a.jpg
image jpeg 64x48 other/b.jpg
mkfifo in/pipe.jpg
ln -s ../other in/folder_link
ln -s pipe.jpg in/pipe_link.jpg
code=0
timeout 60 "$TBBIMG" run in -o out --format png >"$logs/stdout" 2>"$logs/stderr" || code=$?
[ $code -eq 0 ] || fail "exit code $code"
says '1 done, 0 failed, 3 skipped'
says 'not regular files: 2'
files out 1
code=0
timeout 60 "$TBBIMG" info in/pipe.jpg >"$logs/stdout" 2>"$logs/stderr" || code=$?
[ $code -eq 1 ] || fail "info: exit code $code"
