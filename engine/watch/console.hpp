// One stderr, or another file, for error lines and the progress bar of a run.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace tbbimg {

/// All members may be called from any thread.
class Console {
 public:
  /// `file` is open as long as this lives.
  explicit Console(int file = STDERR_FILENO) noexcept : file_(file) {}
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console() { draw({}); }

  /// Writes `text` as one whole line, control characters escaped; a bar moves below it.
  void line(std::string_view text);
  /// Puts `bar`, which must fit into the terminal's width, in the place of the one before; an empty one clears it.
  void draw(std::string_view bar);

  /// Of the terminal at this moment, or 80.
  [[nodiscard]] std::size_t columns() const noexcept;
  /// Whether `file`, a descriptor, is the same file.
  [[nodiscard]] bool writes_to(int file) const noexcept;

 private:
  void write(std::string_view text) const noexcept;

  const int file_;
  std::mutex mutex_;
  std::string bar_;
};

}  // namespace tbbimg
