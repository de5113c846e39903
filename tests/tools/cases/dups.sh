# dups: the same bytes, and pictures that look alike; which to keep; quoted, bounded, and nothing is deleted.
mkdir -p in/sub
# Turned by an odd angle: quarters of one colour each have too few frequencies for a hash to be of use.
image png 1600x1200 quarters.png seed=1
tbbimg 0 convert quarters.png in/big.jpg --op rotate:17 --op resize:1600x1200 --quality 90
cp in/big.jpg in/sub/copy.jpg
tbbimg 0 convert in/big.jpg in/small.webp --op thumbnail:400
tbbimg 0 convert in/big.jpg in/worse.jpg --quality 50
tbbimg 0 convert quarters.png in/unlike.jpg --op rotate:60
tbbimg 0 convert in/big.jpg in/other.png --op rotate:90 --op thumbnail:300
echo words >in/notes.txt
before=$(digest in)

tbbimg 0 dups in
prints 'group 1: 4 pictures that look alike; all but the first take '
prints '  keep  in/big.jpg: jpeg 1600x1200, '
prints '  same  in/sub/copy.jpg: jpeg 1600x1200, '
prints '  near  in/small.webp: webp 400x300, '
prints '  near  in/worse.jpg: jpeg 1600x1200, '
says '6 pictures of '
says '3 copies take '
says '1 file is no picture or was left out'
[ "$(grep -c '^group ' "$logs/stdout")" -eq 1 ] || fail 'not one group'
cp "$logs/stdout" first.txt
tbbimg 0 dups in --threads 1
cmp -s first.txt "$logs/stdout" || fail 'the number of threads changes the result'

tbbimg 0 dups --exact in
prints 'group 1: 2 pictures with the same bytes; '
! grep -q small.webp "$logs/stdout" || fail '--exact finds what looks alike'
tbbimg 0 dups --near in
prints '  near  in/sub/copy.jpg: '
! grep -q '  same  ' "$logs/stdout" || fail '--near compares bytes'
tbbimg 2 dups --near --exact in
says '--exact looks for the same bytes alone, and --near for what looks alike alone: leave out one of them'
# Two of the same bytes, of which neither is the best.
mkdir three
cp in/big.jpg three
cp in/small.webp three/small.webp
cp in/small.webp 'three/small again.webp'
tbbimg 0 dups three
prints "near  'three/small again.webp': webp 400x300, "
prints "near  three/small.webp: webp 400x300, "
prints "; the same bytes as 'three/small again.webp'"
tbbimg 0 dups three --json
prints '"same_bytes":false,"same_bytes_as":"three/small again.webp"'

tbbimg 0 dups --json in
[ "$(wc -l <"$logs/stdout")" -eq 2 ] || fail 'not a line for the group and one for the totals'
prints '{"kind":"near","keep":{"path":"in/big.jpg","bytes":'
prints '"copies":[{"path":"in/sub/copy.jpg",'
prints '{"kind":"totals","pictures":6,'

mkdir turn
image jpeg 640x480 turn/a.jpg seed=3
tbbimg 0 dups turn
says 'none is there twice'
cp -r turn turn2
tbbimg 0 dups turn turn2
prints '  keep  turn/a.jpg: '

# One file with several names is no copy.
ln in/big.jpg in/link.jpg
ln -s big.jpg in/symbolic.jpg
tbbimg 0 dups --exact in
prints 'group 1: 2 pictures'
says '2 further names lead to a file'
rm in/link.jpg in/symbolic.jpg
tbbimg 0 dups --exact in in/sub
prints 'group 1: 2 pictures'

# The same size, and other bytes.
mkdir sizes
image bmp 64x48 sizes/a.bmp seed=1
image bmp 64x48 sizes/b.bmp seed=2
tbbimg 0 dups --exact sizes
says 'none is there twice'

# Pictures of one colour have nothing to be like each other in.
mkdir flat
tbbimg 0 convert in/big.jpg flat/white.png --op fill:#ffffff
tbbimg 0 convert in/big.jpg flat/black.png --op fill:#000000 --op thumbnail:100
tbbimg 0 dups flat
says 'none is there twice'

# Damage is told, counted and no end.
echo rubbish >in/rubbish.jpg
head -c 3000 in/big.jpg >in/cut.jpg
: >in/empty.png
tbbimg 1 dups in
for name in rubbish.jpg cut.jpg empty.png; do says_times 1 "in/$name: "; done
says '3 files or folders could not be looked at'
prints '  keep  in/big.jpg: '
rm in/rubbish.jpg in/cut.jpg in/empty.png

# Names that hold anything.
mkdir names
bad=$(printf 'a\n<b>&"'"'"'\033[31m\377.jpg')
cp in/big.jpg "names/$bad"
cp in/big.jpg names/b.jpg
tbbimg 0 dups names --html page.html
[ "$(wc -l <"$logs/stdout")" -eq 4 ] || fail 'a name breaks the line'
! grep -q "$(printf '\033')" "$logs/stdout" page.html || fail 'a name steers the terminal'
exists page.html
grep -qF '&lt;b&gt;&amp;&quot;&#39;' page.html || fail 'a name is not escaped'
! grep -qF '<b>&' page.html || fail 'a name is markup'
[ "$(grep -c 'src="data:image/jpeg;base64,/9j/' page.html)" -eq 2 ] || fail 'not two thumbnails'
! grep -qE 'src="[^d]|href=|<script' page.html || fail 'the page refers to something outside'
tbbimg 0 dups names --json
prints '{"path":{"hex":"6e616d65732f610a'
if command -v python3 >/dev/null; then
  python3 -c 'import json, sys; [json.loads(line) for line in open(sys.argv[1], encoding="ascii")]' "$logs/stdout" ||
    fail 'not JSON in ASCII'
fi

tbbimg 2 dups
tbbimg 2 dups in --distance 16
says '--distance'
tbbimg 2 dups in --hash ahash
says "'ahash' is not one of both, dhash, phash"
tbbimg 2 dups in --exact --distance 3
says '--distance says which pictures look alike'
tbbimg 2 dups in --html in/big.jpg
says 'end it in .html'
# A page replaces no picture, whatever it is called and whatever link leads to it.
mkdir named
cp in/big.jpg named/photo.html
ln -s ../in/big.jpg named/link.html
whole=$(digest named)
for page in photo link; do
  tbbimg 73 dups in --html named/$page.html
  says "named/$page.html: write: is an image, which would be lost"
done
[ "$(digest named)" = "$whole" ] || fail 'a picture was replaced by a page'
tbbimg 3 dups missing
says 'missing'
tbbimg 73 dups in --html /proc/nowhere/page.html
[ "$(digest in)" = "$before" ] || fail 'dups has changed what it looks at'
no_temporary_files .
