# Names that steer terminals, turn text around or are no text: none of their bytes comes out raw, wherever they are told,
# JSON stays JSON, and commands to be pasted still work.
command -v python3 >/dev/null || skip 'there is no python3'
command -v bash >/dev/null || skip 'there is no bash'
PYTHONUTF8=1
export PYTHONUTF8

# clean FILE...: UTF-8 without anything that does not show itself; a line break ends a line.
clean() {
  python3 - "$@" <<'PYTHON' || fail "not clean after: $last"
import sys, unicodedata
for name in sys.argv[1:]:
    text = open(name, "rb").read().decode("utf-8")
    for at, c in enumerate(text):
        bad = unicodedata.category(c) in ("Cc", "Zl", "Zp") or \
            c in "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
        if bad and c != "\n":
            sys.exit("%s: U+%04X in %r" % (name, ord(c), text[max(at - 40, 0):at + 10]))
PYTHON
}
# ascii_json FILE: each line is an object, and ASCII.
ascii_json() {
  python3 - "$1" <<'PYTHON' || fail "not JSON after: $last"
import json, sys
for line in open(sys.argv[1], "rb").read().decode("ascii").splitlines():
    json.loads(line)
PYTHON
}
# told CODE ARGUMENT...: as tbbimg, and whatever it says is clean.
told() {
  last="$*"
  tbbimg "$@"
  clean "$logs/stdout" "$logs/stderr"
}

csi=$(printf '\302\233')       # U+009B
escape=$(printf '\033[31m')
raw=$(printf '\233\205\377')   # no UTF-8
turn=$(printf '\342\200\256')  # U+202E
mkdir in
for name in "c1${csi}31m" "esc$escape" "raw$raw" "turn${turn}gpj" "$(printf 'del\177')" "$(printf 'line\nbreak\r')" \
  "$(printf 'separators\342\200\250\342\200\251')" "$(printf 'marks\330\234\342\200\216\342\200\217\342\200\213\357\273\277')" \
  "$(printf 'isolates\342\201\246\342\201\251')" "quotes'\"\\\$(!)"; do
  image jpeg 64x48 "in/$name.jpg" "copyright=$name"
  echo rubbish >"in/bad $name.jpg"
  echo words >"in/$name.txt"
done
out="o$csi$turn$raw'"

told 1 run in -o "$out" --format png --dry-run
told 1 run in -o "$out" --format png -vv --progress plain --log "$csi.log" --metrics-file "$csi.prom" \
  --report "$csi.json" --report "$csi.html"
says_times 10 ': decode: not an image'
clean "$csi.log" "$csi.prom" "$csi.json" "$csi.html"
told 1 run in -o "$out" --format png --resume -q
told 1 run in -o json --format png -vv --progress json
ascii_json "$logs/stderr"
[ "$(grep -c '"event":"failed"' "$logs/stderr")" -eq 10 ] || fail 'not ten failures as JSON'
grep -qF '"path":"in/c1\u009b31m.jpg"' "$logs/stderr" || fail 'a name is lost in JSON'
python3 -m json.tool "$csi.json" >/dev/null || fail 'the report is no JSON'

told 1 info in/*
told 1 info --json in/*
ascii_json "$logs/stdout"
told 1 dups in --html "$csi-dups.html"
clean "$csi-dups.html"
told 1 dups in --json
ascii_json "$logs/stdout"
told 0 status "$out"
told 0 status --json "$out"
ascii_json "$logs/stdout"
told 1 retry "$out"
rm "$out"/*.png
told 1 verify "$out"

# Commands to be pasted, with names that only escapes can say.
tbbimg 1 verify "$out"
again=$(sed -n 's/^tbbimg: to make them anew run: tbbimg //p' "$logs/stderr")
code=0
bash -c '"$TBBIMG" '"$again" 2>"$logs/stderr" || code=$?
[ $code -eq 1 ] || fail "exit code $code instead of 1: $again"
tbbimg 0 verify "$out"

# What is typed and echoed.
told 2 "$csi$turn"
told 2 run in -o x --op "$csi$turn$raw"
told 2 run in -o x --op "blur:$csi$turn$raw"
told 2 run in -o x --format "$csi$turn$raw"
told 2 run in -o x --name "{$csi$turn$raw}" --format png
told 2 run in -o x --progress "$csi$raw" --format png
told 2 run in -o x "--$csi$turn$raw"
told 2 run in -o x --report "$csi$turn$raw"
told 2 ops "$csi$turn$raw"
told 2 bench "$csi$turn$raw"
told 2 bench --size "$csi$turn$raw"
told 2 status
told 3 status "$csi$turn$raw"
told 3 run "$csi$turn$raw" -o x --format png
told 73 run in -o "in/bad del$(printf '\177').jpg/$csi" --format png
told 73 run in -o x --format png --log "/proc/nowhere/$csi$raw"
told 2 preview "$csi.toml" "$raw" -o "$turn"
told 78 preview "$csi.toml" "$raw" -o "$turn.png"
told 0 bench "blur:2" --size 8x8 --seconds 0.001

# Recipes, in words and with mistakes.
printf '[[variant]]\nname = "a"\nops = ["text:\\"a\\u202e{stem}\\"", "blur:1"]\n' >"$csi.toml"
if "$TBBIMG" recipe check "$csi.toml" >/dev/null 2>&1; then
  told 0 recipe check "$csi.toml"
  prints 'text = a\u202e{stem}'
fi
printf '[[variant]]\nname = "\\u009b\\u202e"\nops = ["\\u009b:\\u202e"]\n"\\u009b" = 1\n' >"$csi.toml"
told 78 recipe check "$csi.toml"
told 78 run in -o x --recipe "$csi.toml"
printf '[[variant]]\nname = "%s"\n' "$raw" >"$csi.toml"
told 78 recipe check "$csi.toml"
