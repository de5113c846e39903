// Where in which file system a path leads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tbbimg {

/// A place in a file system, whatever that is mounted on.
struct PlaceInFileSystem {
  std::string device;
  std::string path;

  friend bool operator==(const PlaceInFileSystem&, const PlaceInFileSystem&) = default;
  /// Whether it is `other` or below it.
  [[nodiscard]] bool is_in(const PlaceInFileSystem& other) const noexcept;
};

/// Whether `path` is `folder` or below it; both are resolved.
[[nodiscard]] bool is_path_in(std::string_view path, std::string_view folder) noexcept;

/// As of when it was made; where /proc says nothing, all is one file system.
class MountTable {
 public:
  MountTable();

  [[nodiscard]] PlaceInFileSystem place_of(const std::string& real_path) const;
  struct Mount {
    std::string point;
    PlaceInFileSystem root;
  };
  /// What is mounted below `folder`, which is resolved.
  [[nodiscard]] std::vector<Mount> mounts_below(const std::string& folder) const;

 private:
  std::vector<Mount> mounts_;  ///< in the order of mounting
};

}  // namespace tbbimg
