# quickstart.sh never replaces anything, and refuses a folder that holds photographs before it installs or builds.
# Its own surroundings are set up in place of apt, cmake and what they would make.
quickstart=$(dirname "$RUN_CASE")/../../quickstart.sh
mkdir -p house/.ci house/build/quickstart/bin programs 'Pictures/2023' Pictures/2022
cp "$quickstart" house/quickstart.sh
printf '#!/bin/sh\necho installs\n' >house/.ci/install-packages.sh
printf '#!/bin/sh\necho builds\n' >programs/cmake
chmod +x house/.ci/install-packages.sh programs/cmake
ln -s "$TBBIMG" house/build/quickstart/bin/tbbimg
for n in 1 2; do image jpeg 640x480 Pictures/2023/$n.jpg seed=$n; done
image jpeg 640x480 Pictures/1.jpg seed=3
image jpeg 640x480 Pictures/2022/3.JPG seed=4
photos=$(digest Pictures)

# quickstart CODE ARGUMENT...
quickstart() {
  wanted=$1
  shift
  code=0
  PATH="$folder/programs:$PATH" sh house/quickstart.sh "$@" >"$logs/stdout" 2>"$logs/stderr" </dev/null || code=$?
  [ $code -eq "$wanted" ] || fail "exit code $code instead of $wanted: quickstart.sh $*"
}
# refused FOLDER OUT WORDS
refused() {
  quickstart 3 "$1" "$2"
  silent_stdout
  says "$3"
  says './quickstart.sh FOLDER OUT'
  [ "$(digest Pictures)" = "$photos" ] || fail 'something was changed'
}

refused Pictures/2023 Pictures 'Pictures is, or holds, the folder of the images'
refused Pictures Pictures 'is, or holds, the folder of the images'
refused Pictures Pictures/. 'is, or holds, the folder of the images'
refused Pictures/2023/1.jpg Pictures/2023 'is, or holds, the folder of the images'
ln -s Pictures link
refused Pictures/2023 link 'is, or holds, the folder of the images'
refused link/2023 Pictures 'is, or holds, the folder of the images'
refused Pictures/2023 Pictures/2022 'holds images that tbbimg has not made, such as Pictures/2022/3.JPG'
mkdir deep
cp -r Pictures/2022 deep/2022
refused Pictures/2023 deep 'such as deep/2022/3.JPG'
mkdir linked
ln -s ../Pictures/1.jpg linked/a.jpg
refused Pictures/2023 linked 'such as linked/a.jpg'
echo words >file
refused Pictures/2023 file 'is not a folder'
refused Pictures/2022 Pictures/1.jpg 'is not a folder'

# Folders that are empty, are not there yet, hold no image, or are its own. The last goes on and replaces nothing.
mkdir empty notes
echo words >notes/readme.txt
for out in empty notes new/folder Pictures/thumbnails 'own one'; do
  quickstart 0 Pictures/2023 "$out"
  exists "$out/1.jpg"
done
rm -r Pictures/thumbnails
[ "$(digest Pictures)" = "$photos" ] || fail 'photographs were changed'
touch -d 2001-01-01 'own one/1.jpg'
rm 'own one/2.jpg'
quickstart 0 Pictures/2023 'own one'
[ 'own one/1.jpg' -ot Pictures/2023/1.jpg ] || fail 'what was there was replaced'
exists 'own one/2.jpg'
quickstart 3 nowhere
says 'there is no folder nowhere'
quickstart 2 a b c
quickstart 0 --help
prints 'OUT:'
