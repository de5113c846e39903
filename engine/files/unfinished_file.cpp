#include "engine/files/unfinished_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <utility>

namespace tbbimg {
namespace {

// What file systems say that lack a way of renaming or linking: FUSE EINVAL or ENOSYS, vfat and exfat EPERM, a
// network's EOPNOTSUPP, one whose links are counted EMLINK. EPERM may also be meant: then what is tried next fails
// likewise.
bool is_not_supported(int reason) noexcept {
  return reason == EINVAL || reason == ENOSYS || reason == EOPNOTSUPP || reason == EPERM || reason == EMLINK;
}

// ext4 and XFS write a file's size and then its new name in the order of their journals: bytes that are written before
// that are there as soon as the name is.
bool bring_to_disk(int file, SyncMode sync) noexcept {
  constexpr unsigned kWriteAndWait = SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
  switch (sync) {
    case SyncMode::none: return true;
    case SyncMode::group:
      return ::sync_file_range(file, 0, 0, kWriteAndWait) == 0 || errno == ENOSYS || errno == ESPIPE;
    case SyncMode::each: return ::fdatasync(file) == 0 || is_not_supported(errno);
  }
  return true;
}

}  // namespace

UnfinishedFile::UnfinishedFile(int room, std::string name) noexcept
    : room_(room),
      name_(std::move(name)),
      file_(::openat(room, name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)),
      is_left_(file_.valid() || errno != EEXIST) {}

bool UnfinishedFile::write(std::span<const std::uint8_t> bytes, SyncMode sync) noexcept {
  while (!bytes.empty()) {
    const ssize_t count = uninterrupted([&] { return ::write(file_.get(), bytes.data(), bytes.size()); });
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return bring_to_disk(file_.get(), sync) && file_.close();
}

bool UnfinishedFile::publish(int folder, const std::string& name, IfExists if_exists) noexcept {
  const char* const from = name_.c_str();
  const char* const to = name.c_str();
  if (if_exists == IfExists::replace) {
    is_left_ = ::renameat(room_, from, folder, to) != 0;
    return !is_left_;
  }
  is_left_ = ::renameat2(room_, from, folder, to, RENAME_NOREPLACE) != 0;
  if (!is_left_ || !is_not_supported(errno)) return !is_left_;
  // A hard link does not replace either (NFS).
  if (::linkat(room_, from, folder, to, 0) == 0) return true;
  if (!is_not_supported(errno)) return false;
  struct stat status {};
  if (::fstatat(folder, to, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    errno = EEXIST;
    return false;
  }
  is_left_ = errno != ENOENT || ::renameat(room_, from, folder, to) != 0;
  return !is_left_;
}

bool UnfinishedFile::discard() noexcept {
  if (!is_left_) return true;
  is_left_ = ::unlinkat(room_, name_.c_str(), 0) != 0 && errno != ENOENT;
  return !is_left_;
}

}  // namespace tbbimg
