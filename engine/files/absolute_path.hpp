// One spelling for a path, wherever a run was started.
#pragma once

#include <string>
#include <string_view>

namespace tbbimg {

/// Makes paths absolute without asking the file system: `folder` in front of relative ones; ".", repeated slashes and
/// ".." with what is in front of it go. For names to compare: behind a link, ".." leads elsewhere, so open none of
/// them.
class AbsolutePath {
 public:
  explicit AbsolutePath(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::string operator()(std::string_view path) const;

 private:
  std::string folder_;
};

}  // namespace tbbimg
