# Outputs have mode, group and ACL of the folder that they end up in, though they are made in another one.
mkdir -p in/plain in/group in/shared out/plain out/group out/shared
for name in plain group shared; do image jpeg 64x48 in/$name/a.jpg; done
own=$(stat -c %g .)
# Of another group if this user may give one.
for group in $(id -G) 54321; do [ "$group" != "$own" ] && chgrp "$group" out/group 2>/dev/null && break; done
chmod g+s out/group
other=$(stat -c %g out/group)
[ "$other" != "$own" ] || echo 'SKIPPED IN PART: there is no other group to give a folder to'
has_acl=no
command -v setfacl >/dev/null && setfacl -d -m u::rw,g::r,o::-,u:12345:rw out/shared 2>/dev/null && has_acl=yes
[ $has_acl = yes ] || echo 'SKIPPED IN PART: no setfacl, or a file system without ACLs'
umask 027
tbbimg 0 run in -o out --format png
is() { [ "$(stat -c "$2" "$1")" = "$3" ] || fail "$1: $2 is $(stat -c "$2" "$1") instead of $3"; }
is out/plain/a.png %a 640
is out/plain/a.png %g "$own"
is out/group/a.png %g "$other"
is out/group/a.png %a 640
if [ $has_acl = yes ]; then
  getfacl -pcn out/shared/a.png | grep -q '^user:12345:rw-' || fail "no default ACL: $(getfacl -pcn out/shared/a.png)"
  : >out/shared/made_there
  [ "$(getfacl -pcn out/shared/made_there)" = "$(getfacl -pcn out/shared/a.png)" ] || fail 'another ACL than a file made there'
  rm out/shared/made_there
fi
files out 3

# What a killed run left in such a folder goes, too.
: >out/group/.tbbimg-0123456789abcdef-17-99-0.tmp
touch -d '2 days ago' out/group/.tbbimg-*
tbbimg 0 run in -o out --format png --overwrite
files out 3

# A folder that gives all this to what is made in it gives it to temporary files, too.
mkdir whole
chgrp "$other" whole && chmod g+s whole
tbbimg 0 run in -o whole --format png
is whole/plain/a.png %g "$other"
is whole/.tbbimg %g "$other"
