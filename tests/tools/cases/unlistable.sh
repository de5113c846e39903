# A folder that cannot be listed is journalled, told, and tried again as an image is.
mkdir -p in/open in/closed/deep
image jpeg 64x48 in/open/a.jpg
image jpeg 64x48 in/closed/b.jpg seed=2
image jpeg 64x48 in/closed/deep/c.jpg seed=3
echo junk >in/open/bad.jpg
# Root may list all.
if [ "$(id -u)" -eq 0 ]; then
  command -v setpriv >/dev/null || skip 'there is no setpriv'
  chown -R 65534:65534 .
  chmod 755 .
  chmod 777 "$logs"
  real=$TBBIMG
  [ -r "$real" ] || skip 'nobody may run the command'
  printf '#!/bin/sh\nexec setpriv --reuid 65534 --regid 65534 --clear-groups "%s" "$@"\n' "$real" >"$logs/tbbimg"
  chmod 755 "$logs" "$logs/tbbimg"
  TBBIMG=$logs/tbbimg
  tbbimg 0 version
fi
chmod 0 in/closed
tbbimg 1 run in -o out --format png
says 'in/closed: list: cannot be listed: Permission denied'
says '1 done, 2 failed'
tbbimg 0 status out
prints 'failed:  2'
prints 'left:    0'
prints 'only what failed: tbbimg retry out'
tbbimg 1 retry out
says '0 done, 2 failed'

chmod 755 in/closed
tbbimg 1 retry out
says '2 done, 1 failed'
exists out/closed/b.png
exists out/closed/deep/c.png
tbbimg 0 status out
prints 'done:    3, with 3 outputs'
prints 'failed:  1'

# A folder that is an input itself; other images of it were done before.
rm -r out
tbbimg 1 run in -o out --format png
chmod 0 in/open
tbbimg 1 run in -o out --format png --resume
tbbimg 0 status out
prints 'failed:  2'
chmod 755 in/open
rm in/open/bad.jpg
tbbimg 0 retry out
tbbimg 0 run in -o out --format png --resume
says '0 done, 0 failed, 3 skipped'

# An input that is denied from the start ends a run at once; nobody waits for it as for a mount that is gone.
chmod 0 in
tbbimg 3 run in -o never --format png
says 'in: list: cannot be listed: Permission denied'
absent never
chmod 311 in
tbbimg 3 run in -o never --format png --dry-run
chmod 755 in
