#include "engine/files/state_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

constexpr const char* kTemporaries = "tmp";

Error not_ours(const std::string& path, const struct stat& status, std::string_view wanted) {
  const std::string what = S_ISLNK(status.st_mode) ? "a link, and tbbimg follows none to its own files"
                                                   : "no " + std::string(wanted) + ", and tbbimg keeps its own there";
  return {.code = ErrorCode::invalid_argument,
          .message = "is " + what + "; remove it, or choose another output folder",
          .path = path};
}

bool holds_only(int folder, std::string_view name) noexcept {
  FileDescriptor listed(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(listed.get()), &::closedir);
  if (stream == nullptr) return false;
  static_cast<void>(listed.release());
  while (const dirent* entry = ::readdir(stream.get())) {
    const std::string_view found = entry->d_name;
    if (found != "." && found != ".." && found != name) return false;
  }
  return true;
}

Result<FileDescriptor> make_folder(int parent, const char* name, const std::string& path) {
  if (::mkdirat(parent, name, 0777) != 0 && errno != EEXIST) {
    return fail(system_error(errno, path, "cannot be created"));
  }
  FileDescriptor folder(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder.valid()) return folder;
  const int reason = errno;
  struct stat status {};
  if (::fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(status.st_mode)) {
    return fail(not_ours(path, status, "folder"));
  }
  return fail(system_error(reason, path, "cannot be opened"));
}

}  // namespace

Result<StateFolder> StateFolder::make(int output, const std::string& path) {
  const std::string name(kStateFolder);
  StateFolder state;
  TBBIMG_ASSIGN_OR_RETURN(state.folder_, make_folder(output, name.c_str(), path + "/" + name));
  TBBIMG_ASSIGN_OR_RETURN(state.temporaries_,
                          make_folder(state.folder_.get(), kTemporaries, path + "/" + name + "/" + kTemporaries));
  return state;
}

// Beside a journal it stays: runs of other shards may be using it.
void StateFolder::leave(int output) const noexcept {
  if (!holds_only(folder_.get(), kTemporaries)) return;
  ::unlinkat(folder_.get(), kTemporaries, AT_REMOVEDIR);
  ::unlinkat(output, kStateFolder.data(), AT_REMOVEDIR);
}

Status check_state_folder(const std::string& output) {
  const std::string path = output + "/" + std::string(kStateFolder);
  struct stat status {};
  for (const std::string& each : {path, path + "/" + kTemporaries}) {
    if (::lstat(each.c_str(), &status) == 0 && !S_ISDIR(status.st_mode)) return fail(not_ours(each, status, "folder"));
  }
  return {};
}

Result<FileDescriptor> open_state_file(const std::string& path, int flags, std::string_view what) {
  const std::string name(file_name_of(path));
  // The folder, too, may have become a link meanwhile.
  const FileDescriptor folder(::open(folder_of(path).c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.valid()) return fail(system_error(errno, path, what));
  // A FIFO without another end blocks whoever opens it, unless O_NONBLOCK says not to.
  FileDescriptor file(::openat(folder.get(), name.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666));
  const int reason = errno;
  struct stat status {};
  const bool is_seen = file.valid() ? ::fstat(file.get(), &status) == 0
                                    : ::fstatat(folder.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (is_seen && !S_ISREG(status.st_mode)) return fail(not_ours(path, status, "regular file"));
  if (is_seen && status.st_nlink > 1) {
    return fail({.code = ErrorCode::invalid_argument,
                 .message =
                     "has another name elsewhere (a hard link), and tbbimg writes to its own files alone; remove it, "
                     "or choose another output folder",
                 .path = path});
  }
  if (!file.valid()) return fail(system_error(reason, path, what));
  return file;
}

}  // namespace tbbimg
