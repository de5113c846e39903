# An output folder that cannot be made or written ends with 73, before any image is touched.
mkdir in locked
image jpeg 64x48 in/a.jpg
echo file >file
tbbimg 73 run in -o file --format png
says 'file: '
tbbimg 73 run in -o file/below --format png
says 'file/below: '
tbbimg 73 run in -o file --format png --dry-run
[ "$(cat file)" = file ] || fail 'the file was touched'

if [ "$(id -u)" -ne 0 ]; then
  chmod 555 locked
  tbbimg 73 run in -o locked --format png
  tbbimg 73 run in -o locked/below --format png
elif command -v setpriv >/dev/null; then
  chmod 755 . in locked "$logs"
  code=0
  setpriv --reuid=65534 --regid=65534 --clear-groups "$TBBIMG" run in -o locked --format png 2>"$logs/stderr" || code=$?
  # 126: where the command lies, that user may not go.
  [ "$code" -eq 73 ] || [ "$code" -eq 126 ] || [ "$code" -eq 127 ] || fail "exit code $code instead of 73"
  [ "$code" -ne 73 ] || says 'Permission denied'
fi

# An output's name that is taken by a folder fails that image alone.
image jpeg 64x48 in/b.jpg
mkdir -p out/a.png
tbbimg 1 run in -o out --format png
says 'out/a.png: write: '
exists out/b.png
