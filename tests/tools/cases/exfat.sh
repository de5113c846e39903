# exFAT by FUSE has no hard links and no renaming that keeps what is there, and does not tell upper from lower case.
[ "$(id -u)" -eq 0 ] || skip 'mounting is not permitted'
for command in mkfs.exfat mount.exfat-fuse losetup; do
  command -v $command >/dev/null || skip "$command is not installed"
done
if [ "${IN_NAMESPACE:-}" != yes ]; then
  unshare --mount true 2>/dev/null || skip 'mounting is not permitted'
  code=0
  IN_NAMESPACE=yes unshare --mount sh "$RUN_CASE" "$case_file" || code=$?
  exit $code
fi
mkdir disk in
truncate -s 64M image
mkfs.exfat image >"$logs/mkfs" 2>&1 || skip "$(cat "$logs/mkfs")"
device=$(losetup -f --show image 2>&1) || skip "no loop device: $device"
undo() { umount "$folder/disk" 2>/dev/null; sleep 0.2; losetup -d "$device"; }
mount.exfat-fuse "$device" disk >"$logs/mount" 2>&1 || skip "$(cat "$logs/mount")"

mkdir in/sub
for n in 1 2 3 4 5 6 7 8; do image jpeg 64x48 in/$n.jpg seed=$n; done
image jpeg 64x48 in/sub/Photo.jpg
tbbimg 0 run in -o disk/out --format png
says_times 1 'the file system of disk/out does not tell upper from lower case'
files disk/out 9
tbbimg 0 info disk/out/*.png
tbbimg 0 run in -o disk/out --format png
says '0 done, 0 failed, 9 skipped'
tbbimg 0 run in -o disk/out --format png --overwrite
says '9 done'
files disk/out 9
tbbimg 0 verify disk/out

# Two names that are one file there: the second one fails, in a dry run as well.
image jpeg 64x48 in/sub/PHOTO.jpg
image jpeg 64x48 in/sub/photo.jpg
mkdir disk/other
tbbimg 3 run in -o disk/other --format png --dry-run
says 'does not tell upper from lower case'
says_times 2 '(in any case)'
[ -z "$(ls -A disk/other)" ] || fail 'a dry run wrote something'
tbbimg 1 run in -o disk/other --format png
says_times 2 '(in any case)'
says '9 done, 2 failed'
files disk/other 9
# Where case counts, all of them are made.
tbbimg 0 run in -o out --format png
says_not 'upper from lower case'
files out 11

# A source by another case of its name.
mkdir disk/photos
image jpeg 64x48 disk/photos/a.jpg
before=$(sha256sum disk/photos/a.jpg)
tbbimg 1 run disk/photos -o disk/PHOTOS --op grayscale --overwrite
says 'would overwrite a source'
tbbimg 1 run disk/photos/A.JPG -o disk/Photos --op grayscale --overwrite
says 'would overwrite a source'
[ "$(sha256sum disk/photos/a.jpg)" = "$before" ] || fail 'a source was overwritten'
# The state folder by another case of its name.
image jpeg 64x48 in/.TBBIMG.jpg
tbbimg 1 run in/.TBBIMG.jpg -o disk/out --format png --name '{stem}/tmp/{stem}.{ext}'
says 'leads into .tbbimg'
