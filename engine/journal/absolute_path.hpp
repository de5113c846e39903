// One spelling for a path, wherever a run was started.
#pragma once

#include <string>
#include <string_view>

namespace tbbimg {

/// Makes paths absolute without asking the file system: `folder` in front of relative ones; "." and repeated slashes
/// go. ".." stays, because behind a link it is not what is written in front of it.
class AbsolutePath {
 public:
  explicit AbsolutePath(std::string folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::string operator()(std::string_view path) const;

 private:
  std::string folder_;
};

}  // namespace tbbimg
