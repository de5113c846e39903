#include "tools/text/parse.hpp"

#include <string>

#include "engine/operations/text.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::string_view kSizeHelp = "write bytes or a size such as 256M, 1.5G or 512MiB";

}  // namespace

Result<std::uint64_t> parse_memory(std::string_view text) {
  const auto bytes = parse_bytes(text);
  if (!bytes) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is no size; " + std::string(kSizeHelp));
  }
  if (*bytes < kMinMemory || *bytes > kMaxMemory) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is out of range; allowed: 1M to 1024T");
  }
  return *bytes;
}

Result<int> parse_count(std::string_view text, int min, int max) {
  const auto value = parse_integer(text);
  if (!value || *value < min || *value > max) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is not a whole number from " +
                                                 std::to_string(min) + " to " + std::to_string(max));
  }
  return *value;
}

}  // namespace tbbimg::tools
