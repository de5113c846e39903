#include "tools/text/parse.hpp"

#include <cctype>
#include <optional>
#include <string>

#include "engine/operations/text.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::string_view kSizeHelp = "write bytes or a size such as 256M, 1.5G or 512MiB";

// The factor that a suffix stands for; nothing if it is none.
std::optional<double> factor_of(std::string_view suffix) noexcept {
  constexpr std::string_view kPrefixes = "kmgt";
  if (suffix.empty()) return 1;
  const auto prefix = kPrefixes.find(static_cast<char>(std::tolower(static_cast<unsigned char>(suffix.front()))));
  const std::string_view rest = suffix.substr(1);
  const bool binary =
      rest.empty() || ((rest.size() == 2) && (rest[0] == 'i' || rest[0] == 'I') && (rest[1] == 'b' || rest[1] == 'B'));
  if (prefix == std::string_view::npos || !binary) return std::nullopt;
  double factor = 1024;
  for (std::size_t i = 0; i < prefix; ++i) factor *= 1024;
  return factor;
}

}  // namespace

Result<std::uint64_t> parse_memory(std::string_view text) {
  const std::size_t end = text.find_first_not_of("0123456789.");
  const std::string_view digits = text.substr(0, end);
  const auto number = parse_number(digits);
  const auto factor = factor_of(end == std::string_view::npos ? std::string_view{} : text.substr(end));
  if (digits.empty() || !number || !factor) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is no size; " + std::string(kSizeHelp));
  }
  const double bytes = *number * *factor;
  if (bytes < static_cast<double>(kMinMemory) || bytes > static_cast<double>(kMaxMemory)) {
    return fail(ErrorCode::invalid_argument, "'" + std::string(text) + "' is out of range; allowed: 1M to 1024T");
  }
  return static_cast<std::uint64_t>(bytes);
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
