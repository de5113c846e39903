# Outputs that are there are kept, unless --overwrite; sources are never overwritten.
mkdir in
image jpeg 64x48 in/a.jpg
image jpeg 64x48 in/b.jpg seed=2
tbbimg 0 run in -o out --op grayscale
made=$(digest out)
tbbimg 0 run in -o out --op grayscale
says '0 done, 0 failed, 2 skipped'
says 'outputs already there (--overwrite makes them anew): 2'
rm out/b.jpg
tbbimg 0 run in -o out --op grayscale
says '1 done, 0 failed, 1 skipped'
[ "$(digest out)" = "$made" ] || fail 'the output that was missing is another'
# What is empty, or has another size than was written, is no output.
for text in '' torn; do
  printf '%s' "$text" >out/a.jpg
  tbbimg 0 run in -o out --op grayscale
  says '1 done, 0 failed, 1 skipped'
  [ "$(digest out)" = "$made" ] || fail "'$text' was kept"
done
# Files that no run has made are kept whatever is in them.
mkdir mine
echo mine >mine/a.jpg
for i in 1 2; do
  tbbimg 0 run in -o mine --op grayscale
  [ "$(cat mine/a.jpg)" = mine ] || fail 'a file that no run has made was overwritten'
done
tbbimg 0 run in -o mine --op grayscale --overwrite
says '2 done'
[ "$(cat mine/a.jpg)" != mine ] || fail 'an output was not overwritten'
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
# Photographs in OUT that are no inputs, since OUT lies below an input or above it, are nobody's to replace.
mkdir -p pictures/2023
image jpeg 64x48 pictures/a.jpg
image jpeg 64x48 pictures/b.jpg seed=4
image jpeg 64x48 pictures/2023/a.jpg seed=3
original=$(sha256sum pictures/2023/a.jpg)
for i in 1 2; do
  tbbimg 0 run pictures -o pictures/2023 --op grayscale --overwrite
  says 'images that are not in the journal stay'
  [ "$(sha256sum pictures/2023/a.jpg)" = "$original" ] || fail 'a photograph was replaced'
done
says '1 done, 0 failed, 1 skipped'
original=$(sha256sum pictures/a.jpg)
rm -r pictures/2023/.tbbimg
tbbimg 0 run pictures/2023 -o pictures --op grayscale --overwrite
[ "$(sha256sum pictures/a.jpg)" = "$original" ] || fail 'a photograph was replaced'

# By another way to the same folder.
ln -s in alias
tbbimg 1 run in -o alias --op grayscale --overwrite
[ "$(digest in)" = "$before" ] || fail 'a source was overwritten'
tbbimg 1 run in/a.jpg -o in --op grayscale --overwrite
[ "$(digest in)" = "$before" ] || fail 'a source was overwritten'
# Beside the sources there is room.
tbbimg 0 run in/a.jpg -o in --op grayscale --name '{stem}_gray.{ext}'
files in 3
