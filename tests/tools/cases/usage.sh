# Wrong usage ends with 2, says what is wrong, and makes nothing.
mkdir in
image jpeg 64x48 in/a.jpg

refused() {
  words=$1
  shift
  tbbimg 2 "$@"
  silent_stdout
  says "$words"
  absent out
}
refused 'unknown subcommand' frobnicate
refused "did you mean 'run'?" rum in -o out
refused 'nothing to do' run in -o out
refused 'do not go together' run in -o out --op grayscale --recipe r.toml
refused 'do not go together' run in -o out --op grayscale --resume --overwrite
refused '-o OUT is missing' run in --format jpeg
refused 'INPUT' run -o out --format jpeg
refused 'INPUT is empty' run '' -o out --format jpeg
refused "did you mean 'thumbnail'?" run in -o out --op thumbnial:64
refused 'thumbnail: size' run in -o out --op thumbnail:0
refused 'thumbnail: needs size' run in -o out --op thumbnail
refused '--quality' run in -o out --format jpeg --quality 0
refused '--quality' run in -o out --format jpeg --quality 101
refused '--quality' run in -o out --format jpeg --quality 80.5
refused '--quality' run in -o out --format jpeg --quality high
formats=$("$TBBIMG" version | sed -n 's/^formats written: *//p' | sed 's/ /, /g')
refused "'xyz' is not one of $formats, same" run in -o out --format xyz
refused '--threads' run in -o out --format jpeg --threads 0
refused '--threads' run in -o out --format jpeg --threads -1
refused '--threads' run in -o out --format jpeg --threads 99999999999999999999
refused '--io-threads' run in -o out --format jpeg --io-threads auto
refused '--max-images' run in -o out --format jpeg --max-images 0
for size in 0 1 -1 1023K 12Q 1.5.5G G NaN 1e9 99999999T 16EiB 256MX; do
  refused '--memory' run in -o out --format jpeg --memory "$size"
done
refused '--max-image-memory' run in -o out --format jpeg --max-image-memory 1023K
for pixels in 0 -1 5G many ''; do refused '--max-pixels' run in -o out --format jpeg "--max-pixels=$pixels"; done
refused '--on-error' run in -o out --format jpeg --on-error stop
refused '--progress' run in -o out --format jpeg --progress loud
for address in 65536 9090s 1,2 127.0.0.1 '' a,b:80; do
  refused '--metrics-listen' run in -o out --format jpeg --metrics-listen "$address"
done
for option in --log --metrics-file; do refused "$option" run in -o out --format jpeg $option ''; done
for report in report.txt json ''; do
  refused "a report's name ends with .json or .html" run in -o out --format jpeg --report "$report"
done
refused '-q and -v do not go together' run in -o out --format jpeg -qv
refused '-q and --progress do not go together' run in -o out --format jpeg -q --progress json
refused "{nope}" run in -o out --format jpeg --name '{stem}{nope}'
refused 'leads out of the output folder' run in -o out --format jpeg --name '../{stem}'
for shard in 0/2 3/2 2 a/b 1/0 ''; do refused '--shard' run in -o out --format jpeg --shard "$shard"; done
for time in soon 1d -1 ''; do
  for option in --timeout --breaker-timeout --grace; do refused "$option" run in -o out --format jpeg "$option=$time"; done
done
for count in -1 1001 few; do refused '--retries' run in -o out --format jpeg "--retries=$count"; done
for limit in some -1 101% %; do refused '--max-errors' run in -o out --format jpeg "--max-errors=$limit"; done
refused 'do not go together' run in -o out --format jpeg --max-errors 3 --on-error fail
refused "unknown option '--jsn': did you mean '--json'?" info --jsn in/a.jpg
refused "did you mean 'thumbnail'?" ops thumbnial

refused "unknown option '-q80': did you mean '--quality 80'?" run in -o out -q80
refused "unknown option '-op': did you mean '--op'?" run in -o out -op blur:2
refused "unknown option '--qual': did you mean '--quality'?" run in -o out --qual 5
refused "unknown option '--qualty': did you mean '--quality'?" run in -o out --qualty=5
refused "unknown option '--xyzzy'; \`tbbimg run --help\` lists the options" run in --xyzzy
refused '--quality lacks its value: --quality 1-100' run in -o out --quality
refused '--dry-run takes no value' run in -o out --format jpeg --dry-run=yes
refused '--output is given more than once' run in -o out -o other --format jpeg
refused "'grayscale' is one too many: \`tbbimg ops\` takes one NAME" ops blur grayscale
refused 'a subcommand is missing: check, example, schema' recipe
refused 'INPUT is missing' run
refused 'PHOTO is missing' preview web.toml
refused "unknown subcommand 'things'" things the

# Other spellings that people are used to.
for spelling in '--format JPEG' '--format jpg' '--format PNG --memory 2GB' '--format png -j 2' '--op thumbnail:16px' \
  '--op resize:16x9px' '--op fill:red' '--op fill:#f00' '--op flatten:gray'; do
  rm -rf ok
  # shellcheck disable=SC2086
  tbbimg 0 run in -o ok $spelling
done
refused '#rrggbb, #rgb, or a name' run in -o out --op fill:reddish
refused '#rrggbb, #rgb, or a name' run in -o out --op fill:#12345
pixel_of() { rm -rf ok; tbbimg 0 run in -o ok --format png --op "fill:$1"; pixel ok/a.png 50 50 "$2"; }
pixel_of red red
pixel_of '#00f' blue
pixel_of lime green

# -q: nothing but errors.
rm -rf ok
tbbimg 0 run in -o ok --format jpeg -q --metrics-listen 0
[ ! -s "$logs/stderr" ] || fail '-q is not quiet'
tbbimg 0 run in -o ok --format png -q --resume
[ ! -s "$logs/stderr" ] || fail '-q is not quiet about another recipe'

# Without anything: the help, on stderr.
tbbimg 2
silent_stdout
says 'Usage: tbbimg SUBCOMMAND'

for size in 1M 64m 0.5G 512MiB 300000000 1kib 1T; do
  code=0
  [ "$size" != 1kib ] || code=2
  rm -rf ok
  tbbimg "$code" run in -o ok --format jpeg --memory "$size"
done

export TBBIMG_SIMD=sse9
refused sse9 run in -o out --format jpeg
tbbimg 2 version
says sse9
