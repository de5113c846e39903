# A TIFF is read where it lies: neither the file nor its pixels are ever in memory, whatever its strips are like.
"$TBBIMG" version | grep -q 'tiff' || skip 'this build has no TIFF'
number() { # number VALUE BYTES: little-endian, as printf writes it
  _value=$1
  _left=$2
  while [ "$_left" -gt 0 ]; do
    printf '\\%03o' $((_value % 256))
    _value=$((_value / 256))
    _left=$((_left - 1))
  done
}
entry() { number "$1" 2; number 4 2; number 1 4; number "$2" 4; } # tag, value
# tiff FILE WIDTH HEIGHT ROWS-PER-STRIP: gray, black, one strip, of which nothing takes room on the disk.
tiff() {
  _bytes=$(($2 * $3))
  # shellcheck disable=SC2059  # octal escapes
  printf "II*\\000\\010\\000\\000\\000$(number 9 2; entry 256 "$2"; entry 257 "$3"; entry 258 8; entry 259 1
    entry 262 1; entry 273 4096; entry 277 1; entry 278 "$3"; entry 279 "$_bytes"; number 0 4)" >"$1"
  truncate -s $((4096 + _bytes)) "$1"
}
mkdir in
tiff in/large.tif 20000 5000
tbbimg 0 info in/large.tif
prints ' 20000x5000, '
tbbimg 0 run in -o out --op thumbnail:200 --op invert --format png --max-image-memory 12M --report report.json
says '1 done'
[ "${SANITIZED:-}" ] || {
  peak=$(sed -n 's/.*"peak_memory_bytes": \([0-9]*\).*/\1/p' report.json)
  [ "$peak" -lt 64000000 ] || fail "the run took $peak bytes"
}
pixel out/large.png 50 50 white

# What needs all pixels at once is told what it needs, by the run and by the plan.
tbbimg 1 run in -o turned --op rotate:90 --op thumbnail:200 --format png --max-image-memory 12M --progress none
says '--max-image-memory'
tbbimg 1 run in -o turned --op rotate:90 --op thumbnail:200 --format png --max-image-memory 12M --dry-run
says '--max-image-memory'
tbbimg 0 run in -o planned --op thumbnail:200 --format png --max-image-memory 12M --dry-run

# Cut short: told as that.
truncate -s 60M in/large.tif
tbbimg 1 run in -o cut --op thumbnail:200 --format png --progress none
says 'in/large.tif: decode: the TIFF is cut short'
absent cut/large.png
