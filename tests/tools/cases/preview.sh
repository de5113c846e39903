# preview lays the variants of photos out on a sheet.
image jpeg 640x480 a.jpg
cat >web.toml <<'TOML'
[[variant]]
name = "thumb"
ops = ["thumbnail:256"]
[[variant]]
name = "gray"
ops = ["thumbnail:300", "grayscale"]
format = "png"
[[variant]]
name = "tall"
when = { orientation = "portrait" }
TOML
tbbimg 0 preview web.toml a.jpg -o sheet.png
silent_stdout
tbbimg 0 info sheet.png
# The photo, two variants and the frame of the third stand on one line, 16 pixels apart: 480, 256, 300 and 208 wide.
prints 'sheet.png: png 1324x508, rgb, '
pixel sheet.png 1 50 white
pixel sheet.png 3 20 red
pixel sheet.png 40 60 red
pixel sheet.png 62 60 '#4c4c4c'
pixel sheet.png 62 40 white
pixel sheet.png 90 70 white
files . 3

for sheet in sheet.jpg sheet.webp; do
  tbbimg 0 preview web.toml a.jpg -o "$sheet"
  exists "$sheet"
done
before=$(digest .)
tbbimg 2 preview web.toml a.jpg -o sheet.xyz
says 'end it in .jpg, .png, .webp, .gif'
tbbimg 2 preview web.toml a.jpg -o a.jpg
says 'would overwrite a.jpg'
tbbimg 2 preview web.toml a.jpg . -o sheet.png
says 'is a folder'
tbbimg 3 preview web.toml a.jpg missing.jpg -o sheet.png
says missing.jpg
tbbimg 78 preview missing.toml a.jpg -o sheet.png
echo rubbish >rubbish.jpg
tbbimg 1 preview web.toml rubbish.jpg -o other.png
says 'rubbish.jpg: decode:'
absent other.png
# One bad photo does not hide the others.
image jpeg 480x640 b.jpg
tbbimg 1 preview web.toml a.jpg rubbish.jpg b.jpg -o both.png
says_times 1 'rubbish.jpg: decode:'
tbbimg 0 info both.png
prints 'both.png: png 1324x1208'
rm rubbish.jpg b.jpg both.png
: >file
tbbimg 73 preview web.toml a.jpg -o file/sheet.png
rm file
[ "$(digest .)" = "$before" ] || fail 'something was written'

# A variant that fails does not hide the others.
printf '[[variant]]\nname = "small"\nops = ["thumbnail:64"]\n[[variant]]\nname = "crop"\nops = ["crop:6000x6000"]\n' >crop.toml
tbbimg 1 preview crop.toml a.jpg -o partly.png
says "a.jpg: transform: variant 'crop': crop:"
exists partly.png

# A recipe that is wrong: all its mistakes.
printf '[[variant]]\nqualty = 80\nops = ["blurr:2"]\n' >bad.toml
tbbimg 78 preview bad.toml a.jpg -o bad.png
says "bad.toml:2:1: unknown key 'qualty': did you mean 'quality'?"
says "bad.toml:3:8: unknown operation 'blurr': did you mean 'blur'?"
printf '[defaults]\ntemplate = "{stem}.{ext}"\n[[variant]]\nname = "a"\n[[variant]]\nname = "b"\n' >collides.toml
tbbimg 3 preview collides.toml a.jpg -o bad.png
says "the variant 'b'"
absent bad.png

# Words that no font has do not cost the sheet.
printf '[[variant]]\nname = "gr\\u00fc\\u00df \\U000e0041 x"\nops = ["thumbnail:64"]\n' >odd.toml
tbbimg 0 preview odd.toml a.jpg -o odd.png
exists odd.png

# A page that the format cannot store: 64 rows of three pictures.
tbbimg 1 preview web.toml $(i=0; while [ $i -lt 64 ]; do echo a.jpg; i=$((i + 1)); done) -o high.webp
says 'and 16383 are the most here; show fewer photos'
absent high.webp
