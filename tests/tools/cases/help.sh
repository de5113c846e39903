# The help names every option of the command and every exit code; ops and version list what is there.
tbbimg 0 --help
for word in run status retry verify info ops recipe bench version; do prints "  $word "; done
tbbimg 0 run --help
for word in -o --recipe --op --format --quality --name --threads --io-threads --max-images --memory --max-image-memory --max-pixels --on-error --max-errors \
  --retries --timeout --breaker-timeout --grace \
  --overwrite --resume --ignore-case --shard --sync --dry-run \
  --progress --verbose --quiet --report --log --metrics-file --metrics-listen \
  'Exit codes' 'Examples'; do
  prints "$word"
done
for code in 0 1 2 3 70 73 74 75 78; do
  grep -qE "(^|  )$code  " "$logs/stdout" || fail "the help does not explain exit code $code"
done
for command in info ops recipe bench version; do
  tbbimg 0 $command --help
  prints "Usage: tbbimg $command"
done

for command in check example schema; do
  tbbimg 0 recipe $command --help
  prints "Usage: tbbimg recipe $command"
  prints 'Exit codes'
done

tbbimg 0 ops
for name in thumbnail resize blur box brighten grayscale flatten rotate flip; do prints "$name"; done
prints 'lanczos3 unless given'
tbbimg 0 ops thumbnail
prints '--op thumbnail:256'
# Every example of the help works.
image jpeg 320x240 a.jpg
image png 32x16 logo.png alpha
"$TBBIMG" ops | sed -n 's/^\([a-z][a-z0-9-]*\).*/\1/p' | while read -r name; do
  example=$("$TBBIMG" ops "$name" | sed -n 's/^  tbbimg run photos -o out --op //p')
  [ -n "$example" ] || fail "no example of $name"
  "$TBBIMG" run a.jpg -o "out_$name" --op "$example" --progress none || fail "the example of $name does not work"
done

tbbimg 0 version
prints 'tbbimg '
prints 'SIMD level in use:'
prints 'jpeg png webp'
cp "$logs/stdout" "$logs/version"
tbbimg 0 --version
cmp "$logs/version" "$logs/stdout" || fail '--version says something else'
