#pragma once

#include <sys/stat.h>

#include <compare>
#include <cstdint>

namespace tbbimg {

/// What makes two paths one file or folder.
struct FileId {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  FileId() = default;
  explicit FileId(const struct stat& status) noexcept : device(status.st_dev), inode(status.st_ino) {}
  friend auto operator<=>(const FileId&, const FileId&) = default;
};

}  // namespace tbbimg
