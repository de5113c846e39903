#include "engine/files/inheritance.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "engine/files/file_descriptor.hpp"

namespace tbbimg {

Inheritance inheritance_of(int folder) {
  Inheritance inherited;
  struct stat status {};
  if (::fstat(folder, &status) == 0) {
    inherited.device = status.st_dev;
    inherited.group = status.st_gid;
    inherited.gives_group = (status.st_mode & S_ISGID) != 0;
  }
  // What is open with O_PATH alone has no attributes that could be read.
  const FileDescriptor readable(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  constexpr const char* kName = "system.posix_acl_default";
  const ssize_t bytes = ::fgetxattr(readable.get(), kName, nullptr, 0);
  if (bytes <= 0) return inherited;
  inherited.default_acl.resize(static_cast<std::size_t>(bytes));
  if (::fgetxattr(readable.get(), kName, inherited.default_acl.data(), inherited.default_acl.size()) != bytes)
    inherited.default_acl = "cannot be read";
  return inherited;
}

}  // namespace tbbimg
