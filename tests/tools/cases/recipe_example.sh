# `tbbimg recipe example` runs, and shows every key of the language and every option of the codecs.
tbbimg 0 recipe example
cp "$logs/stdout" example.toml
tbbimg 0 recipe check example.toml
mkdir in
image jpeg 640x480 in/wide.jpg
image png 48x64 in/high.png alpha
tbbimg 0 run in -o out --recipe example.toml
count=19
for format in tiff jxl avif; do
  case " $("$TBBIMG" version | sed -n 's/^formats written: *//p') " in *" $format "*) count=$((count + 2)) ;; esac
done
files out $count
exists out/wide-few-400x300.png
exists out/wide-fewer-400x300.gif
exists out/wide-web-photo-320-webp-320x240.webp
absent out/wide-web-photo-1280-webp-640x480.webp
exists out/wide-large-640x480.jpg
exists out/wide-gray-640x480.jpg
exists out/wide-web-640x480.webp
exists out/wide-print-640x480.png
exists out/exact/wide.webp
absent out/high-print-48x64.png
exists out/exact/high.webp
tbbimg 0 info out/wide-large-640x480.jpg
prints 'progressive'
