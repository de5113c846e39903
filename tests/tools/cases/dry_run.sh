# --dry-run prints what would be written and writes nothing.
mkdir -p in/sub
image jpeg 64x48 in/a.jpg
image png 64x48 in/sub/b.jpg
echo words >in/notes.txt
printf '[[variant]]\nname = "s"\nops = ["thumbnail:32"]\n[[variant]]\nname = "l"\nformat = "webp"\n' >two.toml
before=$(digest .)
tbbimg 0 run in -o out --recipe two.toml --dry-run
printf 'in/a.jpg -> out/a_s.jpg\nin/a.jpg -> out/a_l.webp\nin/sub/b.jpg -> out/sub/b_s.png\nin/sub/b.jpg -> out/sub/b_l.webp\n' >"$logs/expected"
cmp "$logs/expected" "$logs/stdout" || fail 'other outputs than expected'
[ "$(digest .)" = "$before" ] || fail 'something was written'
absent out
says 'would write 4 outputs to out; 1 input is no image'
says ' of outputs, '
says 'from doing 2 of 2 images without writing'
# It tells the truth: the run makes just these.
tbbimg 0 run in -o out --recipe two.toml
outputs out | sort >"$logs/made"
sed 's/.* -> //' "$logs/expected" | sort | cmp - "$logs/made" || fail 'the run made other outputs'
# What is there already is not made again.
rm out/a_s.jpg
tbbimg 0 run in -o out --recipe two.toml --dry-run
[ "$(cat "$logs/stdout")" = 'in/a.jpg -> out/a_s.jpg' ] || fail 'other outputs than the missing one'
absent out/a_s.jpg
echo rubbish >in/rubbish.png
tbbimg 1 run in -o out --recipe two.toml --dry-run
says_times 1 'in/rubbish.png: decode: '

# What fails only when it is done is found in the sample.
printf '[[variant]]\nname = "whole"\n[[variant]]\nname = "large"\nops = ["crop:500x500"]\n[[variant]]\nname = "larger"\nops = ["crop:600x600"]\n' >crop.toml
rm -r out in/rubbish.png
tbbimg 1 run in -o out --recipe crop.toml --dry-run
says "in/a.jpg: transform: variant 'large': crop: 500x500"
says '(and 1 more of its variants failed)'
says '2 would fail'
absent out
