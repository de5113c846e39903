# jxl.lossless-jpeg stores a JPEG's own coefficients where nothing is done to the picture, and what is made elsewhere.
case " $("$TBBIMG" version | sed -n 's/^formats written: *//p') " in *' jxl '*) ;; *) exit 0 ;; esac
mkdir in
image jpeg 320x240 in/plain.jpg copyright=Jane
image jpeg 320x240 in/turned.jpg copyright=Jane orientation=6
image png 320x240 in/noise.png
cat >recipe.toml <<'TOML'
[defaults]
format = "jxl"
jxl.effort = 3
[[variant]]
name = "made"
[[variant]]
name = "kept"
jxl.lossless-jpeg = true
[[variant]]
name = "small"
ops = ["thumbnail:100"]
jxl.lossless-jpeg = true
TOML
tbbimg 0 run in -o out --recipe recipe.toml --progress none
# "jbrd" is the box from which the JPEG is put together again.
grep -q jbrd out/plain_kept.jxl || fail 'the coefficients were not kept'
grep -q jbrd out/turned_kept.jxl || fail 'the coefficients of a picture that is turned were not kept'
for made in plain_made turned_made plain_small noise_kept; do
  ! grep -q jbrd "out/$made.jxl" || fail "$made is no JPEG stored anew"
done
cmp -s out/noise_kept.jxl out/noise_made.jxl || fail 'the option changed what is made of a PNG'
[ "$(wc -c <out/plain_kept.jxl)" -lt "$(wc -c <in/plain.jpg)" ] || fail 'nothing was gained'
! grep -q Jane out/* || fail 'the copyright was copied'
tbbimg 0 info out/turned_kept.jxl
prints 'jxl 240x320'
