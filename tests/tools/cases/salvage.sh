# Damaged pictures: a failure that tells how much is whole, or, if asked for, what can be made of that.
mkdir in
image png 300x400 in/whole.png
image jpeg 300x400 in/whole.jpg
image png 300x400 in/cut.png
image jpeg 300x400 in/cut.jpg
image png 300x400 in/hopeless.png
for file in cut.png cut.jpg; do truncate -s $(($(stat -c %s in/$file) * 7 / 10)) in/$file; done
truncate -s 60 in/hopeless.png
name='{stem}-{source-ext}.{ext}'

tbbimg 1 run in -o out --format png --name "$name" --progress none
says 'in/cut.png: decode: '
says '(of its 400 rows, '
files out 2

# Both are written, and marked: in the journal, in what is said, in the report and by the exit code.
tbbimg 1 run in -o out --format png --name "$name" --on-corrupt salvage -v --report report.json
says 'in/cut.png: the picture is damaged: '
says ' rows are whole, what lies below is lost'
says '2 done, 1 failed, 2 skipped, 0 cancelled of 5 listed'
says '  salvaged: 2 of those done are damaged, and made of what could be read'
grep -q '"salvaged": 2' report.json || fail 'the report does not count what was salvaged'
grep -q 'the picture is damaged: ' out/.tbbimg/journal* || fail 'the journal does not tell what was salvaged'
files out 4
absent out/hopeless-png.png
for format in png jpg; do
  pixel out/cut-$format.png 50 20 "$("$READ_PIXEL" out/whole-$format.png 50 20)"
  pixel out/cut-$format.png 50 99 '#808080'
done

grep -c '"warning_kinds":\["salvaged"\]' out/.tbbimg/journal.jsonl | grep -qx 2 || fail 'the journal has no word for programs'
tbbimg 0 status out
prints '  2 of them damaged, and made of what could be read'
tbbimg 0 status out --json
prints '"salvaged":2,'

# Salvaged alone, it is 1 as well; it is done, and a further run has nothing to do.
mkdir one
cp in/cut.png one
tbbimg 1 run one -o salvaged --format png --on-corrupt salvage --progress none
tbbimg 0 run one -o salvaged --format png --on-corrupt salvage
says '1 skipped'
tbbimg 2 run one -o salvaged --on-corrupt ignore
says "--on-corrupt: 'ignore' is not fail or salvage"

# One image by itself.
tbbimg 1 convert in/cut.png alone.png
says '(of its 400 rows, '
absent alone.png
tbbimg 1 convert in/cut.png alone.png --on-corrupt salvage
says 'in/cut.png: the picture is damaged: '
cmp alone.png out/cut-png.png || fail 'convert salvages something else than run'
tbbimg 0 convert in/whole.png alone.png --on-corrupt salvage
