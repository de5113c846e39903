#!/bin/sh
# Makes thumbnails of all images below a folder: installs what is missing, builds tbbimg, and runs it.
# usage: ./quickstart.sh [FOLDER [OUT]]
#   FOLDER: your images; without it, 15 photographs of a Debian package, which is fetched but not installed
#   OUT:    where the thumbnails go, a folder of their own; ./out/thumbnails unless given
# Nothing that is there is ever replaced: the same command again makes what is missing.
# Ends with the exit code of `tbbimg run`: 0 if all images were done, 1 if some failed, 3 if OUT is not for thumbnails.
set -eu

photo_package=lomiri-wallpapers-16.04
here=$(cd "$(dirname "$0")" && pwd)
build=$here/build/quickstart

case ${1:-} in
  -h | --help) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
if [ $# -gt 2 ]; then
  sed -n '3,5s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
photos=${1:-}
out=${2:-./out/thumbnails}
if [ -n "$photos" ] && [ ! -e "$photos" ]; then
  echo "quickstart.sh: there is no folder $photos" >&2
  exit 3
fi

refuse_out() {
  echo "quickstart.sh: $out $1; nothing was done. Give a folder of its own: ./quickstart.sh FOLDER OUT" >&2
  exit 3
}

# is_within A B: whether A is B or lies below it, links followed; of what is not there yet, the nearest folder counts.
is_within() {
  case $(realpath -m -- "$1")/ in "$(realpath -m -- "$2")"/*) ;; *) return 1 ;; esac
}

# a_photo_in FOLDER: one of its images, at any depth; the extensions are those of codecs/registry.cpp.
a_photo_in() {
  find "$1/" -regextype posix-extended -iregex '.*\.(jpe?g|jpe|jfif|a?png|webp|gif|bmp|dib|tiff?|hei[cf]|hif|avif|jxl|jp2|j2[kc]|jp[cfxh]|dng|cr[23]|nef|arw|orf|rw2|raf|pef|psd|svg|ico|tga|p[pgbn]m|exr|hdr|qoi)' \
    -print -quit
}

# Before anything is installed or built: thumbnails are not to be mixed with photographs.
if [ -e "$out" ]; then
  [ -d "$out" ] || refuse_out "is not a folder"
  if [ -n "$photos" ] && is_within "$photos" "$out"; then refuse_out "is, or holds, the folder of the images"; fi
  if ! ls "$out"/.tbbimg/journal*.jsonl >/dev/null 2>&1; then
    photo=$(a_photo_in "$out") || refuse_out "cannot be looked through"
    [ -z "$photo" ] || refuse_out "holds images that tbbimg has not made, such as $photo"
  fi
fi

"$here/.ci/install-packages.sh" build

echo "Building tbbimg in $build"
cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DTBBIMG_TESTS=OFF \
  -DCMAKE_UNITY_BUILD=ON -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
cmake --build "$build" --target tbbimg_tool

# download_package: into the current folder; the lists of packages are brought up to date if it is not known.
download_package() {
  apt-get -o APT::Sandbox::User=root -qq download "$photo_package" 2>/dev/null && return
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  $as_root apt-get update -qq && apt-get -o APT::Sandbox::User=root -qq download "$photo_package"
}

# fetch_photos FOLDER: which is there afterwards only if all of it is.
fetch_photos() (
  rm -rf "$1.part" && mkdir -p "$1.part" && cd "$1.part" &&
    download_package && dpkg-deb -x ./*.deb . && rm ./*.deb && mv "$1.part" "$1"
)

if [ -z "$photos" ]; then
  if [ ! -d "$build/photos" ]; then
    echo "Fetching photographs: the Debian package $photo_package, 16 MB"
    fetch_photos "$build/photos" || {
      echo "quickstart.sh: the photographs cannot be fetched; give a folder of your own: ./quickstart.sh FOLDER" >&2
      exit 1
    }
  fi
  photos=$build/photos/usr/share/backgrounds
fi

code=0
"$build/bin/tbbimg" run -o "$out" --op thumbnail:256 --format jpeg --quality 80 -- "$photos" || code=$?
if [ -d "$out" ]; then echo "The thumbnails of $photos are in $(cd "$out" && pwd)"; fi
exit $code
