# What lies behind the picture of a large file takes no memory: a film, or what a full disk has left there.
mkdir in
for format in jpeg png webp; do
  image "$format" 320x240 "in/a.$format"
  truncate -s 900M "in/a.$format"
done
tbbimg 0 run in -o out --op thumbnail:64 --memory 64M --name '{stem}-{source-ext}.{ext}' --report report.json
says '3 done'
peak=$(sed -n 's/.*"peak_memory_bytes": \([0-9]*\).*/\1/p' report.json)
[ "$peak" -lt 500000000 ] || fail "the run took $peak bytes"
read=$(sed -n 's/^  "bytes_in": \([0-9]*\).*/\1/p' report.json)
[ "$read" -lt 1000000 ] || fail "$read bytes were counted as read"
files out 3
tbbimg 0 info out/a-jpeg.jpeg
prints 'jpeg 64x48'

# A file that is as large as it says, and has no picture, is what it was.
truncate -s 100M in/rubbish.jpg
tbbimg 1 run in/rubbish.jpg -o bad --op thumbnail:64
says 'rubbish.jpg: '
