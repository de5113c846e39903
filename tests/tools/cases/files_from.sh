# --files-from takes the files that a list names: their folders are kept, and what was made is gone on with.
mkdir -p in/2019/raw in/2020 in/.hidden
image jpeg 64x48 in/2019/a.jpg
for name in 2019/raw/b.jpg 2020/c.jpg 2020/not.jpg .hidden/d.jpg; do cp in/2019/a.jpg "in/$name"; done
cp in/2019/a.jpg "$(printf 'in/2020/new\nline.jpg')"
echo words >in/2020/notes.txt

printf '2019/a.jpg\n./2019/raw/b.jpg\n.hidden/d.jpg\n2020/../2020/c.jpg\n2020/notes.txt\n2019\n2019/a.jpg\n' >list
tbbimg 0 run in -o out --op thumbnail:32 --files-from list
printf '.hidden/d.jpg\n2019/a.jpg\n2019/raw/b.jpg\n2020/c.jpg\n' >"$logs/expected"
outputs out | sed 's,^out/,,;s,^\./,,' | sort | cmp "$logs/expected" - || fail 'other outputs than those of the named files'
says '4 done, 0 failed, 3 skipped'
says 'not images: 1'
says 'folders named by --files-from: 1'
says 'listed more than once: 1'
tbbimg 0 run in -o out --op thumbnail:32 --files-from list --resume
says '0 done, 0 failed, 7 skipped'
tbbimg 0 verify out
tbbimg 0 status out
says_nothing() { [ ! -s "$logs/stderr" ] || fail 'something is said'; }
says_nothing

# find's own way, from where it was started; names with line breaks; a dry run says the same.
cd in
find . -name '*.jpg' -print0 >../list0
find . -name '*.jpg' -print0 | "$TBBIMG" run --files-from - -0 -o ../all --op thumbnail:32 --progress none || fail 'find | run'
cd ..
[ "$(cd in && find . -name '*.jpg' | sort)" = "$(cd all && find . -name '*.jpg' | sort)" ] || fail 'not each file has its output'
tbbimg 0 run in --files-from list0 -0 -o other --op thumbnail:32 --dry-run
says 'would write 6 outputs to other'
# Absolute names.
find "$PWD/in/2020" -name '*.jpg' -print0 | "$TBBIMG" run --files-from - -0 -o absolute --op thumbnail:32 --progress none || fail 'absolute names'
[ -s "absolute$PWD/in/2020/c.jpg" ] || fail 'absolute names are not kept'
printf '%s\n' "$PWD/in/2020/c.jpg" /elsewhere/x.jpg >mixed
tbbimg 1 run in --files-from mixed -o below --op thumbnail:32
[ -s below/2020/c.jpg ] || fail 'an absolute name below INPUT'
says '/elsewhere/x.jpg: list: lies outside of in, where names start; give a folder above both as INPUT'

# What is wrong is told; what fails is tried again without the list.
echo rubbish >in/2020/bad.jpg
printf '2020/bad.jpg\0002020/missing.jpg\0002020/c.jpg\000' | "$TBBIMG" run in --files-from - -0 -o failing --op thumbnail:32 2>"$logs/stderr" && fail 'no failure'
says '2020/bad.jpg: decode: '
says '2020/missing.jpg: list: cannot be read: No such file or directory'
says '1 done, 2 failed'
cp in/2019/a.jpg in/2020/bad.jpg
cp in/2019/a.jpg in/2020/missing.jpg
tbbimg 0 retry failing
says '2 done, 0 failed'
files failing 3
tbbimg 0 status failing
rm in/2020/bad.jpg in/2020/missing.jpg

# Two files that give one output, be they far apart in the list.
cp in/2019/a.jpg in/2019/a.jpeg
{ echo 2019/a.jpg; for i in $(seq 3000); do echo 2020/c.jpg; done; echo 2019/a.jpeg; } >twice
tbbimg 1 run in --files-from twice -o one --format png
says '2019/a.jpeg: list: would give an output that a file before it in the list gives'
says '2 done, 1 failed, 2999 skipped'

# An empty list is no image; a list that is none, and options that do not go together, are told.
: >empty
tbbimg 3 run in --files-from empty -o none --format png
tbbimg 3 run in --files-from nowhere -o none --format png
says 'nowhere'
tbbimg 2 run in in/2019 --files-from list -o none --format png
says 'with --files-from, one INPUT may be given'
tbbimg 2 run in/2019/a.jpg --files-from list -o none --format png
says 'in/2019/a.jpg is no folder'
tbbimg 2 run in -0 -o none --format png
says '-0 works only with --files-from; add --files-from FILE, or leave out -0'
# Ctrl-C while the list is waited for.
mkfifo pipe
sleep 30 >pipe & feeder=$!
{ echo 2019/a.jpg; sleep 30; } | "$TBBIMG" run in --files-from - -o waiting --format png 2>"$logs/stderr" &
runner=$!
waited=0
until [ -s waiting/2019/a.png ] || [ $waited -gt 200 ]; do waited=$((waited + 1)); sleep 0.05; done
kill -s INT $runner
code=0
wait $runner || code=$?
kill $feeder
[ $code -eq 75 ] || fail "exit code $code instead of 75"
