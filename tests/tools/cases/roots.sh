# Several inputs mirror into one tree; an output folder below an input is not walked.
mkdir -p one/sub/deep two/sub
image jpeg 64x48 one/a.jpg
image jpeg 64x48 one/sub/deep/b.jpg
image jpeg 64x48 two/c.jpg
image jpeg 64x48 two/sub/d.jpg
image jpeg 64x48 single.jpg
tbbimg 0 run one two/ ./single.jpg -o out --format png
files out 5
exists out/a.png
exists out/sub/deep/b.png
exists out/c.png
exists out/sub/d.png
exists out/single.png

tbbimg 0 run one -o one/out --format jpeg
files one/out 2
tbbimg 0 run one -o one/out --format jpeg
says '0 done, 0 failed, 2 skipped'
files one/out 2

# The same file twice is one input.
tbbimg 0 run one/a.jpg one/a.jpg -o twice --format png
says '1 done'
