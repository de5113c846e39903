# Which files of a folder are taken: globs, hidden ones, size, time, depth; what is left out is counted.
mkdir -p in/2019/raw in/2020/deep in/@eaDir in/.cache in/lost+found
for path in a.jpg 2019/b.jpg 2019/raw/c.jpg 2020/d.jpg 2020/deep/e.jpg @eaDir/f.jpg .cache/g.jpg .hidden.jpg lost+found/h.jpg; do
  image jpeg 64x48 "in/$path" seed=$((${#path}))
done
taken() {
  wanted=$1
  shift
  rm -rf out
  tbbimg 0 run in -o out --op thumbnail:16 "$@"
  [ "$(outputs out | sed 's|.*/||; s|.jpg||' | sort | tr -d '\n')" = "$wanted" ] || fail "taken are $(outputs out) instead of $wanted"
}
taken abcde
says 'hidden (--hidden takes them): 4'
taken .hiddenabcdefgh --hidden
taken abde --exclude raw/
says 'not selected: 1'
taken ade --exclude '/2019'
taken ad --exclude '/2019' --exclude 'deep'
taken bc --include '2019/**'
taken b --include '2019/**' --exclude raw
taken abd --max-depth 2
taken a --max-depth 1
taken abcde --exclude '*.jpg' --exclude '!?.jpg'
touch -d 2001-02-03 in/a.jpg in/2020/d.jpg
taken bce --newer-than 2001-02-03
taken bce --newer-than 7d
taken abcde --newer-than '2001-02-02 23:59'
head -c 100000 /dev/zero >>in/a.jpg
taken a --min-size 90K
tbbimg 0 run in -o out --op thumbnail:16 -v --exclude raw/
says 'in/2019/raw: skipped: not selected'
says 'in/@eaDir: skipped: hidden'

# The journal knows: status counts what was chosen, retry does it again.
echo junk >in/2019/bad.jpg
rm -rf out
tbbimg 1 run in -o out --op thumbnail:16 --exclude '/2020'
tbbimg 0 status out
prints 'left:    0'
image jpeg 64x48 in/2019/bad.jpg
tbbimg 0 retry out
says '1 done'
files out 4
tbbimg 0 run in -o out --op thumbnail:16 --dry-run --exclude '/2020' --resume
says 'would write 0 outputs'

# A folder into which another run writes is none of this one's business.
rm -rf in/2019/bad.jpg out
tbbimg 0 run in -o in/2020/thumbs --op thumbnail:16
tbbimg 0 run in -o out --op thumbnail:16
says "folders of other runs' outputs: 1"
files out 5
tbbimg 0 run in -o out --op thumbnail:16 --dry-run --overwrite
says 'would write 5 outputs'
tbbimg 0 run in/2020/thumbs -o again --op thumbnail:16
files again 5

# What is no folder is no OUT.
refused() {
  tbbimg 2 run in --op thumbnail:16 -o "$1"
  says "$2"
  absent "$1"
}
refused small.jpg 'the name of an image'
refused - 'nothing to the standard output'
refused s3://bucket/x 'this is an address'
ln -s nowhere link
tbbimg 2 run in --op thumbnail:16 -o link
says 'a link that leads nowhere'
mkdir dir.jpg
tbbimg 0 run in --op thumbnail:16 -o dir.jpg
for glob in '' '!' /; do
  tbbimg 2 run in -o none --op thumbnail:16 --exclude "$glob"
  says 'is no glob'
done
for time in yesterday 2001-02-30 2001-13-01 12 -7d; do
  tbbimg 2 run in -o none --op thumbnail:16 "--newer-than=$time"
  says 'is no time'
done
absent none
