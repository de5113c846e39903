#include "engine/files/place.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace tbbimg {
namespace {

namespace fs = std::filesystem;

std::optional<dev_t> device_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_dev;
}

bool is_mount_point(const std::string& folder) { return device_of(folder) != device_of(folder + "/.."); }

tl::unexpected<Error> unreachable(int reason, Stage stage, const std::string& folder) {
  Error error = system_error(reason, folder, "cannot be reached", stage);
  error.retryable = true;
  return fail(std::move(error));
}

}  // namespace

std::string mount_point_of(const std::string& path) {
  std::error_code error;
  fs::path folder = fs::canonical(path, error);
  const auto device = device_of(folder);
  if (error || !device) return {};
  while (folder.has_relative_path() && device_of(folder.parent_path()) == device) folder = folder.parent_path();
  return folder.string();
}

Place::Place(std::string folder) : folder_(std::move(folder)), mount_(mount_point_of(folder_)) {
  if (mount_ == "/") mount_.clear();
  struct stat status {};
  if (::stat(folder_.c_str(), &status) != 0) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

Status Place::check_same(Stage stage) const {
  struct stat status {};
  if (::stat(folder_.c_str(), &status) != 0) return unreachable(errno, stage, folder_);
  if (status.st_dev == device_ && status.st_ino == inode_) return {};
  return fail({.code = ErrorCode::not_found,
               .message = "is gone: another folder is in its place, to which a file system was mounted or unmounted or "
                          "which was made anew",
               .stage = stage,
               .path = folder_,
               .retryable = true});
}

Status Place::check(Stage stage) const {
  // A folder that cannot be looked up says why below.
  if (!mount_.empty() && device_of(mount_) && !is_mount_point(mount_)) {
    return fail({.code = ErrorCode::not_found,
                 .message = "cannot be reached: nothing is mounted on " + mount_ + " any more",
                 .stage = stage,
                 .path = folder_,
                 .retryable = true});
  }
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::opendir(folder_.c_str()), &::closedir);
  if (stream == nullptr) {
    // It is this process that lacks something.
    if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) return {};
    return unreachable(errno, stage, folder_);
  }
  errno = 0;
  if (::readdir(stream.get()) == nullptr && errno != 0) return unreachable(errno, stage, folder_);
  return {};
}

}  // namespace tbbimg
