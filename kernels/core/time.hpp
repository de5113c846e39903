// Points in time, as files and journals have them.
#pragma once

#include <chrono>
#include <cstdint>
#include <ctime>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace tbbimg {

/// Since 1970, as stat() and clock_gettime() tell it; what lies before 1678 or after 2261 is the first or last that
/// fits.
[[nodiscard]] constexpr std::int64_t nanoseconds_of(const timespec& time) noexcept {
  constexpr std::int64_t kPerSecond = 1'000'000'000;
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLast = kMax / kPerSecond - 1;
  const std::int64_t seconds = time.tv_sec;
  if (seconds > kLast) return kMax;
  if (seconds < -kLast) return -kMax;
  return seconds * kPerSecond + time.tv_nsec;
}
[[nodiscard]] constexpr std::int64_t milliseconds_of(const timespec& time) noexcept {
  return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
}

/// "2026-11-21T19:20:00.123Z" (RFC 3339) of milliseconds since 1970.
[[nodiscard]] std::string time_text(std::int64_t ms);
/// The same without fractions: "2026-11-21T19:20:00Z".
[[nodiscard]] std::string time_text(std::chrono::system_clock::time_point time);

/// Milliseconds since 1970 of a time_text() with fractions; nothing if it is none.
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace tbbimg
