#include "tools/written_file.hpp"

#include <filesystem>
#include <system_error>

#include "engine/files/named_file.hpp"
#include "tools/print.hpp"

namespace tbbimg::tools {

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error) && !error;
}

ExitCode write_result(const std::string& path, std::span<const std::uint8_t> bytes) {
  const Status status = replace_named_file(path, bytes);
  if (status) return ExitCode::done;
  const bool is_full = status.error().code == ErrorCode::no_space;
  return complain(is_full ? ExitCode::environment : ExitCode::cannot_create, status.error());
}

}  // namespace tbbimg::tools
