#include "engine/files/named_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/files/file.hpp"
#include "engine/files/state_folder.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

tl::unexpected<Error> refused(const std::string& path, Sentence message) {
  return fail({.code = ErrorCode::unsupported, .message = std::move(message), .stage = Stage::write, .path = path});
}

tl::unexpected<Error> no_regular_file(const std::string& path, std::string_view what) {
  return refused(path, std::string(what) + ": only regular files are written");
}

Status check_kind(const std::string& path, mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return {};
    case S_IFDIR: return no_regular_file(path, "is a folder");
    case S_IFIFO: return no_regular_file(path, "is a pipe");
    case S_IFSOCK: return no_regular_file(path, "is a socket");
    default: return no_regular_file(path, "is a device");
  }
}

// `path` is as it is, or without links.
Status check_place(const std::string& path, std::string_view place) {
  const std::string folder = "/" + std::string(kStateFolder) + "/";
  if (("/" + std::string(place)).find(folder) == std::string::npos) return {};
  return refused(path, "lies in a folder of tbbimg's own files; choose another place");
}

// The path of the file itself, without links on the way.
Result<std::string> target_of(const std::string& path) {
  TBBIMG_RETURN_IF_ERROR(check_place(path, path));
  struct stat status {};
  // Follows links only as far as the system lets it (fs.protected_symlinks).
  if (::stat(path.c_str(), &status) == 0) {
    TBBIMG_RETURN_IF_ERROR(check_kind(path, status.st_mode));
  } else if (errno != ENOENT) {
    return fail(system_error(errno, path, "cannot be written", Stage::write));
  } else if (::lstat(path.c_str(), &status) != 0) {
    return path;
  }
  const std::unique_ptr<char, decltype(&std::free)> target(::realpath(path.c_str(), nullptr), &std::free);
  if (target == nullptr) return no_regular_file(path, "is a link that leads nowhere");
  TBBIMG_RETURN_IF_ERROR(check_place(path, target.get()));
  return std::string(target.get());
}

}  // namespace

Status check_named_file(const std::string& path, NamedFileUse use) {
  TBBIMG_ASSIGN_OR_RETURN(const std::string target, target_of(path));
  std::error_code ignored;
  if (use == NamedFileUse::append && std::filesystem::exists(target, ignored)) {
    if (::access(target.c_str(), W_OK) == 0) return {};
    return fail(system_error(errno, path, "cannot be opened", Stage::write));
  }
  std::filesystem::path folder = folder_of(target);
  while (folder.has_relative_path() && !std::filesystem::exists(folder, ignored)) folder = folder.parent_path();
  if (folder.empty()) folder = ".";
  errno = ENOTDIR;
  if (std::filesystem::is_directory(folder, ignored) && ::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return fail(system_error(errno, path, "no file can be written there", Stage::write));
}

Status check_no_image(const std::string& path, const CodecRegistry& codecs) {
  const auto head = read_head(path, kSignatureBytes);
  if (!head || head->empty()) return {};
  if (codecs.find_decoder({reinterpret_cast<const std::uint8_t*>(head->data()), head->size()}) == nullptr) return {};
  return fail({.code = ErrorCode::invalid_argument,
               .message = "is an image, which would be lost",
               .stage = Stage::write,
               .path = path});
}

Status try_named_file(const std::string& path) {
  TBBIMG_RETURN_IF_ERROR(check_named_file(path, NamedFileUse::replace));
  TBBIMG_ASSIGN_OR_RETURN(const std::string target, target_of(path));
  TBBIMG_RETURN_IF_ERROR(make_folder_of(target));
  const FileDescriptor folder(::open(folder_of(target).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  return check_room(folder.get(), path, 0);
}

Status replace_named_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  TBBIMG_ASSIGN_OR_RETURN(const std::string target, target_of(path));
  Status written = write_file_atomically(target, bytes, IfExists::replace);
  if (!written) written.error().path = path;
  return written;
}

Result<FileDescriptor> append_to_named_file(const std::string& path) {
  // Before it is opened: opening alone makes some devices act.
  TBBIMG_RETURN_IF_ERROR(check_named_file(path, NamedFileUse::append));
  TBBIMG_RETURN_IF_ERROR(make_folder_of(path));
  constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
  FileDescriptor file(::open(path.c_str(), kFlags, 0666));
  struct stat status {};
  if (!file.valid() || ::fstat(file.get(), &status) != 0) {
    return fail(system_error(errno, path, "cannot be opened", Stage::write));
  }
  TBBIMG_RETURN_IF_ERROR(check_kind(path, status.st_mode));
  return file;
}

}  // namespace tbbimg
