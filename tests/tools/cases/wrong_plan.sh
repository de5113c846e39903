# A plan that cannot work ends with 3.
mkdir in empty words
image jpeg 64x48 in/a.jpg
echo words >words/notes.txt

tbbimg 3 run missing -o out --format jpeg
says 'missing: '
absent out
tbbimg 3 run in missing -o out --format jpeg
absent out
tbbimg 3 run in grayscale -o out --op blur:2
says 'each operation needs an --op of its own'
tbbimg 3 run empty -o out --format jpeg
says 'no image among the inputs'
tbbimg 3 run words -o out --format jpeg
says 'no image among the inputs'
tbbimg 3 run words -o out --format jpeg --dry-run
says 'no image among the inputs'
tbbimg 3 run in -o out2 --format jpeg --name 'same.{ext}'
says 'cannot tell inputs apart'
absent out2
printf '[[variant]]\nname="a"\n[[variant]]\nname="b"\n' >two.toml
tbbimg 3 run in -o out2 --recipe two.toml --name '{stem}.{ext}'
says "cannot tell the variant 'b' from the others"
absent out2
mkfifo pipe
tbbimg 3 run pipe -o out2 --format jpeg
says 'pipe: '
