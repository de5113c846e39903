# Every format that is written is read again, stays itself with --format same, and shows the same.
formats=$("$TBBIMG" version | sed -n 's/^formats written: *//p')
mkdir in
for format in $formats; do image "$format" 64x48 "in/of_$format.$format"; done
set -- $formats
tbbimg 0 run in -o out --op thumbnail:32
says "$# done"
for format in $formats; do
  exists "out/of_$format.$format"
  tbbimg 0 info "out/of_$format.$format"
  prints ": $format 32x24, "
  # The upper left quarter is red; JPEG and lossy WebP may be off by little.
  case $format in jpeg | webp) ;; *) pixel "out/of_$format.$format" 10 10 "$("$READ_PIXEL" out/of_png.png 10 10)" ;; esac
done

# An extension is kept as it is spelt; what nothing writes gets the name of what stands in.
mkdir spelt
cp in/of_bmp.bmp spelt/a.DIB
image png 16x16 icon.png
python3 - <<'END' || skip 'there is no python3'
import struct
png = open("icon.png", "rb").read()
open("spelt/b.ico", "wb").write(struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(png), 22) + png)
END
tbbimg 0 run spelt -o same --op rotate:90
exists same/a.DIB
exists same/b.png

# A text may begin like an image. Only a name that claims to be one makes a failure of it.
mkdir texts
printf 'BMW builds cars and motorcycles, mostly in Munich\n' >texts/a.txt
printf 'P6 is a bus line in this town, which nobody takes\n' >texts/b.txt
printf 'II*nobody knows what this is, and it goes on for a while\n' >texts/c.txt
cp texts/a.txt texts/d.bmp
cp in/of_png.png texts/e.png
tbbimg 1 run texts -o of_texts --op thumbnail:8
says '1 done, 1 failed, 3 skipped'
says_times 1 'texts/d.bmp: decode: '

# A JPEG that lacks nothing but its end is done, and that is told.
mkdir endless
head -c -2 in/of_jpeg.jpeg >endless/a.jpg
tbbimg 0 run endless -o ended --op thumbnail:32 -v
says 'endless/a.jpg: the file stops before its end mark; the picture is whole'
grep -q '"warnings":\["the file stops' ended/.tbbimg/journal.jsonl || fail 'the journal does not tell of the lost end'
