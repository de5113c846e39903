# `tbbimg recipe schema`: takes every recipe that `tbbimg recipe check` takes, and refuses what can be seen in one value.
python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import jsonschema, tomllib' 2>/dev/null; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || skip 'there is no python3 with tomllib and jsonschema'

tbbimg 0 recipe schema
cp "$logs/stdout" schema.json
tbbimg 0 recipe example
cp "$logs/stdout" example.toml
cat >validate.py <<'PYTHON'
# validate.py SCHEMA FILE...: prints the files that the schema refuses.
import json, sys, tomllib, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
for path in sys.argv[2:]:
    if not validator.is_valid(tomllib.load(open(path, "rb"))):
        print(path)
PYTHON
refused=$("$python" validate.py schema.json example.toml "$(dirname "$RUN_CASE")"/../../examples/recipes/*.toml)
[ -z "$refused" ] || fail "the schema refuses $refused"

# One recipe per line, its line feeds written as \n.
cat >good <<'RECIPES'
[[variant]]
[[variant]]\nops = ["thumbnail:256", "grayscale", " blur : 2", "resize:8x8,filter=box"]
[[variant]]\nquality = 1
[[variant]]\nquality = "auto"\nssim = 0.9999
[[variant]]\nmax-bytes = 100
[[variant]]\nmax-bytes = "1.5MiB"
[[variant]]\nwhen = { format = ["png", "jpeg"], orientation = "square" }
[[variant]]\nwebp = { effort = 0, lossless = false }
[defaults]\njpeg.subsampling = "4:4:4"\n[[variant]]\ntemplate = "{index|0}"
RECIPES
cat >bad <<'RECIPES'
name = "thumb"
[variant]
[[variant]]\nopps = []
[[varient]]\n[[variant]]
[defaults]\nname = "thumb"\n[[variant]]
[[variant]]\nname = "a/b"
[[variant]]\nname = ""
[[variant]]\nname = ".."
[[variant]]\nname = 3
[[variant]]\nops = "grayscale"
[[variant]]\nops = [256]
[[variant]]\nops = ["thumbnial:256"]
[[variant]]\nops = ["thumbnails:256"]
[[variant]]\nops = [""]
[[variant]]\nformat = "jpge"
[[variant]]\nquality = 0
[[variant]]\nquality = 101
[[variant]]\nquality = 80.5
[[variant]]\nquality = "high"
[[variant]]\nquality = "auto"\nssim = 1.5
[[variant]]\nmin-quality = 0\nmax-bytes = 2000
[[variant]]\nmax-bytes = 99
[[variant]]\nmax-bytes = "200 kilobytes"
[[variant]]\njpeg.progresive = true
[[variant]]\njpeg.progressive = "yes"
[[variant]]\njpeg.subsampling = "4:1:1"
[[variant]]\nwebp.effort = 7
[[variant]]\ntemplate = "all.{ext}"
[[variant]]\nfrom = 1
[[variant]]\nwhen = "landscape"
[[variant]]\nwhen = { minwidth = 1 }
[[variant]]\nwhen = { min-width = 0 }
[[variant]]\nwhen = { format = "same" }
[[variant]]\nwhen = { orientation = "upright" }
RECIPES
printf 'x = 1\n' >no_variant.toml
split -l 1 -d --additional-suffix=.line good good_
split -l 1 -d --additional-suffix=.line bad bad_
for line in good_*.line bad_*.line; do printf '%b' "$(cat "$line")\n" >"${line%.line}.toml"; done

for recipe in good_*.toml; do tbbimg 0 recipe check "$recipe"; done
for recipe in bad_*.toml; do
  code=0
  "$TBBIMG" recipe check "$recipe" >/dev/null 2>&1 || code=$?
  [ $code -eq 78 ] || [ $code -eq 3 ] || fail "$(cat "$recipe") is no mistake"
done
refused=$("$python" validate.py schema.json good_*.toml)
[ -z "$refused" ] || fail "the schema refuses $(cat "$refused")"
"$python" validate.py schema.json bad_*.toml no_variant.toml >refused
for recipe in bad_*.toml no_variant.toml; do
  grep -qx "$recipe" refused || fail "the schema takes $(cat "$recipe")"
done

# Operations, keys and options explain themselves.
"$python" - <<'PYTHON' || fail 'something of the schema explains nothing'
import json
schema = json.load(open("schema.json"))
variant = schema["properties"]["variant"]["items"]["properties"]
assert all(key["description"] for key in variant.values())
assert all(key["description"] for key in variant["when"]["properties"].values())
assert all(option["description"] for option in variant["jpeg"]["properties"].values())
offered = variant["ops"]["items"]["anyOf"][0]
summaries = dict(zip(offered["enum"], offered["x-taplo"]["docs"]["enumValues"], strict=True))
assert summaries["thumbnail:256"] and "resize" in " ".join(summaries)
assert "ops" not in schema["properties"]["defaults"]["properties"]
PYTHON
