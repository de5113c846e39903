// A file's lines in bounded memory. Internal to the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tbbimg::detail {

/// Reads from the start of a file, with read offsets of its own. What follows the last line feed is no line: a journal
/// ends so if its run was killed while it wrote.
class LineReader {
 public:
  explicit LineReader(int file) : file_(file) {}

  struct Line {
    std::string_view text;  ///< without its line feed; valid until next()
    std::uint64_t offset;
  };
  /// Nothing at the end, or at an error().
  [[nodiscard]] std::optional<Line> next();

  /// An errno value, or 0.
  [[nodiscard]] int error() const noexcept { return error_; }

 private:
  [[nodiscard]] bool read_more();

  int file_;
  int error_ = 0;
  std::string buffer_;
  std::size_t begin_ = 0;          ///< of what has not been given out
  std::uint64_t file_offset_ = 0;  ///< of the buffer's start
};

}  // namespace tbbimg::detail
