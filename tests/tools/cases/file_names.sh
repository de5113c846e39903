# File names are bytes: blanks, line breaks, leading dashes, brackets and what is not UTF-8 all work.
mkdir -p 'in/a folder'
newline=$(printf 'line\nbreak.jpg')
latin1=$(printf 'caf\351.jpg')
escape=$(printf 'red\033[31m.jpg')
image jpeg 64x48 "in/with blanks.jpg"
image jpeg 64x48 "in/$newline"
image jpeg 64x48 "in/$latin1"
image jpeg 64x48 "in/$escape"
image jpeg 64x48 'in/[a,b]'
image jpeg 64x48 'in/-dash.jpg'
image jpeg 64x48 "in/it's \"quoted\" \$HOME.jpg"
image jpeg 64x48 'in/a folder/.hidden.jpg'
image jpeg 64x48 'in/two.dots.jpg'
tbbimg 0 run in -o out --format png --hidden
files out 9
exists "out/with blanks.png"
exists "out/$(printf 'line\nbreak.png')"
exists "out/$(printf 'caf\351.png')"
exists 'out/[a,b].png'
exists 'out/-dash.png'
exists 'out/a folder/.hidden.png'
exists 'out/two.dots.png'

# As arguments.
cd in
tbbimg 0 run -o '../out 2' --format png -- -dash.jpg '[a,b]' "$latin1" "$newline"
files '../out 2' 4
tbbimg 0 run '[a,b]' -o '[out]' --format png
exists '[out]/[a,b].png'
rm -r '[out]'
tbbimg 0 info "$latin1" '[a,b]' -- -dash.jpg
tbbimg 0 info --json "$latin1"
cd ..

# One line for each failure, without anything that steers a terminal.
for name in "$newline" "$escape" "$latin1"; do echo rubbish >"in/$name"; done
tbbimg 1 run in -o out3 --format png --hidden
says_times 3 ': decode: '
says 'line\nbreak.jpg: decode: '
says 'red\x1b[31m.jpg: decode: '
[ "$(grep -c "$(printf '\033')" "$logs/stderr")" -eq 0 ] || fail 'a file name steers the terminal'
tbbimg 1 run in -o out4 --format png --hidden --dry-run
says_times 3 ': decode: '
[ "$(wc -l <"$logs/stdout")" -eq 6 ] || fail 'not one line for each output'
