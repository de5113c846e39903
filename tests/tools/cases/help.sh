# The help names every option of the command and every exit code; ops and version list what is there.
tbbimg 0 --help
for word in run status retry verify info ops recipe bench version; do prints "  $word "; done
tbbimg 0 run --help
for word in -o --recipe --op --format --quality --name --threads --io-threads --max-images --memory --max-image-memory --max-pixels --max-scans --on-error --max-errors \
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
[ "$(wc -l <"$logs/stdout")" -le 40 ] || fail 'the operations do not fit on a screen'
for group in size place tone colour filter layer; do grep -q "^$group " "$logs/stdout" || fail "no group $group"; done
tbbimg 0 ops resize
prints 'default: lanczos3'
tbbimg 0 ops thumbnail
prints '--op thumbnail:256'
# Every example of the help works.
image jpeg 320x240 a.jpg
image png 32x16 logo.png alpha
"$TBBIMG" ops | grep -v "^\`" | cut -c9- | sed -n 's/^\([a-z][a-z0-9-]*\) .*/\1/p' | while read -r name; do
  example=$("$TBBIMG" ops "$name" | sed -n 's/^  tbbimg run photos -o out --op //p')
  [ -n "$example" ] || fail "no example of $name"
  "$TBBIMG" run a.jpg -o "out_$name" --op "$example" --progress none || fail "the example of $name does not work"
done

# At every width, lines fit but for words that do not, and no word is broken.
for columns in 40 60 80 120; do
  for command in '' run retry bench 'recipe check' 'ops resize'; do
    # shellcheck disable=SC2086
    case $command in ops*) COLUMNS=$columns "$TBBIMG" $command ;; *) COLUMNS=$columns "$TBBIMG" $command --help ;; esac >help.txt
    awk -v most=$columns 'length($0) > most && NF > 2 { print; found = 1 } END { exit found }' help.txt |
      grep -v '^ *[^ ]*  *[^ ]*$' | grep -v '^  tbbimg run' && fail "lines of '$command' are longer than $columns"
    # shellcheck disable=SC2086
    COLUMNS=120 "$TBBIMG" ${command:-help} --help 2>/dev/null | tr -s ' \n' '\n\n' | sort -u >words.txt
    case $command in ops*) ;; *) tr -s ' \n' '\n\n' <help.txt | sort -u | comm -13 words.txt - | grep . && fail "words of '$command' are broken at $columns" ;; esac
  done
done
tbbimg 0 help run
cp "$logs/stdout" "$logs/help"
tbbimg 0 run --help
cmp "$logs/help" "$logs/stdout" || fail '`help run` says something else'
tbbimg 0 help recipe check
prints 'Usage: tbbimg recipe check'
tbbimg 2 help rum
says "unknown subcommand 'rum': did you mean 'run'?"
tbbimg 0 -V

tbbimg 0 version
prints 'tbbimg '
prints 'SIMD level in use:'
prints 'jpeg png webp'
cp "$logs/stdout" "$logs/version"
tbbimg 0 --version
cmp "$logs/version" "$logs/stdout" || fail '--version says something else'
