# What operations do to files, where the unit tests end: layers from disk, decoders that shrink, messages.

# A layer is turned upright, as any image is: stored 160x80 with orientation 6, it stands 80 wide and 160 high, with its
# blue quarter at the upper left.
image png 400x400 canvas.png
image jpeg 160x80 turned.jpg orientation=6
tbbimg 0 run canvas.png -o out --op fill:black --op overlay:turned.jpg,gravity=northwest --progress none
pixel out/canvas.png 2 4 blue
pixel out/canvas.png 17 4 red
pixel out/canvas.png 2 37 white
pixel out/canvas.png 25 4 black

# An image that does not hold the rectangle fails by itself, in the stage that failed.
tbbimg 1 run canvas.png -o crops --op crop:800x10 --progress none
says 'canvas.png: transform: crop: 800x10 at -200,195 does not lie inside of an image of 400x400'

# Arguments that do not go together are a wrong recipe, and the operation is named.
tbbimg 2 run canvas.png -o no --op separable:1,divisor=0
says 'separable: the divisor is 0'
tbbimg 2 run canvas.png -o no --op resize:10,region=5
says 'resize: region is four numbers'
tbbimg 2 run canvas.png -o no --op 'convolve:"1 2; 3 4"'
says 'both sides are odd'
absent no
