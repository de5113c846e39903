#include "engine/journal/detail/line_reader.hpp"

#include <unistd.h>

#include <cerrno>

#include "engine/files/file_descriptor.hpp"

namespace tbbimg::detail {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

}  // namespace

std::optional<LineReader::Line> LineReader::next() {
  std::size_t searched = begin_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      const Line line{std::string_view(buffer_).substr(begin_, end - begin_), file_offset_ + begin_};
      begin_ = end + 1;
      return line;
    }
    searched = buffer_.size() - begin_;
    if (!read_more()) return std::nullopt;
  }
}

// Moves what has not been given out to the buffer's start.
bool LineReader::read_more() {
  buffer_.erase(0, begin_);
  file_offset_ += begin_;
  begin_ = 0;
  const std::size_t kept = buffer_.size();
  buffer_.resize(kept + kBlock);
  const ssize_t count = uninterrupted(
      [&] { return ::pread(file_, buffer_.data() + kept, kBlock, static_cast<off_t>(file_offset_ + kept)); });
  if (count < 0) error_ = errno;
  buffer_.resize(kept + static_cast<std::size_t>(count > 0 ? count : 0));
  return count > 0;
}

}  // namespace tbbimg::detail
