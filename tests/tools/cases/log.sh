# --log: a line per event, appended, whatever stderr is told; no file name gets in its way.
mkdir in
image jpeg 64x48 in/a.jpg
cp in/a.jpg "$(printf 'in/new\nline "x".jpg')"
echo rubbish >in/broken.jpg
echo words >in/words.txt
tbbimg 1 run in -o out --format png -q --log run.log
[ "$(wc -l <"$logs/stderr")" -eq 1 ] || fail 'more than the error'
[ "$(wc -l <run.log)" -eq 6 ] || fail 'not begin, four entries and end'
! grep -qv '^time=[0-9T:.+-]* level=[a-z]* event=[a-z]* ' run.log || fail 'a line that is none'
grep -qF 'event=done path="in/new\nline \"x\".jpg" outputs=1 ' run.log || fail 'the name is lost'
grep -qF 'event=failed path="in/broken.jpg" code=unsupported stage=decode ' run.log || fail 'the failure is lost'
grep -qF 'event=end exit_code=1 listed=4 done=2 failed=1 skipped=1 cancelled=0 ' run.log || fail 'no end'

tbbimg 1 run in -o out --format png --log run.log
[ "$(wc -l <run.log)" -eq 12 ] || fail 'not appended'

tbbimg 73 run in -o none --format png --log /proc/nowhere/run.log
says '/proc/nowhere/run.log: write: '
absent none
