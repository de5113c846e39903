# An archive may be moved and mounted elsewhere: an image is the same by its path below its input.
mkdir -p in/2019 other
for i in 1 2 3 4; do image jpeg 64x48 in/2019/$i.jpg seed=$i; done
image jpeg 64x48 in/5.jpg seed=5
image jpeg 64x48 other/6.jpg seed=6
tbbimg 0 run in -o out --op thumbnail:32
made=$(digest out)

# nothing_anew INPUT...: in three kinds of run
nothing_anew() {
  tbbimg 0 run "$@" -o out --op thumbnail:32 --resume
  says "0 done, 0 failed, $images skipped"
  tbbimg 0 status out
  prints "done:    $images, with $images outputs"
  prints 'left:    0'
  tbbimg 0 verify out
  says "$images outputs of $images images"
  [ "$(digest out)" = "$made" ] || fail 'outputs are others'
}
images=5
nothing_anew "$PWD/in"
mkdir -p moved/a moved/b
for place in moved/a/photos moved/b moved/b/in; do
  mv in moved/from && mkdir -p "$(dirname $place)" && rm -rf "$place" && mv moved/from "$place"
  nothing_anew "$place"
  mv "$place" in
done
if mkdir mounted && mount --bind in mounted 2>/dev/null; then
  undo() { umount "$folder/mounted"; }
  nothing_anew mounted
  umount mounted
  undo() { :; }
else
  echo 'SKIPPED IN PART: no mount'
fi

# A change of the source is seen there, too.
mv in photos
image jpeg 64x48 photos/5.jpg seed=55
tbbimg 0 run photos -o out --op thumbnail:32 --resume
says '1 done, 0 failed, 4 skipped'
made=$(digest out)
nothing_anew photos

# What failed is tried again where it is now.
echo junk >photos/bad.jpg
tbbimg 1 run photos -o out --op thumbnail:32 --resume
tbbimg 0 status out
prints "such as $PWD/photos/bad.jpg"
mv photos in
image jpeg 64x48 in/bad.jpg seed=7
tbbimg 0 run in -o out --op thumbnail:32 --resume
says '1 done, 0 failed, 5 skipped'
images=6
made=$(digest out)
nothing_anew in

# Of several inputs, their names stand in front; whoever claims an output last has it.
images=7
tbbimg 0 run in other -o out --op thumbnail:32 --resume
made=$(digest out)
nothing_anew other in
mv in other moved/a
nothing_anew moved/a/in moved/a/other
mv moved/a/in moved/a/other .
mv in/5.jpg in/five.jpg
tbbimg 0 run in other -o out --op thumbnail:32 --resume
says '1 done, 0 failed, 6 skipped'

# A run that was cut off is put right by one elsewhere, if that one meets all images of which there are lines.
rm -r out
tbbimg 0 run in -o out --op thumbnail:32
cut_off() { sed -i '/"type":"end"/d; /"type":"sync"/d' out/.tbbimg/journal.jsonl; }
cut_off
tbbimg 0 run other -o out --op thumbnail:32 --resume
tbbimg 1 verify out
mv in archive
tbbimg 0 run archive -o out --op thumbnail:32 --resume
says '0 done, 0 failed, 6 skipped'
tbbimg 0 verify out
cut_off
mv archive/five.jpg .
mv archive in
tbbimg 0 run in -o out --op thumbnail:32 --resume
tbbimg 1 verify out
mv five.jpg in

# Journals of old versions have absolute paths.
rm -r out
tbbimg 0 run in -o out --op thumbnail:32
sed -i 's/,"sum":"[0-9a-f]*"}$/}/; s/"schema":[0-9]*/"schema":1/
  s|^{"type":"image","path":"|&'"$PWD"'/in/|; /"type":"sync"/d' out/.tbbimg/journal.jsonl
grep -qF "\"path\":\"$PWD/in/2019/1.jpg\"" out/.tbbimg/journal.jsonl || fail 'the journal is not an old one'
mv in moved/b/old
images=6
made=$(digest out)
nothing_anew moved/b/old
