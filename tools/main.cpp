#include <malloc.h>

#include <span>

#include "tools/command_line.hpp"

namespace {

// Codecs allocate per image, on whichever thread decodes it. glibc raises the size from which it maps memory as large
// blocks are freed, up to 32 MiB, and keeps an arena per thread: blocks of past images then stay resident on every
// thread. With a fixed threshold large blocks go back to the system when they are freed.
void give_memory_back() noexcept { mallopt(M_MMAP_THRESHOLD, 1 << 20); }

}  // namespace

int main(int argc, char** argv) {
  give_memory_back();
  const std::span<char* const> arguments(argv, static_cast<std::size_t>(argc));
  return static_cast<int>(tbbimg::tools::run_command_line(arguments.subspan(argc > 0 ? 1 : 0)));
}
