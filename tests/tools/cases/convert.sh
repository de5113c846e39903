# One image into one file, from and to pipes, with the bytes that `run` makes.
mkdir in
image jpeg 640x480 in/a.jpg orientation=6
tbbimg 0 convert in/a.jpg small.webp --op thumbnail:64
tbbimg 0 info small.webp
prints 'small.webp: webp 48x64, '
tbbimg 0 run in -o out --op thumbnail:64 --format webp
cmp small.webp out/a.webp || fail 'run makes other bytes'
"$TBBIMG" convert - - --op thumbnail:64 --format webp <in/a.jpg >piped.webp || fail 'pipes'
cmp small.webp piped.webp || fail 'pipes make other bytes'
"$TBBIMG" convert - - --op thumbnail:64 <in/a.jpg | "$TBBIMG" convert - same.png || fail 'two in a row'
tbbimg 0 info same.png
prints 'png 48x64'
# What is there is replaced, whole or not at all; a source never is, by whatever name.
echo before >small.webp
tbbimg 0 convert in/a.jpg small.webp --op thumbnail:64
cmp small.webp out/a.webp || fail 'not replaced'
cp in/a.jpg before.jpg
ln -s a.jpg in/link.jpg
ln in/a.jpg in/hard.jpg
for name in in/a.jpg in/link.jpg in/hard.jpg ./in/../in/a.jpg; do
  tbbimg 2 convert in/a.jpg $name --op rotate:90
  says 'a source is never overwritten'
done
cmp in/a.jpg before.jpg || fail 'the source is another'
tbbimg 0 convert in/a.jpg new/folder/a.PNG
exists new/folder/a.PNG

# What is wrong is told, and writes nothing.
tbbimg 2 convert in/a.jpg out.xyz
says "the name of OUT, 'out.xyz', says no format: end it in one of jpeg, png, webp, gif, "
tbbimg 2 convert in/a.jpg out.png --format webp
says 'OUT ends like a PNG, and --format says webp: leave one of them out'
tbbimg 0 convert in/a.jpg out.any --format webp
tbbimg 2 convert in/a.jpg a.png --op thumbnial:3
says "did you mean 'thumbnail'?"
tbbimg 3 convert missing.jpg a.png
says 'missing.jpg: read: cannot open: No such file or directory'
echo rubbish >rubbish.jpg
tbbimg 1 convert rubbish.jpg a.png
says 'rubbish.jpg: decode: '
tbbimg 1 convert - a.png
says 'the standard input: '
tbbimg 1 convert in/a.jpg a.png --op crop:5000x5000
says 'crop: 5000x5000 at '
tbbimg 73 convert in/a.jpg in/a.jpg/b.png
tbbimg 73 convert in/a.jpg in --format png
tbbimg 2 convert in/a.jpg
absent a.png
if [ -w /dev/full ]; then
  code=0
  "$TBBIMG" convert in/a.jpg - >/dev/full 2>"$logs/stderr" || code=$?
  [ $code -eq 74 ] || fail "exit code $code instead of 74 when the output cannot be written"
fi
