# prune removes what nothing asks for any more, and nothing else.
mkdir -p in/sub in/old
for name in in/a.jpg in/b.jpg in/sub/c.jpg in/old/d.jpg; do image jpeg 64x48 $name; done
cat >two.toml <<'TOML'
[[variant]]
name = "s"
ops = ["thumbnail:32"]
[[variant]]
name = "l"
format = "webp"
TOML
tbbimg 0 run in -o out --recipe two.toml
echo mine >out/mine.jpg
tbbimg 0 prune out
says 'removed 0 outputs'
tbbimg 0 status out
! grep -q orphans "$logs/stdout" || fail 'orphans where there are none'

# Sources that are gone, with the folder that is empty then.
rm in/b.jpg
rm -r in/old
tbbimg 0 status out
prints 'orphans: 4 outputs, '
prints 'tbbimg prune --dry-run out lists them'
before=$(digest out)
tbbimg 0 prune --dry-run out
[ "$(digest out)" = "$before" ] || fail 'a dry run changes something'
printf 'out/b_l.webp: its source b.jpg is gone\nout/b_s.jpg: its source b.jpg is gone\nout/old/d_l.webp: its source old/d.jpg is gone\nout/old/d_s.jpg: its source old/d.jpg is gone\n' |
  cmp - "$logs/stdout" || fail 'other orphans'
says 'would remove 4 outputs, '
# One that somebody has edited stays.
echo edited >out/b_s.jpg
tbbimg 1 prune out
says 'out/b_s.jpg is left: '
says 'removed 3 outputs, '
absent out/old
exists out/mine.jpg
exists out/sub/c_l.webp
rm out/b_s.jpg
tbbimg 0 prune out
tbbimg 0 verify out
# The source comes back: its outputs are made, by a plain run and by --resume.
cp in/a.jpg in/b.jpg
tbbimg 0 run in -o out --recipe two.toml --resume
says '1 done, 0 failed, 2 skipped'
exists out/b_s.jpg

# A variant that the recipe has no more, and one that is named otherwise.
sed 's/name = "l"/name = "large"/' two.toml >renamed.toml
tbbimg 0 run in -o out --recipe renamed.toml --resume
tbbimg 0 prune --dry-run out
prints "out/a_l.webp: the last recipe has no variant 'l'"
sed 's/name = "s"/name = "s"\ntemplate = "small\/{dir}\/{stem}.{ext}"/' renamed.toml >moved.toml
tbbimg 0 run in -o out --recipe moved.toml --resume
tbbimg 0 prune out
files out 7
exists out/small/sub/c.jpg
absent out/a_s.jpg
absent out/a_l.webp
tbbimg 0 verify out
tbbimg 0 run in -o out --recipe moved.toml --resume
says '0 done, 0 failed, 3 skipped'

# An input that is away is no reason to remove anything, nor one that is empty, as what is not mounted is.
mv in away
tbbimg 1 prune out
says 'in: nothing of it is there, or it cannot be reached; its sources do not count as gone'
mkdir in
tbbimg 1 prune out
says 'removed 0 outputs'
files out 7
rmdir in
mv away in
# A run that is under way, and a folder without a journal.
flock out/.tbbimg/journal.lock sh -c ': >held; until [ -e let_go ]; do sleep 0.05; done' & holder=$!
until [ -e held ]; do sleep 0.05; done
rm in/a.jpg
tbbimg 74 prune out
: >let_go
wait $holder
tbbimg 3 prune in
# An output's name that has become a source's, by a link.
tbbimg 0 prune --dry-run out
prints 'out/a_large.webp: its source a.jpg is gone'
tbbimg 0 prune out
absent out/a_large.webp
