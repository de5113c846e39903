#!/bin/sh
# Installs the Debian packages that are missing, and nothing where none is.
# usage: install-packages.sh build|test ...
#   build: what `tbbimg` is made of; test: also what test.sh uses
set -eu

build="g++ cmake ninja-build pkg-config libtbb-dev libxsimd-dev libjpeg-dev libpng-dev zlib1g-dev libwebp-dev libtiff-dev libexif-dev
  libexpected-dev libxxhash-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev prometheus-cpp-dev libspdlog-dev libsimdjson-dev libraqm-dev libharfbuzz-dev libfreetype-dev
  libfontconfig-dev fonts-dejavu-core libsqlite3-dev"
test="ccache clang libheif-dev libjxl-dev libavif-dev libopenjp2-7-dev libraw-dev strace libclang-rt-14-dev doctest-dev libbenchmark-dev binutils libharfbuzz-bin
  fonts-lohit-deva fonts-ipafont-gothic python3-jsonschema prometheus prometheus-node-exporter curl acl exfat-fuse exfatprogs
  python3 libfuse3-dev fuse3 e2fsprogs xfsprogs util-linux mount"

wanted=""
for set in "$@"; do
  case $set in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $build $test" ;;
    *) echo "install-packages.sh: '$set' is neither build nor test" >&2; exit 2 ;;
  esac
done

missing=""
for package in $wanted; do
  dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "These packages are missing, install them as root:$missing" >&2; exit 1; }
  as_root=sudo
fi
echo "Installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086  # the list is meant to be split
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
