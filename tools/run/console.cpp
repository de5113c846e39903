#include "tools/run/console.hpp"

#include <unistd.h>

#include "engine/files/file_descriptor.hpp"
#include "tools/text/format.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";

// One write() for each line, so that lines of several processes do not mix. Nobody can be told if it fails.
void write_to_stderr(std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t count = uninterrupted([&] { return ::write(STDERR_FILENO, text.data(), text.size()); });
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

void Console::line(std::string_view text) {
  const std::string whole = one_line(text) + "\n";
  const std::lock_guard lock(mutex_);
  write_to_stderr(bar_.empty() ? whole : std::string(kClearLine) + whole + bar_);
}

void Console::draw(std::string_view bar) {
  const std::lock_guard lock(mutex_);
  if (bar.empty() && bar_.empty()) return;
  bar_ = bar;
  write_to_stderr(std::string(kClearLine) + bar_);
}

}  // namespace tbbimg::tools
