#!/bin/sh
# Installs what is missing, builds, and runs all tests.
# usage: ./test.sh [dev|asan|tsan ...]      default: dev
#   dev:  gcc, warnings are errors
#   asan: clang with AddressSanitizer and UndefinedBehaviorSanitizer; the fuzzers are built and replay their seeds
#   tsan: clang with ThreadSanitizer; only what does not run inside oneTBB, whose Debian build TSan cannot see into
set -eu
cd "$(dirname "$0")"

./.ci/install-packages.sh test
jobs=$(nproc)
for preset in "${@:-dev}"; do
  case $preset in dev|asan|tsan) ;; *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
  echo "== $preset"
  cmake --preset "$preset" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache >/dev/null
  cmake --build --preset "$preset" -j "$jobs"
  case $preset in
    tsan)
      "build/$preset/bin/engine_test" -tc='byte_budget*,file*,directory_*,in_flight*,intake*,io_threads*,journal_writer*,observer_queue*,run_state*,waiting_room*,work_clock*'
      "build/$preset/bin/kernels_test" -tc='buffer_pool*'
      ;;
    *) ctest --test-dir "build/$preset" --output-on-failure -j "$jobs" ;;
  esac
done
