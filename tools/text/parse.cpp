#include "tools/text/parse.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <ctime>
#include <string>

#include "kernels/core/numbers.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::string_view kSizeHelp = "write bytes, or a size such as 256M, 1.5GB or 512MiB";

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

Result<std::uint64_t> parse_file_size(std::string_view text) {
  const auto bytes = parse_bytes(text);
  if (bytes) return *bytes;
  return fail(ErrorCode::invalid_argument,
              "'" + std::string(text) + "' is no size; write bytes, or a size such as 20K or 1.5MB");
}

Result<std::chrono::milliseconds> parse_moment(std::string_view text) {
  using Clock = std::chrono::system_clock;
  const std::string typed(text);
  // As tbbimg writes them.
  if (const auto written = parse_time(text)) return std::chrono::milliseconds(*written);
  // Behind a day, the time of that day; both by the clock on the wall.
  for (const char* const form :
       {"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"}) {
    std::tm time{};
    const char* const end = ::strptime(typed.c_str(), form, &time);
    if (end == nullptr || *end != 0) continue;
    time.tm_isdst = -1;
    const int day = time.tm_mday;
    const std::time_t seconds = std::mktime(&time);
    if (seconds <= 0 || time.tm_mday != day) break;  // February 30th
    return std::chrono::seconds(seconds);
  }
  const bool is_days = text.ends_with('d');
  const auto days = is_days ? parse_number(text.substr(0, text.size() - 1)) : std::nullopt;
  const auto ago = is_days ? Result<std::chrono::milliseconds>(std::chrono::milliseconds(
                                 std::llround(std::clamp(days.value_or(-1), -1.0, 1e5) * 24 * 3600e3)))
                           : parse_duration(text);
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch());
  if (ago && ago->count() >= 0 && *ago < now && !text.empty() &&
      std::isdigit(static_cast<unsigned char>(text.back())) == 0) {
    return now - *ago;
  }
  return fail(ErrorCode::invalid_argument,
              "'" + typed + "' is no time; write 2026-01-31, '2026-01-31 18:30', or how long ago: 7d, 12h, 30m");
}

Result<std::uint64_t> parse_pixels(std::string_view text) {
  constexpr std::string_view kUnits = "KMG";
  constexpr double kMost = 65'535.0 * 65'535.0;
  std::string_view number = text;
  double each = 1;
  if (!text.empty()) {
    const std::size_t unit = kUnits.find(static_cast<char>(text.back() & ~0x20));  // in either case
    if (unit != std::string_view::npos) {
      number.remove_suffix(1);
      each = std::pow(1000.0, static_cast<double>(unit) + 1);
    }
  }
  const auto value = parse_number(number);
  if (!value || *value * each < 1 || *value * each > kMost) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(text) + "' is no number of pixels; write 268435456, 268M or 1.5G, at most 4.29G");
  }
  return static_cast<std::uint64_t>(*value * each);
}

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    double milliseconds;
  };
  // Longer names first: "ms" ends with 's'.
  constexpr std::array<Unit, 4> kUnits = {{{"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}}};
  constexpr double kYear = 365.0 * 24 * 3600e3;
  std::string_view number = text;
  double milliseconds_each = 1e3;
  for (const Unit& unit : kUnits) {
    if (!text.ends_with(unit.name)) continue;
    number.remove_suffix(unit.name.size());
    milliseconds_each = unit.milliseconds;
    break;
  }
  const auto value = parse_number(number);
  if (!value || *value < 0 || *value * milliseconds_each > kYear) {
    return fail(ErrorCode::invalid_argument,
                "'" + std::string(text) + "' is no time; write seconds, or 500ms, 30s, 5m or 1h");
  }
  return std::chrono::milliseconds(std::llround(*value * milliseconds_each));
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
