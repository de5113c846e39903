# An image that takes too long is named, recorded as failed, and does not keep the others.
mkdir in
image png 9000x9000 in/slow.png
for n in 1 2 3; do image png 20x20 in/$n.png seed=$n; done
# The lossy phase of libwebp asks nobody whether it should stop: the call is left behind.
tbbimg 1 run in -o out --format webp --timeout 1.5
says 'took longer than the 1500 ms that it may take'
# Where the machine is busy, the time is over before the encoder is reached.
grep -qE 'in/slow.png: (decode|encode): took' "$logs/stderr" || fail 'the slow image is not named'
says '3 done, 1 failed, 0 skipped, 0 cancelled of 4 listed'
files out 3
absent out/slow.webp
no_temporary_files out

# --max-errors
mkdir bad
for n in $(seq 1 40); do echo no image >bad/$n.jpg; done
tbbimg 1 run bad -o none --format png --max-errors 4 --max-images 1
says 'failed images, as --max-errors asks'
