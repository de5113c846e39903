#include "engine/watch/console.hpp"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "engine/files/file_descriptor.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kFallbackColumns = 80;
constexpr std::string_view kClearLine = "\r\x1b[K";
constexpr std::string_view kPlain = "\x1b[0m";

bool shows_colors(int file) noexcept {
  const auto is_set = [](const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != 0;
  };
  return ::isatty(file) == 1 && !is_set("NO_COLOR") && is_set("TERM") &&
         std::string_view(std::getenv("TERM")) != "dumb";
}

}  // namespace

Console::Console(int file) noexcept : file_(file), has_colors_(shows_colors(file)) {}

// One write() for each line, so that lines of several processes do not mix. Nobody can be told if it fails.
void Console::write(std::string_view text) const noexcept {
  while (!text.empty()) {
    const ssize_t count = uninterrupted([&] { return ::write(file_, text.data(), text.size()); });
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

// Asked anew each time: the window may have been resized.
std::size_t Console::columns() const noexcept {
  winsize size{};
  if (::ioctl(file_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kFallbackColumns;
  return size.ws_col;
}

bool Console::writes_to(int file) const noexcept {
  struct stat other {};
  struct stat own {};
  return ::fstat(file, &other) == 0 && ::fstat(file_, &own) == 0 && other.st_dev == own.st_dev &&
         other.st_ino == own.st_ino;
}

void Console::line(std::string_view text, Ink ink) {
  std::string whole = one_line(text);
  if (has_colors_ && ink != Ink::plain) whole = (ink == Ink::red ? "\x1b[31m" : "\x1b[33m") + whole.append(kPlain);
  whole += '\n';
  const std::lock_guard lock(mutex_);
  write(bar_.empty() ? whole : std::string(kClearLine) + whole + bar_);
}

void Console::draw(std::string_view bar) {
  const std::lock_guard lock(mutex_);
  if (bar.empty() && bar_.empty()) return;
  bar_ = bar;
  write(std::string(kClearLine) + bar_);
}

}  // namespace tbbimg
