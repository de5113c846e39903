// One stderr for error lines and the progress bar of a run.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace tbbimg::tools {

/// All members may be called from any thread.
class Console {
 public:
  Console() = default;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;
  ~Console() { draw({}); }

  /// Writes `text` as one whole line, control characters escaped; a bar moves below it.
  void line(std::string_view text);
  /// Puts `bar`, which must fit into the terminal's width, in the place of the one before; an empty one clears it.
  void draw(std::string_view bar);

 private:
  std::mutex mutex_;
  std::string bar_;
};

}  // namespace tbbimg::tools
