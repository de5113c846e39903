# Words and logos over images: positions, placeholders, and what is wrong with them said before any output or by image.
image png 200x100 photo.png
image png 20x10 logo.png

tbbimg 0 run photo.png -o marked --op fill:black --op overlay:logo.png,scale=0.25,gravity=southeast --progress none
pixel marked/photo.png 73 73 black
pixel marked/photo.png 76 77 red
tbbimg 0 run photo.png -o words --op fill:black --op 'text:"{stem}\n{date|undated}",box=white,box_opacity=1,size=40%,gravity=west' --progress none
pixel words/photo.png 1 50 white
pixel words/photo.png 99 50 black

# A box that is made smaller to fit a portrait keeps its margin from both edges.
image png 100x200 portrait.png
tbbimg 0 run portrait.png -o boxed --op fill:black \
  --op 'text:A caption that is wider than a portrait,box=white,box_opacity=1,size=20%,x=5%,y=5%' --progress none
pixel boxed/portrait.png 2 94 black
pixel boxed/portrait.png 6 94 white
pixel boxed/portrait.png 93 94 white
pixel boxed/portrait.png 97 94 black
rm portrait.png

# A mistake in the recipe is one before anything is made.
tbbimg 2 run photo.png -o no --op 'text:hello,font=Dejavu Sanz'
says "no font family 'Dejavu Sanz' is installed: did you mean 'DejaVu Sans'?"
tbbimg 2 run photo.png -o no --op 'text:{stme}'
says 'stme'
unknown=$(printf '\364\217\277\275')
tbbimg 2 run photo.png -o no --op "text:a$unknown"
says 'text: no installed font has the character U+10FFFD'
absent no

# What is no text is shown as well as it can be.
tab=$(printf 'a\tb')
image jpeg 64x48 "$tab.jpg" "copyright=$(printf '\223Jane\224')"
tbbimg 0 run "$tab.jpg" -o odd --op 'text:"{stem} {copyright}"' --progress none
files odd 1

# A name that cannot be written fails its image alone.
cp photo.png "a$unknown.png"
tbbimg 1 run photo.png "a$unknown.png" -o some --op 'text:{stem}' --progress none
says 'transform: text: no installed font has the character U+10FFFD'
files some 1
