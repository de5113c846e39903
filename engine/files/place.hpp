// A folder that may go away while a run works on it: a root of a source, or the output.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/core/error.hpp"

namespace tbbimg {

/// The highest folder above `path`, links resolved, on the same file system; empty if it cannot be found out.
[[nodiscard]] std::string mount_point_of(const std::string& path);

/// Immutable.
class Place {
 public:
  /// Remembers the mount that `folder` lies on now.
  explicit Place(std::string folder);

  [[nodiscard]] const std::string& folder() const noexcept { return folder_; }
  /// Of the file system that it lay on then.
  [[nodiscard]] std::uint64_t device() const noexcept { return device_; }

  /// Whether the folder can be listed, on a mount as it was when the place was made: an unmounted folder is there, but
  /// empty. Blocks as long as the file system does. The error has the folder and `stage`.
  [[nodiscard]] Status check(Stage stage) const;

  /// Whether the folder is the very one that it was when the place was made, and neither gone nor another of its name.
  /// One system call. Errors as check().
  [[nodiscard]] Status check_same(Stage stage) const;

 private:
  std::string folder_;
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
  std::string mount_;  ///< empty if it cannot go away
};

}  // namespace tbbimg
