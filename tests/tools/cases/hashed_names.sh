# {hash} in names: of the output's bytes, so that a changed picture has another name, and nothing is made twice.
mkdir in
image jpeg 320x240 in/a.jpg
image jpeg 320x240 in/b.jpg seed=2
name='{stem}-{variant}-{hash:8}.{ext}'
printf '[[variant]]\nname = "s"\nops = ["thumbnail:32"]\n[[variant]]\nname = "m"\nops = ["thumbnail:64"]\nformat = "png"\n' >web.toml
run() { tbbimg "$1" run in -o out --recipe web.toml --name "$name" --progress plain "$2"; }
run 0 --dry-run
prints 'a-s-{hash:8}.jpg'
absent out
run 0 --sync=none
says '2 done'
files out 4
[ "$(outputs out | grep -cE '^out/[ab]-[sm]-[0-9a-f]{8}\.(jpg|png)$')" = 4 ] || fail "the names are $(outputs out)"
tbbimg 0 verify out

# A run that is repeated, a resumed one and a dry one see that all is there.
for how in --resume --sync=none --dry-run; do
  run 0 "$how"
  [ "$(outputs out | wc -l)" = 4 ] || fail "$how made more"
done
run 0 --resume
says '0 done'
run 0 --sync=none
says 'outputs already there (--overwrite makes them anew): 2'
run 0 --dry-run
says 'would write 0 outputs'

# What is missing is made alone, under the name that it had.
rm "$(outputs out | grep a-m-)"
run 0 --resume
says '1 done'
tbbimg 0 verify out
files out 4

# Another picture has another name; prune removes the old one.
image jpeg 320x240 in/b.jpg seed=3
run 0 --resume
says '1 done'
files out 6
tbbimg 0 status out
tbbimg 0 prune out
files out 4
tbbimg 0 verify out

# --overwrite makes the same bytes, under the same names.
run 0 --overwrite
files out 4
tbbimg 0 verify out

# What somebody else has given that name stays; the same bytes are the output.
one() { tbbimg "$1" run in/a.jpg -o foreign --op thumbnail:32 --name '{stem}-{hash:8}.{ext}' --progress plain; }
one 0
rm -r foreign/.tbbimg
one 0
says '1 done'
files foreign 1
output=$(outputs foreign)
echo mine >"$output"
rm -r foreign/.tbbimg
one 1
says 'is there already and is kept'
[ "$(cat "$output")" = mine ] || fail 'a foreign file was replaced'

tbbimg 2 run in -o other --format png --name '{stem}-{hash:99}.{ext}'
says 'a hash takes how many of its 16 digits are written, from 8 on, as in {hash:8}'
tbbimg 2 run in -o other --format png --name '{stem}-{hash}-{hash}.{ext}'
says 'has {hash} twice'
tbbimg 3 run in -o other --format png --name '{hash}.{ext}'
says 'cannot tell inputs apart'
tbbimg 2 run in -o other --op 'text:{hash}'
absent other

# A preview knows its outputs by their names, too.
sed 's/^name = "s"/&\ntemplate = "{stem}-{hash:8}.{ext}"/' web.toml >hashed.toml
tbbimg 0 preview hashed.toml in/a.jpg -o sheet.png
tbbimg 0 info sheet.png
prints 'sheet.png: png 800x'

# A file that is called like the placeholder is no placeholder.
mkdir odd
image jpeg 64x48 'odd/{hash}.jpg'
tbbimg 0 run odd -o out2 --op thumbnail:16
exists 'out2/{hash}.jpg'
