#!/bin/sh
# Installs what is missing, builds, and runs all tests.
# usage: ./test.sh [dev|once|asan|tsan|release|spare|shared|kernels ...]      default: dev
#   dev:     gcc, warnings are errors
#   once:    the same in few large pieces: built faster, and rebuilt slower
#   asan:    clang with AddressSanitizer and UndefinedBehaviorSanitizer; the fuzzers are built and replay their seeds
#   tsan:    clang with ThreadSanitizer; only what does not run inside oneTBB, whose Debian build TSan cannot see into
#   release: the command as quickstart.sh builds it; shared: the same with shared libraries;
#   spare:   once without the formats that a build may lack; these three make one thumbnail
#   kernels: tbbimg::kernels alone, and its tests
# Images that the project does not hold are tested with if TBBIMG_CORPUS names their folder; otherwise ctest says "Skipped".
set -eu
cd "$(dirname "$0")"

./.ci/install-packages.sh test
jobs=$(nproc)

# make_a_thumbnail BUILD: with what it has built, and nothing else.
make_a_thumbnail() (
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir "$work/in" && cp tests/fuzz/seeds/jpeg_decoder/baseline_444.jpg "$work/in"
  "$1/bin/tbbimg" run "$work/in" -o "$work/out" --op thumbnail:8 --progress none
  test -s "$work/out/baseline_444.jpg"
)

for preset in "${@:-dev}"; do
  case $preset in dev|once|asan|tsan|release|spare|shared|kernels) ;; *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
  echo "== $preset"
  cmake --preset "$preset" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache >/dev/null
  case $preset in
    release|spare|shared)
      cmake --build --preset "$preset" -j "$jobs" --target tbbimg_tool
      make_a_thumbnail "build/$preset"
      ;;
    tsan)
      cmake --build --preset tsan -j "$jobs" --target engine_test kernels_test queue_test
      build/tsan/bin/engine_test -tc='byte_budget*,file*,directory_*,in_flight*,intake*,io_threads*,journal_writer*,lock_journal*,observer_queue*,run_state*,waiting_room*,work_clock*'
      build/tsan/bin/kernels_test -tc='buffer_pool*'
      build/tsan/bin/queue_test -tce='*histories*,*8 processes*'
      ;;
    *)
      cmake --build --preset "$preset" -j "$jobs"
      ctest --test-dir "build/$preset" --output-on-failure -j $((jobs + 1))  # many wait for a signal or a disk
      ;;
  esac
done
