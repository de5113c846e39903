# A full disk ends with 74 and says which; nothing is torn, nothing temporary is left, and the same command goes on.
if [ "${IN_NAMESPACE:-}" != yes ]; then
  unshare --mount true 2>/dev/null || skip 'mounting is not permitted'
  code=0
  IN_NAMESPACE=yes unshare --mount sh "$RUN_CASE" "$case_file" || code=$?
  exit $code
fi
mkdir in small
mount -t tmpfs -o size=600k tmpfs small || skip 'mounting is not permitted'
undo() { umount "$folder/small"; }
for n in 1 2 3 4 5 6 7 8; do image jpeg 400x300 in/$n.jpg seed=$n; done

tbbimg 74 run in -o small/out --format png --breaker-timeout 300ms --metrics-file run.prom --report r.json
awk '/^tbbimg_images_total/ { sum += $NF } /^tbbimg_listed_images_total/ { listed = $NF }
  END { exit !(listed == 8 && sum == listed) }' run.prom || fail 'the figures do not add up'
grep -qF "tbbimg_breaker_state{place=\"small/out\",state=\"closed\",output=\"$PWD/small/out\",shard=\"1/1\"} 0" run.prom || fail 'no figure says that the disk is full'
grep -qF '"exit_code": 74,' r.json || fail 'there is no report'
says "$PWD/small"
says 'No space left on device'
says 'free space on'
says 'more space is needed for the'
says ' 0 failed'
says 'tbbimg run in -o small/out --format png'
no_temporary_files small
made=$(outputs small | wc -l)
[ "$made" -ge 1 ] && [ "$made" -lt 8 ] || fail "$made outputs on a disk that has room for some"
tbbimg 0 info small/out/*.png

mount -o remount,size=20m small
tbbimg 0 run in -o small/out --format png
files small 8

# Room that somebody makes while the run waits for it.
rm -r small/out
mount -o remount,size=600k small
"$TBBIMG" run in -o small/out --format png -v 2>"$logs/stderr" &
process=$!
waited=0
until grep -q 'has no room' "$logs/stderr"; do
  kill -0 $process 2>/dev/null || fail 'the run ended instead of waiting for room'
  waited=$((waited + 1))
  [ $waited -lt 600 ] || fail 'the disk does not fill'
  sleep 0.05
done
mount -o remount,size=20m small
wait $process || fail 'the run did not go on when there was room'
files small 8
tbbimg 0 run small/out -o whole --op thumbnail:32

# From the start: the folder itself cannot be made.
mount -o remount,ro small
tbbimg 73 run in -o small/other --format png
says 'read-only'
