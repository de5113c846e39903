#!/bin/sh
# run_case.sh CASE: runs a file of cases/ in a temporary folder that goes away with it. The environment names TBBIMG,
# MAKE_IMAGE and READ_PIXEL, which are executables, and SUPPORT, a folder. A case uses the words below; it ends with 77 if it cannot run here.
set -eu
case_file=$1
folder=$(mktemp -d)
logs=$(mktemp -d)
# A case that mounts something in its folder says how to undo it.
undo() { :; }
trap 'undo; chmod -R u+rwx "$folder"; rm -rf "$folder" "$logs"' EXIT
unset TBBIMG_SIMD
# Nobody's settings.
TBBIMG_CONFIG=
export TBBIMG_CONFIG
cd "$folder"

fail() {
  echo "FAILED: $*"
  if [ -e "$logs/stderr" ]; then
    echo "--- stdout"; head -c 4000 "$logs/stdout"
    echo "--- stderr"; head -c 4000 "$logs/stderr"
    echo "--- files"; find . -type f | sort | head -n 60
  fi
  exit 1
}

skip() {
  echo "SKIPPED: $*"
  exit 77
}

# tbbimg CODE ARGUMENT...: runs the command, which must end with CODE; its words are in $logs/stdout and $logs/stderr.
tbbimg() {
  _wanted=$1
  shift
  _code=0
  "$TBBIMG" "$@" >"$logs/stdout" 2>"$logs/stderr" </dev/null || _code=$?
  [ "$_code" -eq "$_wanted" ] || fail "exit code $_code instead of $_wanted: tbbimg $*"
}

image() { "$MAKE_IMAGE" "$@"; }

# pixel FILE X% Y% COLOUR
pixel() {
  _colour=$("$READ_PIXEL" "$1" "$2" "$3")
  [ "$_colour" = "$4" ] || fail "$1 is $_colour instead of $4 at $2%, $3%"
}

# Of the last tbbimg: these words occur.
says() { grep -qF -e "$1" "$logs/stderr" || fail "stderr does not say: $1"; }
says_not() { ! grep -qF -e "$1" "$logs/stderr" || fail "stderr says: $1"; }
prints() { grep -qF -e "$1" "$logs/stdout" || fail "stdout does not print: $1"; }
# says_times N WORDS: on exactly N lines.
says_times() {
  _count=$(grep -cF -e "$2" "$logs/stderr" || true)
  [ "$_count" -eq "$1" ] || fail "$_count lines of stderr instead of $1 say: $2"
}
silent_stdout() { [ ! -s "$logs/stdout" ] || fail "stdout is not empty"; }

exists() { [ -f "$1" ] || fail "there is no file $1"; }
absent() { [ ! -e "$1" ] || fail "there is $1"; }
# outputs FOLDER: the paths of all files below it but those of .tbbimg.
outputs() { find "$1" -name .tbbimg -prune -o -type f -print; }
# files FOLDER N: exactly N files, none of them temporary.
files() {
  _count=$(find "$1" -name .tbbimg -prune -o -type f -printf x | wc -c)
  [ "$_count" -eq "$2" ] || fail "$_count files in $1 instead of $2"
  no_temporary_files "$1"
}
no_temporary_files() {
  [ -z "$(find "$1" -name '.tbbimg-*')" ] || fail "a temporary file is left in $1"
}
# Every file below a folder but those of .tbbimg, with its content, as one word.
digest() { (cd "$1" && find . -name .tbbimg -prune -o -type f -print0 | sort -z | xargs -0 -r sha256sum | sha256sum); }

RUN_CASE=$0
export RUN_CASE
. "$case_file"
