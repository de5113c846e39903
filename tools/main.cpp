#include <span>

#include "tools/command_line.hpp"

int main(int argc, char** argv) {
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  return static_cast<int>(tbbimg::tools::run_command_line(arguments.subspan(argc > 0 ? 1 : 0)));
}
