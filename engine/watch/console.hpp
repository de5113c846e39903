// One stderr, or another file, for error lines and the progress bar of a run.
#pragma once

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace tbbimg {

/// All members may be called from any thread.
class Console {
 public:
  enum class Ink : std::uint8_t { plain, red, yellow };

  /// `file` is open as long as this lives. Colours are for terminals: none where NO_COLOR is set (no-color.org), or
  /// TERM is "dumb" or missing.
  explicit Console(int file = STDERR_FILENO) noexcept;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console() { draw({}); }

  /// Writes `text` as one whole line, control characters escaped; a bar moves below it.
  void line(std::string_view text, Ink ink = Ink::plain);
  /// Puts `bar`, which must fit into the terminal's width, in the place of the one before; an empty one clears it.
  void draw(std::string_view bar);

  /// Of the terminal at this moment, or 80.
  [[nodiscard]] std::size_t columns() const noexcept;
  /// Whether `file`, a descriptor, is the same file.
  [[nodiscard]] bool writes_to(int file) const noexcept;

 private:
  void write(std::string_view text) const noexcept;

  const int file_;
  const bool has_colors_;
  std::mutex mutex_;
  std::string bar_;
};

}  // namespace tbbimg
