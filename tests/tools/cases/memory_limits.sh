# An image that cannot fit into what the process may use fails by itself, and the others are done. What is blurred first needs
# all pixels at once; of what is made by rows, large_tiff.sh tells.
[ -z "${SANITIZED:-}" ] || skip 'a sanitizer takes memory of its own'
mkdir in
for n in $(seq 1 32); do image jpeg 1200x900 "in/$n.jpg" "seed=$n"; done
python3 "$SUPPORT/make_huge_png.py" 16383x16383 in/16a.png

# Without any cgroup: a limit that is typed.
tbbimg 1 run in -o typed --op blur:1 --op thumbnail:64 --max-image-memory 300M
says '32 done, 1 failed'
says 'in/16a.png: decode: needs 10'
says ' MiB later on, and one image may take 300 MiB (--max-image-memory'
tbbimg 1 run in -o pixels --op blur:1 --op thumbnail:64 --max-pixels 268M
says 'in/16a.png: decode: is 16383x16383, 268402689 pixels; the limit is 268000000 (--max-pixels)'
tbbimg 1 run in -o none --op blur:1 --op thumbnail:64 --max-image-memory 300M --dry-run
says 'in/16a.png: decode: needs 10'
says '1 would fail'
absent none

# The stage is the first that needs too much.
image png 1000x1000 square.png
tbbimg 1 run square.png -o encoder --format webp --max-image-memory 6M
says 'square.png: encode: needs '
tbbimg 1 run square.png -o encoder --format webp --max-image-memory 2M
says 'square.png: decode: needs '
tbbimg 1 run square.png -o encoder --format webp --max-image-memory 6M --dry-run
says 'square.png: encode: needs '

# Who lacks an option is not sent to it.
python3 "$SUPPORT/make_huge_png.py" 17000x16000 wide.png
printf '[[variant]]\nformat = "webp"\n' >webp.toml
for arguments in 'convert wide.png wide.webp' 'preview webp.toml wide.png -o sheet.png'; do
  # shellcheck disable=SC2086
  tbbimg 1 $arguments
  says 'wide.png: decode: is 17000x16000, 272000000 pixels; the limit is 268402689 (tbbimg run can move it, by --max-pixels)'
done
code=0
(ulimit -v 150000; "$TBBIMG" convert in/16a.png large.png --op blur:1 --op thumbnail:64 >"$logs/stdout" 2>"$logs/stderr" </dev/null) || code=$?
[ "$code" -eq 1 ] || fail "exit code $code under ulimit -v"
says 'in/16a.png: decode: needs 10'
says 'MiB (what the machine, its cgroup and ulimit -v leave to this process)'
says_not '--max-image-memory'
rm wide.png

# What `ulimit -v` allows: a file that is read before its header is known, too.
truncate -s 900M in/large.jpg
code=0
(ulimit -v 600000; "$TBBIMG" run in -o narrow --op blur:1 --op thumbnail:64 >"$logs/stdout" 2>"$logs/stderr" </dev/null) || code=$?
[ "$code" -eq 1 ] || fail "exit code $code under ulimit -v"
says '32 done, 2 failed'
says 'in/large.jpg: read: needs 900 MiB'
rm in/large.jpg

group=/sys/fs/cgroup/memory/tbbimg-test-$$
mkdir "$group" 2>/dev/null || skip 'the part with a cgroup: no cgroup (v1) can be made here'
undo() { rmdir "$group"; }
echo 536870912 >"$group/memory.limit_in_bytes"
# inside FOLDER ARGUMENT...: a run in the cgroup must do 32 images and fail one.
inside() {
  out=$1
  shift
  code=0
  sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$TBBIMG" run in -o "$out" --op blur:1 --op thumbnail:64 "$@" \
    >"$logs/stdout" 2>"$logs/stderr" </dev/null || code=$?
  [ "$code" -eq 1 ] || fail "exit code $code in a cgroup of 512 MiB: $*"
  says "$expected"
  files "$out" 32
}
expected='32 done, 1 failed'
inside plain
inside small --memory 64M
inside again --resume
rm again/1.jpg again/2.jpg
expected='2 done, 1 failed'
inside again --resume

# Scans of a JPEG take time.
image jpeg 320x240 plain.jpg
printf '[[variant]]\nformat = "jpeg"\njpeg.progressive = true\n' >progressive.toml
tbbimg 0 run plain.jpg -o scans --recipe progressive.toml --progress none
tbbimg 1 run scans -o few --format png --max-scans 5 --progress none
says 'scans/plain.jpg: decode: the JPEG has more than 5 scans, which is the limit'
says '(--max-scans)'
tbbimg 0 run scans -o enough --format png --max-scans 20 --progress none
