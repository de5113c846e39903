# Large files of formats that store rows are read where they lie, by run and convert; so is what is cropped out of them.
mkdir in
printf 'P5\n20000 5000\n255\n' >in/large.pgm
truncate -s 100000018 in/large.pgm
tbbimg 0 info in/large.pgm
prints ' 20000x5000, '
tbbimg 0 run in -o out --op thumbnail:200 --op invert --format png --max-image-memory 12M --report report.json
says '1 done'
[ "${SANITIZED:-}" ] || {
  peak=$(sed -n 's/.*"peak_memory_bytes": \([0-9]*\).*/\1/p' report.json)
  [ "$peak" -lt 64000000 ] || fail "the run took $peak bytes"
}
pixel out/large.png 50 50 white
tbbimg 0 run in -o cropped --op invert --op crop:300x200 --op blur:1 --format png --max-image-memory 12M
says '1 done'
pixel cropped/large.png 100 100 white
tbbimg 0 convert in/large.pgm one.png --op thumbnail:200 --op invert
cmp one.png out/large.png || fail 'convert makes other bytes than run'

# Cut short: told as that.
truncate -s 60M in/large.pgm
tbbimg 1 run in -o cut --op thumbnail:200 --format png --progress none
says 'in/large.pgm: decode: the PNM is cut short'
tbbimg 1 convert in/large.pgm cut.png --op thumbnail:200
says 'in/large.pgm: decode: the PNM is cut short'
absent cut.png
