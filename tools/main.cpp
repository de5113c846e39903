#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <span>

#include "engine/system/resources.hpp"
#include "engine/system/thread.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/last_wall.hpp"
#include "tools/standard_streams.hpp"

namespace {

bool is_address_space_limited() noexcept {
  rlimit limit{};
  return ::getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY;
}

// Threads of libraries (log, metrics) do what ours do.
void make_stacks_small() noexcept {
  pthread_attr_t attributes;
  if (::pthread_attr_init(&attributes) != 0) return;
  ::pthread_attr_setstacksize(&attributes, tbbimg::kSmallStack);
  ::pthread_setattr_default_np(&attributes);
  ::pthread_attr_destroy(&attributes);
}

}  // namespace

int main(int argc, char** argv) {
  if (!tbbimg::tools::open_standard_streams()) return static_cast<int>(tbbimg::tools::ExitCode::environment);
  tbbimg::tools::install_last_wall();
  make_stacks_small();
  // glibc gives threads up to eight arenas a processor, each with a peak of its own: a long run took 20 % more memory
  // than with few of them, and no less processor time. Each reserves 64 MiB of address space.
  mallopt(M_ARENA_MAX, is_address_space_limited() ? 1 : std::max(tbbimg::available_processors() / 2, 1));
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  return static_cast<int>(tbbimg::tools::run_command_line(arguments.subspan(argc > 0 ? 1 : 0)));
}
