# --keep-smaller writes the source's own bytes where the same picture would become larger, and nothing private with them.
mkdir in
image jpeg 320x240 in/plain.jpg copyright=Jane
image jpeg 320x240 in/turned.jpg orientation=6
image png 320x240 in/noise.png
image png 320x240 in/clear.png alpha
# A file that no encoder here makes as small.
tbbimg 0 run in/plain.jpg -o small --format same --quality 5 --progress none
cp small/plain.jpg in/small.jpg
head -c 5000 /dev/urandom >>in/small.jpg

tbbimg 0 run in -o out --quality 95 --keep-smaller --progress none
cmp -s out/small.jpg small/plain.jpg || fail 'the source was not kept, or more than its picture'
tbbimg 0 run in -o without --format same --quality 95 --progress none
[ "$(wc -c <without/small.jpg)" -gt "$(wc -c <out/small.jpg)" ] || fail 'nothing was gained'
for image in out/*; do
  [ "$(wc -c <"$image")" -le "$(wc -c <"without/${image#out/}")" ] || fail "$image is larger than without"
done
cmp -s out/turned.jpg without/turned.jpg || fail 'a picture that is turned was kept as it was'
! grep -q Jane out/* || fail 'the copyright was copied'

# What changes a pixel is never undone, and another format is another file.
for op in grayscale blur:1 thumbnail:319 'text:hello'; do
  rm -rf with without
  tbbimg 0 run in/small.jpg -o with --quality 95 --keep-smaller --op "$op" --progress none
  tbbimg 0 run in/small.jpg -o without --quality 95 --op "$op" --progress none
  cmp -s with/small.jpg without/small.jpg || fail "$op came to nothing"
done
rm -rf with
tbbimg 0 run in/small.jpg -o with --keep-smaller --format png --progress none
tbbimg 0 info with/small.png
prints 'png 320x240'
# A thumbnail of what is small enough changes nothing.
tbbimg 0 run in/small.jpg -o with --quality 95 --keep-smaller --op thumbnail:320 --progress none
cmp -s with/small.jpg small/plain.jpg || fail 'a thumbnail as large as its source was not kept'

# In a recipe, for one variant or for all; the journal knows it.
cat >keep.toml <<'TOML'
[defaults]
quality = 95
keep-smaller = true
[[variant]]
name = "kept"
[[variant]]
name = "made"
keep-smaller = false
[[variant]]
name = "blurred"
ops = ["blur:1"]
TOML
tbbimg 0 recipe check keep.toml
prints "the source's own bytes, without"
tbbimg 0 run in/small.jpg -o recipe --recipe keep.toml --progress none
cmp -s recipe/small_kept.jpg small/plain.jpg || fail 'the variant was not kept'
! cmp -s recipe/small_made.jpg recipe/small_kept.jpg || fail 'a variant that does not want it was kept'
tbbimg 0 verify recipe
printf '[[variant]]\nkeep-smaller = "yes"\n' >wrong.toml
tbbimg 78 recipe check wrong.toml
says 'wrong.toml:2:16: keep-smaller is true or false'
tbbimg 0 convert in/small.jpg one.jpg --quality 95 --keep-smaller
cmp -s one.jpg small/plain.jpg || fail 'convert did not keep it'
