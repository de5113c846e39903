# Every recipe of examples/recipes/: explained without a mistake, and what it makes of large, small, upright and
# transparent pictures has the sizes, formats and names that it promises.
recipes=$(dirname "$RUN_CASE")/../../examples/recipes
mkdir -p in/cats
image jpeg 2400x1600 in/wide.jpg 'date=2019:07:23 10:11:12' 'copyright=Ann Example'
image png 300x200 in/cats/small.png
image webp 700x1000 in/cats/high.webp
image png 600x600 in/clear.png alpha

# make NAME N: runs the recipe, which must make N files, into the folder NAME.
make() {
  tbbimg 0 recipe check "$recipes/$1.toml"
  tbbimg 0 run in -o "$1" --recipe "$recipes/$1.toml"
  says '0 failed'
  files "$1" "$2"
}
# is FILE WORDS, of what `tbbimg info` says
is() {
  exists "$1"
  tbbimg 0 info "$1"
  prints "$1: $2"
}

make responsive-web 18
is responsive-web/wide-1920w.webp 'webp 1920x1280'
is responsive-web/wide-1440w.webp 'webp 1440x960'
is responsive-web/wide-960w.webp 'webp 960x640'
is responsive-web/wide-480w.webp 'webp 480x320'
is responsive-web/wide-fallback.jpg 'jpeg 1200x800'
prints 'progressive'
is responsive-web/wide-share.jpg 'jpeg 1200x630'
is responsive-web/wide-placeholder.webp 'webp 24x16'
absent responsive-web/cats/high-960w.webp
is responsive-web/cats/high-480w.webp 'webp 480x686'
is responsive-web/cats/high-share.jpg 'jpeg 1200x630'
is responsive-web/cats/small-480w.webp 'webp 300x200'
absent responsive-web/cats/small-share.jpg
[ "$(wc -c <responsive-web/wide-fallback.jpg)" -le 307200 ] || fail 'the fallback is too large'

# A photo with white around what it shows gives what it gives without.
tbbimg 0 run in/cats/small.png -o framed --op pad:600x700,background=white
cp framed/small.png in/cats/framed.png
make shop 21
cmp shop/cats/framed/product.jpg shop/cats/small/product.jpg || fail 'the white around the product is not cut off'
rm in/cats/framed.png
is shop/wide/zoom.jpg 'jpeg 2000x2000'
is shop/wide/product.jpg 'jpeg 1000x1000'
is shop/wide/list.jpg 'jpeg 480x480'
is shop/wide/cart.jpg 'jpeg 160x160'
is shop/wide/market.webp 'webp 1500x1000'
absent shop/clear/zoom.jpg
pixel shop/wide/product.jpg 50 10 white
pixel shop/wide/product.jpg 2 50 white
pixel shop/wide/product.jpg 8 25 red
pixel shop/wide/product.jpg 92 25 green
pixel shop/clear/product.jpg 75 75 white
[ "$(wc -c <shop/wide/cart.jpg)" -le 12288 ] || fail 'the picture of the cart is too large'

make watermark 8
is watermark/wide_web.jpg 'jpeg 2048x1365'
is watermark/wide_proof.jpg 'jpeg 1024x683'
is watermark/cats/small_web.jpg 'jpeg 300x200'
# The words are there, at the lower right only, and their own on each photo.
sed 's/^  "text:.*//' "$recipes/watermark.toml" >bare.toml
tbbimg 0 run in -o bare --recipe bare.toml
for photo in wide clear; do
  cmp -s watermark/${photo}_web.jpg bare/${photo}_web.jpg && fail "nothing is written on $photo"
done
for corner in '10 10' '90 10' '10 90'; do
  pixel watermark/wide_web.jpg $corner "$("$READ_PIXEL" bare/wide_web.jpg $corner)"
done
sed 's/{copyright|[^}]*}/Ann Example/' "$recipes/watermark.toml" >literal.toml
tbbimg 0 run in -o literal --recipe literal.toml
cmp watermark/wide_web.jpg literal/wide_web.jpg || fail 'the copyright is not that of the EXIF'
cmp -s watermark/clear_web.jpg literal/clear_web.jpg && fail 'a copyright is written on a photo that has none'
# The logo in it works as soon as it is there.
sed 's/^# \(\[\[variant\]\]\|name\|ops\)/\1/' "$recipes/watermark.toml" >logo.toml
image png 64x32 logo.png alpha
tbbimg 0 recipe check logo.toml
tbbimg 0 run in -o logo --recipe logo.toml
files logo 12

make archive 12
is archive/masters/cats/high.png 'png 700x1000'
is archive/access/wide.jpg 'jpeg 2400x1600'
prints '4:4:4, 8 bits, progressive'
is archive/thumbs/cats/high.jpg 'jpeg 224x320'
pixel archive/masters/cats/high.png 25 25 "$("$READ_PIXEL" in/cats/high.webp 25 25)"

make xray 15
for kind in enhanced inverted tissue; do is xray/wide_$kind.png 'png 2400x1600, gray'; done
is xray/wide_preview.jpg 'jpeg 512x341, gray'
absent xray/cats/small_tissue.png

make ml-dataset 6
is ml-dataset/224/wide.jpg 'jpeg 224x224'
is ml-dataset/224-mirrored/cats/high.jpg 'jpeg 224x224'
pixel ml-dataset/224/cats/high.jpg 5 45 red
pixel ml-dataset/224-mirrored/cats/high.jpg 95 45 red
absent ml-dataset/224/cats/small.jpg

# Every recipe is tried here.
for recipe in "$recipes"/*.toml; do
  name=$(basename "$recipe" .toml)
  [ -d "$name" ] || fail "$name is not tried"
  grep -qF "\`$name.toml\`" "$recipes/README.md" || fail "README.md does not tell of $name"
done
