# What has an output's name and is no image is not taken for one; an empty file is made anew.
mkdir in out elsewhere
for name in empty fifo dangling link; do image jpeg 64x48 in/$name.jpg; done
echo theirs >elsewhere/photo
: >out/empty.png
mkfifo out/fifo.png
ln -s nowhere out/dangling.png
ln -s ../elsewhere/photo out/link.png
tbbimg 3 run in -o out --format png --dry-run
prints 'in/empty.jpg -> out/empty.png'
tbbimg 1 run in -o out --format png
says 'out/fifo.png: write: is a device, a FIFO or a socket'
says 'out/dangling.png: write: is a link that leads to no image'
says '1 done, 2 failed, 1 skipped'
[ -s out/empty.png ] || fail 'the empty file was kept'
tbbimg 1 run in -o out --format png --overwrite
says '3 done, 1 failed'
[ -p out/fifo.png ] || fail 'the FIFO was replaced'
[ ! -L out/dangling.png ] && [ ! -L out/link.png ] || fail 'a link was not replaced'
absent out/nowhere
[ "$(cat elsewhere/photo)" = theirs ] || fail 'what a link leads to was replaced'
: >out/empty.png
rm out/fifo.png
tbbimg 0 run in -o out --format png --resume
[ -s out/empty.png ] || fail 'the empty file was kept'
files out 4

# A file that a link among the inputs leads to is a source.
mkdir links
ln -s ../elsewhere/a.jpg links/a.jpg
image jpeg 64x48 elsewhere/a.jpg
before=$(sha256sum elsewhere/a.jpg)
tbbimg 1 run links -o elsewhere --op grayscale --overwrite
says 'would overwrite a source'
tbbimg 3 run links -o elsewhere --op grayscale --overwrite --dry-run
[ "$(sha256sum elsewhere/a.jpg)" = "$before" ] || fail 'a source was overwritten'
