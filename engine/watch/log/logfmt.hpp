// Lines of key=value pairs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tbbimg {

/// `value` between quotes; quotes, backslashes, what is_hidden() and bytes that are not UTF-8 are escaped as in C, so
/// that it stays on one line and can be read back byte for byte.
[[nodiscard]] std::string quoted_value(std::string_view value);

/// `event=NAME key=value key="value"`, put together piece by piece.
class LogLine {
 public:
  explicit LogLine(std::string_view event) : text_("event=") { text_ += event; }

  /// A file's name, a message: whatever may hold anything.
  LogLine& text(std::string_view key, std::string_view value);
  /// One of a few words.
  LogLine& word(std::string_view key, std::string_view value);
  LogLine& number(std::string_view key, std::uint64_t value);
  LogLine& number(std::string_view key, double value);  ///< three figures behind the point

  [[nodiscard]] const std::string& str() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace tbbimg
