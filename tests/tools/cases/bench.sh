# bench times operations on every level that the machine has, and says what it cannot time.
set -- --size 64x48 --seconds 0.001
tbbimg 0 bench blur:2 thumbnail:16 "$@"
prints 'MP/s, rgb8, 64x48'
for word in memcpy blur:2 thumbnail:16 scalar; do prints "$word"; done
for level in $("$TBBIMG" version | sed -n 's/^SIMD levels supported: *//p'); do prints " $level"; done
[ "$(grep -c . "$logs/stdout")" -eq 4 ] || fail 'not a line for the header, memcpy and each operation'

# Without names, every operation that there is, and whose example names a file that is there.
tbbimg 0 bench --size 320x240 --seconds 0.001
says 'left out: overlay: logo.png'
image png 32x16 logo.png alpha
tbbimg 0 bench --size 320x240 --seconds 0.001
"$TBBIMG" ops | grep -v "^\`" | cut -c9- | sed -n 's/^\([a-z][a-z0-9-]*\) .*/\1/p' | while read -r name; do
  grep -q "^$name" "$logs/stdout" || fail "$name is not timed"
done

tbbimg 0 bench --json --format gray8 brighten:10 "$@"
prints '"format": "gray8"'
prints '"operation": "brighten:10"'
prints '"scalar": '

tbbimg 2 bench thumbnial:3
says "did you mean 'thumbnail'"
tbbimg 2 bench --format cmyk
says "'cmyk' is none of gray8, gray_alpha8, rgb8, rgba8"
tbbimg 2 bench --size 0x5
says "'0x5' is not WIDTHxHEIGHT"
tbbimg 2 bench --seconds 0
