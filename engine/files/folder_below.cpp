#include "engine/files/folder_below.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "engine/files/folder_listing.hpp"

namespace tbbimg {
namespace {

// -1 with errno set.
int open_folder(int parent, const char* name, IfMissing if_missing) noexcept {
  constexpr int kFlags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const int folder = ::openat(parent, name, kFlags);
  if (folder >= 0 || errno != ENOENT || if_missing == IfMissing::fail) return folder;
  if (::mkdirat(parent, name, 0777) != 0 && errno != EEXIST) return -1;
  return ::openat(parent, name, kFlags);
}

// Why `name` in `parent` could not be opened, as errno tells.
Error explain(int reason, int parent, const std::string& name, const std::string& path) {
  struct stat status {};
  const bool is_in_the_way = reason == ENOTDIR && ::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
  if (!is_in_the_way) return system_error(reason, path, "cannot be opened as a folder for outputs", Stage::write);
  return {
      .code = ErrorCode::invalid_argument,
      .message = S_ISLNK(status.st_mode)
                     ? "is a link, and outputs are never written through a link below the output folder, which might "
                       "lead out of it; mount that folder there (mount --bind), or choose another output folder or "
                       "--name"
                     : "is in the way: it is no folder, and an output is to go below it",
      .stage = Stage::write,
      .path = path,
      .kind = ErrorKind::name_taken};
}

}  // namespace

Result<FileDescriptor> open_folder_below(int root, const std::string& root_path, std::string_view relative,
                                         IfMissing if_missing) {
  FileDescriptor folder;
  for (std::size_t begin = 0; begin == 0 || begin < relative.size();) {
    const std::size_t end = std::min(relative.find('/', begin), relative.size());
    const int parent = folder.valid() ? folder.get() : root;
    const std::string name(relative.empty() ? "." : relative.substr(begin, end - begin));
    FileDescriptor next(open_folder(parent, name.c_str(), if_missing));
    if (!next.valid()) {
      return fail(explain(errno, parent, name, joined_path(root_path, relative.substr(0, end))));
    }
    folder = std::move(next);
    begin = end + 1;
  }
  return folder;
}

}  // namespace tbbimg
