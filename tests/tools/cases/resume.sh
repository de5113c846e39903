# --resume makes what is left, changed or failed, and nothing else.
mkdir in
for i in 1 2 3 4; do image jpeg 64x48 in/$i.jpg seed=$i; done
echo junk >in/bad.jpg
journal=out/.tbbimg/journal.jsonl
tbbimg 1 run in -o out --op thumbnail:32
files out 4
[ "$(grep -c '"type":"image"' $journal)" -eq 5 ] || fail 'not every image has its line'
first=$(digest out)

# What is done is not read again, whatever the spelling of the recipe; what failed is tried again.
chmod 000 in/1.jpg
tbbimg 1 run ./in -o out --op thumbnail:size=32 --resume
says '0 done, 1 failed, 4 skipped'
says 'done before, as the journal says: 4'
chmod 644 in/1.jpg
[ "$(digest out)" = "$first" ] || fail 'an output changed'

# Missing, truncated, of a source that changed; and a new one.
rm out/1.jpg
: >out/2.jpg
touch in/3.jpg
image jpeg 64x48 in/new.jpg seed=9
rm in/bad.jpg
tbbimg 0 run in -o out --op thumbnail:32 --resume --dry-run
says 'would write 4 outputs to out; 1 image needs nothing'
tbbimg 0 run in -o out --op thumbnail:32 --resume
says '4 done, 0 failed, 1 skipped'
rm out/new.jpg
[ "$(digest out)" = "$first" ] || fail 'an output is not what it was'
tbbimg 0 run in -o out --op thumbnail:32 --resume
says '1 done, 0 failed, 4 skipped'

# Another recipe: said by a plain run, done by --resume.
tbbimg 0 run in -o out --op thumbnail:16
says 'out holds outputs of 5 images that another recipe made; they are kept, --resume makes them anew'
says 'outputs already there (--overwrite makes them anew): 5'
tbbimg 0 run in -o out --op thumbnail:16 --resume
says '5 done'
tbbimg 0 run in -o out --op thumbnail:16
says_not 'another recipe'
tbbimg 0 run in -o out --op thumbnail:16 --resume
says '5 skipped'
[ "$(wc -l <$journal)" -le 16 ] || fail 'the journal was not compacted'

# Only the variant that is missing is made; the line lists both.
cat >two.toml <<'TOML'
[[variant]]
name = "small"
ops = ["thumbnail:16"]
[[variant]]
name = "large"
ops = ["thumbnail:32"]
TOML
tbbimg 0 run in/1.jpg -o two --recipe two.toml
touch -d '2001-01-01' two/1_small.jpg
rm two/1_large.jpg
tbbimg 0 run in/1.jpg -o two --recipe two.toml --resume
says 'outputs: 1 in two'
[ two/1_small.jpg -ot in/1.jpg ] || fail 'a variant that was there was made again'
tail -n 2 two/.tbbimg/journal.jsonl | grep -F '"path":"1_small.jpg"' | grep -qF '"path":"1_large.jpg"' ||
  fail 'the line does not list all outputs'

# What a killed run made and did not note is replaced; what was there before the first run is kept.
mkdir other
echo mine >other/1.jpg
touch -d '2001-01-01' other/1.jpg
tbbimg 0 run in/2.jpg -o other --op thumbnail:32
echo torn >other/3.jpg
tbbimg 0 run in/1.jpg in/2.jpg in/3.jpg -o other --op thumbnail:32 --resume
[ "$(cat other/1.jpg)" = mine ] || fail 'a file from before the first run was replaced'
[ "$(cat other/3.jpg)" != torn ] || fail 'what a killed run may have made was kept'

# A broken end of the journal, and temporary files of a killed run, are cleaned up.
printf '{"type":"image","path":"/torn' >>$journal
mkdir -p out/.tbbimg/tmp
echo x >out/.tbbimg/tmp/.tbbimg-0123456789abcdef-1-1-1.tmp
touch -d '2001-01-01' out/.tbbimg/tmp/.tbbimg-0123456789abcdef-1-1-1.tmp
tbbimg 0 run in -o out --op thumbnail:16 --resume
says '5 skipped'
no_temporary_files out
! grep -qF '/torn' $journal || fail 'a torn line is still there'

# A journal that cannot be read whole is told of, and what no line tells of is made anew, whenever it was made.
mkdir harmed
echo mine >harmed/2.jpg
touch -d '2001-01-01' harmed/2.jpg
tbbimg 0 run in/1.jpg -o harmed --op thumbnail:16
sed -i '1s/"run"/"ruN"/' harmed/.tbbimg/journal.jsonl
tbbimg 0 run in/1.jpg in/2.jpg -o harmed --op thumbnail:8
says 'harmed/.tbbimg/journal.jsonl cannot be read whole: lines are damaged; outputs that no line tells of are kept'
tbbimg 0 status harmed
prints 'journal:  harmed/.tbbimg/journal.jsonl cannot be read whole'
tbbimg 1 verify harmed
says 'harmed/.tbbimg/journal.jsonl cannot be read whole: there may be outputs of which nothing is known'
tbbimg 0 run in/1.jpg in/2.jpg -o harmed --op thumbnail:8 --resume
says 'outputs are compared by their bytes, and those that no line tells of are made anew'
says '2 done'
tbbimg 0 verify harmed
tbbimg 0 run in/1.jpg in/2.jpg -o harmed --op thumbnail:8 --resume
says_not 'cannot be read'
says '2 skipped'

tbbimg 2 run in -o out --op thumbnail:16 --resume --overwrite
says '--resume and --overwrite do not go together'

# The journal is no source.
tbbimg 0 run out -o copies --op thumbnail:8
says '5 done, 0 failed, 0 skipped'

# A second run into the same folder at the same time.
if command -v flock >/dev/null; then
  flock out/.tbbimg/journal.lock sh -c "'$TBBIMG' run in -o out --op thumbnail:16 2>busy; echo \$? >code"
  [ "$(cat code)" -eq 73 ] || fail "exit code $(cat code) instead of 73"
  grep -qF 'another run is writing to out' busy || fail 'the message does not say that another run is under way'
fi
