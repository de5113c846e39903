# A small archive becomes thumbnails: every format, nested folders, orientation, alpha, and a file that is no image.
mkdir -p in/2019/may in/empty
image jpeg 640x480 in/a.jpg
image jpeg 640x480 in/2019/turned.JPEG orientation=6
image png 400x300 in/2019/may/b.png alpha
image webp 300x300 in/c.webp
image jpeg 100x50 in/small.jpg
echo words >in/notes.txt

tbbimg 0 run in -o out --op thumbnail:128 --format jpeg --quality 90
silent_stdout
files out 5
says "5 done, 0 failed, 1 skipped, 0 cancelled of 6 listed"
says "not images: 1"
says "outputs: 5 in out"

tbbimg 0 info --json out/a.jpg out/2019/turned.jpg out/2019/may/b.jpg out/c.jpg out/small.jpg
prints '"path":"out/a.jpg","format":"jpeg","width":128,"height":96'
prints '"path":"out/2019/turned.jpg","format":"jpeg","width":96,"height":128'
prints '"path":"out/2019/may/b.jpg","format":"jpeg","width":128,"height":96'
prints '"path":"out/c.jpg","format":"jpeg","width":128,"height":128'
prints '"path":"out/small.jpg","format":"jpeg","width":100,"height":50'

pixel out/a.jpg 3 3 red
pixel out/a.jpg 97 3 green
pixel out/a.jpg 3 97 blue
# A quarter turn clockwise: what was bottom left is top left now.
pixel out/2019/turned.jpg 3 3 blue
pixel out/2019/turned.jpg 97 3 red
# Transparent over white.
pixel out/2019/may/b.jpg 97 97 white

# Several operations, in their order; the same format as the source; alpha stays.
tbbimg 0 run in -o edited --op resize:60x40 --op rotate:90 --op flip:horizontal
files edited 5
tbbimg 0 info --json edited/2019/may/b.png
prints '"format":"png","width":40,"height":60'
pixel edited/2019/may/b.png 97 97 clear

# Conversion only.
tbbimg 0 run in/a.jpg in/c.webp -o converted --format png
files converted 2
tbbimg 0 info --json converted/a.png
prints '"format":"png","width":640,"height":480'

# WebP has neither gray nor gray with alpha.
tbbimg 0 run in -o gray --op grayscale --format webp
files gray 5
pixel gray/2019/may/b.webp 97 97 clear
