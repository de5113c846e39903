# preview lays the variants of one photo out on a sheet.
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
# The photo and two variants: two columns and two rows of 480x360, their words, and gaps.
prints 'sheet.png: png 1008x856, rgb, '
pixel sheet.png 1 1 white
pixel sheet.png 3 5 red
pixel sheet.png 65 13 red
pixel sheet.png 12 60 '#4c4c4c'
pixel sheet.png 76 75 white
files . 3

for sheet in sheet.jpg sheet.webp; do
  tbbimg 0 preview web.toml a.jpg -o "$sheet"
  exists "$sheet"
done
before=$(digest .)
tbbimg 2 preview web.toml a.jpg -o sheet.xyz
says 'end it in .jpg, .png or .webp'
tbbimg 2 preview web.toml a.jpg -o a.jpg
says 'would overwrite a.jpg'
tbbimg 2 preview web.toml . -o sheet.png
says 'is a folder'
tbbimg 3 preview web.toml missing.jpg -o sheet.png
says missing.jpg
tbbimg 78 preview missing.toml a.jpg -o sheet.png
echo rubbish >rubbish.jpg
tbbimg 1 preview web.toml rubbish.jpg -o other.png
says 'rubbish.jpg: decode:'
absent other.png
rm rubbish.jpg
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
