# Nothing but tbbimg's own files is removed or written to in OUT/.tbbimg, and no link there is followed.
mkdir in theirs
image jpeg 64x48 in/a.jpg
echo photo >theirs/photo.jpg
echo x >theirs/.tbbimg-0123456789abcdef-17-99-0.tmp
echo x >theirs/.tbbimg-notes
touch -d '2 days ago' theirs/* theirs/.tbbimg-*
before=$(digest theirs)

# refuses PLACE: every command that uses it ends with 73 and names it; nothing is touched.
refuses() {
  for option in '' --overwrite --resume --dry-run; do
    # shellcheck disable=SC2086
    tbbimg 73 run in -o out --format png $option
    says "$1: "
  done
  [ "$(digest theirs)" = "$before" ] || fail "files behind $1 were changed"
  absent out/a.png
}
refuses_journal() {
  refuses "$1"
  for verb in status verify retry; do
    tbbimg 73 "$verb" out
    says "$1: "
  done
}
for target in theirs nowhere; do
  mkdir -p out
  ln -s "$PWD/$target" out/.tbbimg
  refuses_journal out/.tbbimg
  rm -r out
done
mkdir -p out/.tbbimg
ln -s "$PWD/theirs" out/.tbbimg/tmp
refuses out/.tbbimg/tmp
rm -r out

for kind in link fifo folder 'hard link'; do
  for name in journal.jsonl journal-1-of-2.jsonl journal.lock; do
    mkdir -p out/.tbbimg
    case $kind in
      link) ln -s "$PWD/theirs/photo.jpg" out/.tbbimg/$name ;;
      fifo) mkfifo out/.tbbimg/$name ;;
      folder) mkdir out/.tbbimg/$name ;;
      'hard link') ln theirs/photo.jpg out/.tbbimg/$name ;;
    esac
    if [ $name = journal.lock ]; then
      tbbimg 73 run in -o out --format png
      says "out/.tbbimg/$name: "
    else
      refuses_journal out/.tbbimg/$name
    fi
    [ "$(digest theirs)" = "$before" ] || fail "the file behind $name was changed"
    rm -r out
  done
done

# What is no list of folders to clean does not stop a run; it is told once, and neither followed nor waited for.
for kind in link fifo folder 'hard link'; do
  mkdir -p out/.tbbimg
  case $kind in
    link) ln -s "$PWD/theirs/photo.jpg" out/.tbbimg/rooms ;;
    fifo) mkfifo out/.tbbimg/rooms ;;
    folder) mkdir out/.tbbimg/rooms ;;
    'hard link') ln theirs/photo.jpg out/.tbbimg/rooms ;;
  esac
  tbbimg 0 run in -o out --format png
  exists out/a.png
  says_times 1 'out/.tbbimg/rooms: '
  says 'remove it, or choose another output folder; without that list, '
  [ "$(digest theirs)" = "$before" ] || fail "the file behind rooms was changed"
  rm -r out
done
tbbimg 0 run in -o out --format png
says_not 'out/.tbbimg/rooms: '
rm -r out

# Old files of other machines go, whatever else lies there stays; a dry run removes nothing.
mkdir -p out/.tbbimg/tmp
cp -p theirs/* theirs/.tbbimg-* out/.tbbimg/tmp
tbbimg 0 run in -o out --format png --dry-run
[ "$(find out -type f | wc -l)" -eq 3 ] || fail 'a dry run removed or made something'
tbbimg 0 run in -o out --format png
exists out/.tbbimg/tmp/photo.jpg
exists out/.tbbimg/tmp/.tbbimg-notes
absent out/.tbbimg/tmp/.tbbimg-0123456789abcdef-17-99-0.tmp

# A folder that cannot be written can be looked at.
if unshare --mount true 2>/dev/null; then
  digest . >"$logs/before"
  unshare --mount sh -c 'mount --bind out out && mount -o remount,bind,ro out && exec "$@"' sh \
    "$TBBIMG" run in -o out --format png --overwrite --dry-run >"$logs/stdout" 2>"$logs/stderr" || fail "a dry run in a read-only folder ended with $?"
  prints 'in/a.jpg -> out/a.png'
  digest . | cmp - "$logs/before" || fail 'a dry run changed something'
else
  echo 'SKIPPED IN PART: mounting is not permitted, so no read-only folder was tried'
fi
