#include <malloc.h>

#include <algorithm>
#include <span>

#include "engine/system/resources.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/standard_streams.hpp"

int main(int argc, char** argv) {
  if (!tbbimg::tools::open_standard_streams()) return static_cast<int>(tbbimg::tools::ExitCode::environment);
  // glibc gives threads up to eight arenas a processor, each with a peak of its own: a long run took 20 % more memory
  // than with few of them, and no less processor time.
  mallopt(M_ARENA_MAX, std::max(tbbimg::available_processors() / 2, 1));
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  return static_cast<int>(tbbimg::tools::run_command_line(arguments.subspan(argc > 0 ? 1 : 0)));
}
