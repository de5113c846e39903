# What a file is, and whether it is done, has one answer: run, --dry-run, status and retry say the same.
mkdir in
image jpeg 64x48 in/a.jpg
image jpeg 64x48 in/plain
printf '\000\005\026\007 of macOS' >in/._photo.jpg
ln -s later.jpg in/dangling.jpg
ln -s later.txt in/dangling.txt
echo words >in/notes.txt
made() { tbbimg "$1" run in -o out --op thumbnail:16 --threads 1 ${2-}; }

made 1 --dry-run
says 'would write 2 outputs to out; 2 inputs are no images; 2 would fail'
made 1
says '2 done, 2 failed, 2 skipped'
says_not '._photo.jpg'
tbbimg 0 status out
prints 'done:    2'
prints 'failed:  2'
prints 'left:    0; 2 other files among the inputs'
tbbimg 1 retry out
says '0 done, 2 failed, 4 skipped'
echo words >in/later.txt
image jpeg 64x48 in/later.jpg
tbbimg 0 retry out
says '1 done, 0 failed, 7 skipped'
tbbimg 0 status out
prints 'left:    1; '
made 0 --dry-run
says 'would write 1 output to out; 3 are there already; '
made 0
tbbimg 0 status out
prints 'left:    0; '

# missing: an output is not there; damaged: it is another
for what in missing damaged; do
  if [ $what = missing ]; then rm out/a.jpg; else echo more >>out/a.jpg; fi
  for resume in '' --resume; do
    made 0 "$resume --dry-run"
    says 'would write 1 output to out; '
    [ "$(cat "$logs/stdout")" = 'in/a.jpg -> out/a.jpg' ] || fail 'another output than the one that is wrong'
  done
  tbbimg 0 status out
  prints 'left:    0, and 1 done that must be made again because something changed'
  # It has not failed.
  tbbimg 0 retry out
  says '0 done, 0 failed, '
  made 0 "$([ $what = missing ] || echo --resume)"
  says '1 done, 0 failed, '
  tbbimg 0 status out
  prints 'left:    0; '
done
printf X | dd of=out/a.jpg bs=1 seek=300 conv=notrunc 2>/dev/null
tbbimg 1 verify out
tbbimg 0 status out
prints 'damaged: 1'
prints 'left:    0; '
made 0 --dry-run
[ "$(cat "$logs/stdout")" = 'in/a.jpg -> out/a.jpg' ] || fail 'another output than the damaged one'
made 0
says '1 done, 0 failed, '
tbbimg 0 verify out
