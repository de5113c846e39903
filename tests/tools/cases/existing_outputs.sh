# Outputs that are there are kept, unless --overwrite; sources are never overwritten.
mkdir in
image jpeg 64x48 in/a.jpg
image jpeg 64x48 in/b.jpg seed=2
tbbimg 0 run in -o out --op grayscale
echo mine >out/a.jpg
tbbimg 0 run in -o out --op grayscale
says '0 done, 0 failed, 2 skipped'
says '2 its output is there already'
[ "$(cat out/a.jpg)" = mine ] || fail 'an output was overwritten'
rm out/b.jpg
tbbimg 0 run in -o out --op grayscale
says '1 done, 0 failed, 1 skipped'
[ "$(cat out/a.jpg)" = mine ] || fail 'an output was overwritten'
tbbimg 0 run in -o out --op grayscale --overwrite
says '2 done'
[ "$(cat out/a.jpg)" != mine ] || fail 'an output was not overwritten'
files out 2

before=$(digest in)
for option in --overwrite --dry-run ''; do
  code=1
  [ "$option" != --dry-run ] || code=3
  # shellcheck disable=SC2086
  tbbimg "$code" run in -o in --op grayscale $option
  says_times 2 'would overwrite a source'
  [ "$(digest in)" = "$before" ] || fail 'a source was overwritten'
done
# By another way to the same folder.
ln -s in alias
tbbimg 1 run in -o alias --op grayscale --overwrite
[ "$(digest in)" = "$before" ] || fail 'a source was overwritten'
tbbimg 1 run in/a.jpg -o in --op grayscale --overwrite
[ "$(digest in)" = "$before" ] || fail 'a source was overwritten'
# Beside the sources there is room.
tbbimg 0 run in/a.jpg -o in --op grayscale --name '{stem}_gray.{ext}'
files in 3
