// The one file that a subcommand writes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tools/exit_code.hpp"

namespace tbbimg::tools {

/// Whether both names lead to one file that is there.
[[nodiscard]] bool is_same_file(const std::string& a, const std::string& b);

/// replace_named_file(), and the code to end with, after it was told what failed.
[[nodiscard]] ExitCode write_result(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace tbbimg::tools
