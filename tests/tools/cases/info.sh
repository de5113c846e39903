# info reads headers, one line per file.
image jpeg 640x480 turned.jpg orientation=6 'date=2019:07:23 10:11:12' 'copyright=Jane Doe'
image png 64x32 alpha.png alpha
image webp 320x200 c.webp
tbbimg 0 info turned.jpg alpha.png c.webp
prints 'turned.jpg: jpeg 480x640, '
prints 'stored 640x480 (rotate_90)'
prints 'EXIF '
prints ', taken 2019-07-23, copyright Jane Doe, '
prints 'alpha.png: png 64x32, '
prints 'c.webp: webp 320x200, '
[ "$(wc -l <"$logs/stdout")" -eq 3 ] || fail 'not one line per file'
tbbimg 0 info --json turned.jpg
prints '{"path":"turned.jpg","format":"jpeg","width":480,"height":640,"stored_width":640,"stored_height":480,"orientation":6,'

echo rubbish >rubbish.jpg
: >empty.jpg
mkdir folder
tbbimg 1 info rubbish.jpg turned.jpg missing.jpg empty.jpg folder
prints 'turned.jpg: '
[ "$(wc -l <"$logs/stdout")" -eq 1 ] || fail 'failures are printed on stdout'
for name in rubbish.jpg missing.jpg empty.jpg folder; do says_times 1 "$name: "; done

# No two paths become one, and a day that is none is not told.
mkdir names
cp c.webp "names/$(printf 'a\376')"
cp c.webp "names/$(printf 'a\377')"
tbbimg 0 info --json names/*
prints '{"path":{"hex":"6e616d65732f61fe"},"format"'
prints '{"path":{"hex":"6e616d65732f61ff"},"format"'
image jpeg 64x48 dates.jpg 'date=2017:02:30 10:11:12' "copyright=$(printf '\223Jane\224')"
tbbimg 0 info dates.jpg
! grep -q ', taken ' "$logs/stdout" || fail 'the 30th of February is a date'
prints ', copyright “Jane”, '

printf '<?xml version="1.0" standalone="no"?>\n<!-- Created with a program -->\n<svg' >drawing.svg
tbbimg 1 info drawing.svg
says 'drawing.svg: decode: not an image that can be read: an SVG is a drawing, not a picture; make a PNG of it first'

# How strongly a JPEG was quantised, and by whose tables.
for quality in 1 20 50 85 100; do
  tbbimg 0 convert c.webp "q$quality.jpg" --quality $quality
  tbbimg 0 info "q$quality.jpg"
  prints ", quality $quality, "
done
tbbimg 0 info --json q85.jpg c.webp
prints '"quality":85,"standard_tables":true,'
prints '"quality":null,"standard_tables":null,'

# How an animation is shown.
image gif 32x32 moving.gif frames=3
tbbimg 0 info moving.gif
prints ', 3 frames, '
tbbimg 0 info c.webp
! grep -q frame "$logs/stdout" || fail 'a still picture has frames'

# What only the pixels tell.
tbbimg 0 info alpha.png --pixels
prints ' colours, not all opaque, file '
tbbimg 0 convert alpha.png gray.png --op flatten:white --op grayscale
tbbimg 0 info gray.png --pixels
prints ', all gray, file '
tbbimg 0 info alpha.png --pixels --json
prints '"opaque":false,"gray":false,"colors":'
tbbimg 0 info alpha.png --json
! grep -q opaque "$logs/stdout" || fail 'pixels were looked at that nobody asked for'
head -c 2000 turned.jpg >start.jpg
tbbimg 1 info --pixels start.jpg
says 'start.jpg: decode: the JPEG is cut short'

# The header is enough: the rest of a large file is not needed.
head -c 2000 turned.jpg >start.jpg
tbbimg 0 info start.jpg
if [ -w /dev/full ]; then
  code=0
  "$TBBIMG" info turned.jpg >/dev/full 2>"$logs/stderr" || code=$?
  [ $code -eq 74 ] || fail "exit code $code instead of 74 when the results cannot be written"
fi
