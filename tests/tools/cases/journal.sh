# `tbbimg status`, `retry` and `verify`: what the journal knows, and what can be done with it.
mkdir in
for i in 1 2 3; do image jpeg 64x48 in/$i.jpg seed=$i; done
echo junk >in/bad.jpg
echo words >in/notes.txt
mkdir elsewhere
tbbimg 3 status out
says 'out has no journal'
tbbimg 1 run in -o out --op thumbnail:32 --threads 1
before=$(digest out)
lines=$(wc -l <out/.tbbimg/journal.jsonl)

tbbimg 0 status out
prints 'done:    3, with 3 outputs'
prints 'failed:  1'
prints '  1 decode: not an image that can be read'
prints "in/bad.jpg"
prints 'left:    0; 1 other file among the inputs'
prints 'only what failed: tbbimg retry out'
prints 'to go on: tbbimg run in -o out --op thumbnail:32 --threads 1 --resume'
image jpeg 64x48 in/4.jpg seed=4
touch in/1.jpg
tbbimg 0 status out --json
prints '"done":3'
prints '"left":1'
prints '"changed":1'
prints '"ended_by":"end_of_source"'
[ "$(wc -l <out/.tbbimg/journal.jsonl)" -eq "$lines" ] || fail 'status wrote into the journal'
mv in away
tbbimg 0 status out
prints 'not all inputs were seen'
mv away in

# Only what failed, from any folder, with other options if they are given.
tbbimg 1 retry out --progress plain
says '0 done, 1 failed, 5 skipped'
says 'had not failed before'
rm in/bad.jpg
image jpeg 64x48 in/bad.jpg seed=7
(cd elsewhere && "$TBBIMG" retry ../out --threads 2 2>../stderr) || fail "retry: $(cat stderr)"
grep -qF '1 done, 0 failed, 5 skipped' stderr || fail "retry did something else: $(cat stderr)"
exists out/bad.jpg
absent out/4.jpg
tbbimg 0 status out
prints 'failed:  0'
(cd elsewhere && "$TBBIMG" status ../out) | grep -qF "to go on: cd " || fail 'the command does not work from another folder'
tbbimg 2 retry out --op blur:2
tbbimg 0 run in -o out --op thumbnail:32 --resume

# Missing, resized and damaged outputs are found; the last are made anew though their size is right.
tbbimg 0 verify out
silent_stdout
before=$(digest out)
rm out/1.jpg
echo more >>out/2.jpg
printf X | dd of=out/3.jpg bs=1 seek=300 conv=notrunc 2>/dev/null
tbbimg 1 verify out --quick
prints 'out/1.jpg: is missing'
prints 'out/2.jpg: has '
[ "$(wc -l <"$logs/stdout")" -eq 2 ] || fail 'sizes alone do not tell of a damaged file'
tbbimg 1 verify out
prints 'out/3.jpg: is damaged'
[ "$(wc -l <"$logs/stdout")" -eq 3 ] || fail 'there are three bad outputs'
says 'to make them anew run: tbbimg run in -o out --op thumbnail:32 --resume'
tbbimg 0 status out
prints 'damaged: 1'
tbbimg 0 run in -o out --op thumbnail:32 --resume
says '3 done, 0 failed, 3 skipped'
[ "$(digest out)" = "$before" ] || fail 'outputs are not what they were'
tbbimg 0 verify out
tbbimg 2 status
tbbimg 2 verify

# A journal that cannot be read is not taken for none, and not written to.
mkdir -p odd/.tbbimg
odd=odd/.tbbimg/journal.jsonl
for text in '' 'garbage'; do
  echo "$text" >$odd
  tbbimg 74 status odd
  says 'odd/.tbbimg/journal.jsonl is empty or damaged'
done
sed 's/"schema":4/"schema":5/; s/,"sum":"[0-9a-f]*"}/}/' out/.tbbimg/journal.jsonl >$odd
cp $odd odd.jsonl
for command in 'status odd' 'retry odd' 'verify odd'; do
  tbbimg 74 $command
  says 'was written by another version of tbbimg (schema 5), which this one cannot read'
done
for option in --progress=none --resume --dry-run; do
  tbbimg 73 run in -o odd --op thumbnail:32 $option
  says 'was written by another version of tbbimg (schema 5), which this one cannot read'
done
cmp odd.jsonl $odd || fail 'a journal of another version was written to'
rm -r odd

# A folder that cannot be listed is left, and no failed image that a retry could never settle.
if [ "$(id -u)" -ne 0 ]; then
  mkdir -p tree/sub
  image png 9x7 tree/1.png seed=1
  chmod 000 tree/sub
  tbbimg 1 run tree -o listed --op thumbnail:4
  tbbimg 0 status listed
  prints 'failed:  0'
  prints 'left:    1'
  chmod 755 tree/sub
  tbbimg 0 status listed
  prints 'left:    0'
fi

# What is left after runs of shards is any shard's: the command goes over all of them.
mkdir many
for i in 1 2 3 4 5 6; do image png 9x7 many/$i.png seed=$i; done
tbbimg 0 run many -o parts --op thumbnail:4 --shard 1/2
tbbimg 0 run many -o parts --op thumbnail:4 --shard=2/2
rm parts/*.png
tbbimg 0 status parts
prints 'to go on: tbbimg run many -o parts --op thumbnail:4 --resume'
tbbimg 1 verify parts
says 'to make them anew run: tbbimg run many -o parts --op thumbnail:4 --resume'
tbbimg 0 run many -o parts --op thumbnail:4 --resume
says '6 done'
tbbimg 0 verify parts

# Every line that all of this has written is as the schema says.
python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import jsonschema' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || exit 0
tbbimg 0 status --schema
cp "$logs/stdout" schema.json
image jpeg 64x48 "in/$(printf 'b\377')" seed=8
echo junk >in/5.jpg
tbbimg 1 run in -o other --op thumbnail:16 --format png
tbbimg 0 run in/1.jpg in/2.jpg -o third --op thumbnail:16 --shard 1/2
printf X | dd of=out/3.jpg bs=1 seek=300 conv=notrunc 2>/dev/null
tbbimg 1 verify out
cat >validate.py <<'PYTHON'
import glob, json, jsonschema, os
schema = json.load(open("schema.json"))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
lines = [json.loads(line) for path in glob.glob("*/.tbbimg/journal*.jsonl") for line in open(path, encoding="utf-8")]
assert {line["type"] for line in lines} == {"run", "image", "end"}
assert {line.get("status") for line in lines} >= {"done", "failed", "damaged"}
for line in lines:
    validator.validate(line)
for wrong in ({}, {"type": "image"}, {"type": "run", "schema": 5}, dict(lines[0], recipe="x"), dict(lines[-1], listed=-1)):
    assert not validator.is_valid(wrong), wrong
PYTHON
"$python" validate.py || fail 'the schema refuses a line, or takes a wrong one'
