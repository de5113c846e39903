#include "kernels/core/time.hpp"

#include <array>
#include <cstdio>

namespace tbbimg {
namespace {

// "2026-11-21T19:20:00", of seconds since 1970.
std::string date_and_time(std::time_t seconds) {
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 64> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  return text.data();
}

}  // namespace

std::string time_text(std::int64_t ms) {
  std::array<char, 16> fraction{};
  std::snprintf(fraction.data(), fraction.size(), ".%03dZ", static_cast<int>(ms % 1000));
  return date_and_time(static_cast<std::time_t>(ms / 1000)) + fraction.data();
}

std::string time_text(std::chrono::system_clock::time_point time) {
  return date_and_time(std::chrono::system_clock::to_time_t(time)) + "Z";
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  std::tm utc{};
  int ms = 0;
  char zone = 0;
  const int fields = std::sscanf(std::string(text).c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d%c", &utc.tm_year, &utc.tm_mon,
                                 &utc.tm_mday, &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &ms, &zone);
  if (fields != 8 || zone != 'Z') return std::nullopt;
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  return std::int64_t{::timegm(&utc)} * 1000 + ms;
}

}  // namespace tbbimg
