# --follow enters folders through links: each once on a way, never the output, and never for ever.
mkdir -p in/sub elsewhere/deep vault/photos vault/empty
image jpeg 64x48 in/sub/a.jpg
image jpeg 64x48 elsewhere/b.jpg
image jpeg 64x48 elsewhere/deep/c.jpg
ln -s ../elsewhere in/link
ln -s . in/loop
ln -s ../in elsewhere/back
tbbimg 0 run in -o out --op thumbnail:16
says 'links to folders (--follow follows them): 2'
files out 1

tbbimg 0 run in -o out --op thumbnail:16 --follow
says 'folders that links lead back to: 2'
says '2 done'
for output in sub/a link/b link/deep/c; do exists "out/$output.jpg"; done
files out 3
tbbimg 0 run in -o out --op thumbnail:16 --follow --resume -v
says '0 done'
says "in/link/back: skipped: a link leads back to this folder from below it"
tbbimg 0 verify out

# Neither OUT nor a folder in it, whatever leads there.
ln -s ../out in/all
ln -s ../out/link in/some
tbbimg 0 run in -o out --op thumbnail:16 --follow
says "folders of other runs' outputs: 1"
files out 3
image jpeg 64x48 vault/photos/x.jpg
before=$(digest vault/photos)
mkdir kept && ln -s ../vault/photos kept/photos
tbbimg 3 run kept -o vault --op thumbnail:16 --follow --overwrite
[ "$(digest vault/photos)" = "$before" ] || fail 'a source was replaced'

# Sources behind a link that leads nowhere for now are not gone.
rm in/all in/some
mv elsewhere away
tbbimg 1 prune out --dry-run
says 'in/link: nothing of it is there, or it cannot be reached'
tbbimg 1 prune out
files out 3
mv away elsewhere
ln -s "$PWD/elsewhere/b.jpg" in/single.jpg
tbbimg 0 run in -o out --op thumbnail:16 --follow --resume
mv elsewhere away
tbbimg 1 prune out
says 'in/single.jpg: nothing of it is there'
exists out/single.jpg
mv away elsewhere
rm in/single.jpg out/single.jpg

# What chooses files chooses among what links lead to.
rm -rf out
tbbimg 0 run in -o out --op thumbnail:16 --follow --exclude deep/
files out 2
rm -rf out
tbbimg 0 run in -o out --op thumbnail:16 --follow --max-depth 2
says '2 done'

# The journal knows that links were followed: retry does, too.
echo junk >elsewhere/bad.jpg
tbbimg 1 run in -o out --op thumbnail:16 --follow
tbbimg 0 status out
image jpeg 64x48 elsewhere/bad.jpg
tbbimg 0 retry out
exists out/link/bad.jpg
