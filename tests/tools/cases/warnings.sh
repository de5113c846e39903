# What a decoder notices in a file whose picture is whole does not fail it, and is told.
mkdir in
image jpeg 64x48 in/good.jpg
image jpeg 64x48 good.jpg
python3 - <<'END' || skip 'there is no python3'
data = open("good.jpg", "rb").read()
open("in/stray.jpg", "wb").write(data[:-2] + bytes(5) + data[-2:])
open("in/lost.jpg", "wb").write(data[:-2] + bytes(400) + data[-2:])
END
tbbimg 1 run in -o out --op thumbnail:32 -v --log log --report report.json --report report.html
says_times 1 'in/stray.jpg: 5 stray bytes among the data of the picture, which is whole'
says 'warnings: 1; -v names the images'
says 'in/lost.jpg: decode: the JPEG is damaged'
says_not 'in/good.jpg: '
files out 2
grep '"path":"stray.jpg","status":"done"' out/.tbbimg/journal.jsonl | grep -q '"warnings":\["5 stray bytes' ||
  fail 'the journal does not tell of the warning'
grep -c warnings out/.tbbimg/journal.jsonl | grep -qx 1 || fail 'the journal warns of others'
grep -q 'event=warning path="in/stray.jpg" kind=stray_bytes' log || fail 'the log does not tell of the warning'
grep -A3 '"warnings": \[' report.json | grep -q '"count": 1' || fail 'the report does not count the warning'
grep -q '<h2>Warnings</h2>.*in/stray.jpg' report.html || grep -q 'stray.jpg</' report.html || fail 'the page does not name the image'
tbbimg 0 run in/stray.jpg -o json --op thumbnail:32 -v --progress json
says '{"event":"warning","path":"in/stray.jpg","kind":"stray_bytes","figure":5,"message":"5 stray bytes'
tbbimg 0 run in/stray.jpg -o quiet --op thumbnail:32 --progress none
[ ! -s "$logs/stderr" ] || fail 'it is told without -v'
# The line is read again.
tbbimg 0 run in/stray.jpg -o quiet --op thumbnail:32 --resume
says '1 skipped'

# An image that needs more than --memory is processed alone, which is told of each with -v, and of all at the end.
mkdir memory
cp good.jpg memory
for n in 1 2 3; do image jpeg 1200x900 memory/$n.jpg; done
tbbimg 0 run memory -o alone --op blur:1 --memory 1M -v --progress plain
for n in 1 2 3; do says_times 1 "memory/$n.jpg: needed about "; done
says_times 3 ' MiB at once, more than --memory leaves for pixels, and was processed alone'
says_times 1 'memory:  3 images needed more than --memory 1.0 MiB leaves for pixels, and were processed alone; the largest needed about '
grep -c '"warning_kinds":\["processed_alone"\]' alone/.tbbimg/journal.jsonl | grep -qx 3 || fail 'the journal does not tell of them'
tbbimg 0 run memory -o together --op blur:1 --memory 512M -v --progress plain
says_not 'processed alone'
