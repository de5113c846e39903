# The same outputs, byte for byte, for every SIMD level, number of threads and limit.
mkdir in
n=0
for size in 1x1 7x5 64x64 333x517 1024x300 1500x1001; do
  n=$((n + 1))
  image jpeg $size in/j$size.jpg seed=$n orientation=$n
  image png $size in/p$size.png seed=$n alpha
done
cat >all.toml <<'TOML'
[[variant]]
name = "thumb"
ops = ["thumbnail:200"]
format = "jpeg"
[[variant]]
name = "small"
ops = ["thumbnail:90"]
format = "webp"
[[variant]]
name = "edit"
ops = ["resize:201x133,filter=mitchell", "blur:1.7", "brighten:-12", "rotate:90", "flip:vertical"]
format = "png"
[[variant]]
name = "marked"
ops = ["thumbnail:400", "text:\"© {stem} نص\",rotate=20,tile=yes,outline=0.3%,shadow_x=1%,shadow_blur=1%", "overlay:in/p64x64.png,scale=0.3"]
format = "png"
[[variant]]
name = "gray"
ops = ["grayscale", "box:2"]
format = "png"
TOML
tbbimg 0 run in -o reference --recipe all.toml --threads 1 --max-images 1
files reference 60
reference_bytes=$(digest reference)
compare() {
  rm -rf out
  tbbimg 0 run in -o out --recipe all.toml "$@"
  [ "$(digest out)" = "$reference_bytes" ] || fail "other bytes with $* (TBBIMG_SIMD=${TBBIMG_SIMD:-})"
}
for threads in 1 2 8; do compare --threads $threads; done
for images in 1 3 64; do compare --threads 4 --max-images $images; done
compare --memory 1M --io-threads 1
levels=$("$TBBIMG" version | sed -n 's/^SIMD levels supported: *//p')
[ -n "$levels" ] || fail 'no SIMD level is named'
for level in $levels; do
  export TBBIMG_SIMD=$level
  tbbimg 0 version
  grep -q "in use: *$level\$" "$logs/stdout" || fail "TBBIMG_SIMD=$level is not in use"
  compare
done
