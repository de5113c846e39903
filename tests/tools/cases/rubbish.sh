# A folder of rubbish: what is good is done, each failure is one line, what is no image is skipped.
mkdir in
image jpeg 640x480 in/good.jpg
image png 640x480 in/named_wrongly.jpg
image webp 320x200 in/good_too.webp
image jpeg 640x480 whole.jpg
head -c "$(($(wc -c <whole.jpg) / 2))" whole.jpg >in/half.jpg
image png 640x480 whole.png
head -c "$(($(wc -c <whole.png) / 2))" whole.png >in/half_png.png
image webp 640x480 whole.webp
head -c "$(($(wc -c <whole.webp) / 2))" whole.webp >in/half_webp.webp
head -c 20000 /dev/urandom | sed 's/^./x/' >in/random.jpg
head -c 20 whole.jpg >in/header_only.jpg
: >in/empty.png
printf 'GIF89a rest' >in/animation.gif
echo words >in/notes.txt
: >in/no_extension
ln -s nowhere in/dangling.jpg
ln -s good.jpg in/link.jpg

tbbimg 1 run in -o out --op thumbnail:64 --format png
silent_stdout
files out 4
for name in good named_wrongly good_too link; do exists out/$name.png; done
says '4 done, 8 failed, 2 skipped'
for name in half.jpg half_png.png half_webp.webp random.jpg header_only.jpg empty.png animation.gif; do
  says_times 1 "in/$name: decode: "
done
says_times 1 'in/dangling.jpg: list: '
says 'the GIF is cut short'
says_not notes.txt
# The eight failures and the summary.
[ "$(wc -l <"$logs/stderr")" -eq 14 ] || fail 'not one line for each failure'
