# --on-error fail stops at the first failure; skip, the default, does not.
mkdir in
echo rubbish >in/0.jpg
for n in $(seq 1 400); do [ $n -gt 1 ] && ln in/1.jpg in/$n.jpg || image jpeg 400x300 in/1.jpg; done
tbbimg 1 run in -o out --format png --on-error fail --threads 1 --io-threads 1 --max-images 2
says 'stopped at the first failure'
says_times 1 ': decode: '
[ "$(outputs out | wc -l)" -lt 400 ] || fail 'it did not stop'
no_temporary_files out
tbbimg 1 run in -o all --op thumbnail:16
says '1 failed'
files all 400
