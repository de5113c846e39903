#include "engine/io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "engine/io/file_descriptor.hpp"
#include "engine/io/temporary_files.hpp"

namespace tbbimg {
namespace {

tl::unexpected<Error> system_failure(Stage stage, const std::string& path, std::string_view what) {
  Error error = error_from_errno(errno, what, stage);
  error.path = path;
  return fail(std::move(error));
}

tl::unexpected<Error> failure(ErrorCode code, Stage stage, const std::string& path, std::string message) {
  return fail({code, std::move(message), stage, path, false});
}

struct OpenFile {
  int fd;
  std::uint64_t bytes;
};

// O_NONBLOCK: opening a FIFO without a writer must not hang; it has no effect on regular files.
Result<OpenFile> open_regular(const std::string& path) {
  const int fd = uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
  if (fd < 0) return system_failure(Stage::read, path, "cannot open");
  struct stat status {};
  if (::fstat(fd, &status) != 0) {
    const auto error = system_failure(Stage::read, path, "cannot stat");
    ::close(fd);
    return error;
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(fd);
    return failure(ErrorCode::unsupported, Stage::read, path,
                   S_ISDIR(status.st_mode) ? "is a folder" : "is not a regular file");
  }
  return OpenFile{fd, static_cast<std::uint64_t>(status.st_size)};
}

// Reads until `bytes` are there or the file ends; what was read, or -1 with errno set.
ssize_t read_fully(int fd, std::uint8_t* data, std::size_t bytes) noexcept {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t count = uninterrupted([&] { return ::read(fd, data + done, bytes - done); });
    if (count == 0) break;
    if (count < 0) return -1;
    done += static_cast<std::size_t>(count);
  }
  return static_cast<ssize_t>(done);
}

bool write_fully(int fd, std::span<const std::uint8_t> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t count = uninterrupted([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

std::string parent_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

int create_file(const std::string& path) noexcept {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

// True, or false with errno set.
bool publish(const std::string& temporary, const std::string& path, IfExists if_exists) noexcept {
  if (if_exists == IfExists::replace) return ::rename(temporary.c_str(), path.c_str()) == 0;
  if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  // File systems without RENAME_NOREPLACE (NFS): a hard link does not replace either.
  return ::link(temporary.c_str(), path.c_str()) == 0 && ::unlink(temporary.c_str()) == 0;
}

Status make_folder(const std::string& folder, const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return {};
  errno = error.value();
  return system_failure(Stage::write, path, "cannot create its folder");
}

}  // namespace

Result<Buffer> read_file(const std::string& path, std::uint64_t max_bytes, const BufferPool& pool) {
  TBBIMG_ASSIGN_OR_RETURN(const OpenFile open, open_regular(path));
  const FileDescriptor file(open.fd);
  if (open.bytes > max_bytes) {
    return failure(ErrorCode::limit_exceeded, Stage::read, path,
                   "is " + std::to_string(open.bytes) + " bytes long, the limit is " + std::to_string(max_bytes));
  }
  auto buffer = pool.allocate(open.bytes);
  if (!buffer) return failure(buffer.error().code, Stage::read, path, buffer.error().message);
  const ssize_t count = read_fully(file.get(), buffer->data(), open.bytes);
  if (count < 0) return system_failure(Stage::read, path, "cannot read");
  buffer->set_size(static_cast<std::size_t>(count));
  return buffer;
}

Result<std::string> read_head(const std::string& path, std::size_t count) {
  TBBIMG_ASSIGN_OR_RETURN(const OpenFile open, open_regular(path));
  const FileDescriptor file(open.fd);
  std::string head(count, '\0');
  const ssize_t got = read_fully(file.get(), reinterpret_cast<std::uint8_t*>(head.data()), count);
  if (got < 0) return system_failure(Stage::read, path, "cannot read");
  head.resize(static_cast<std::size_t>(got));
  return head;
}

Status write_file_atomically(const std::string& path, std::span<const std::uint8_t> bytes, IfExists if_exists,
                             const std::string& temporary_folder) {
  const std::string folder = parent_folder(path);
  const std::string& room = temporary_folder.empty() ? folder : temporary_folder;
  // A short name of its own, because the output's may already be as long as the file system allows.
  const std::string temporary = room + "/" + temporary_name();
  FileDescriptor file(create_file(temporary));
  if (!file.valid() && errno == ENOENT) {
    TBBIMG_RETURN_IF_ERROR(make_folder(room, path));
    file = FileDescriptor(create_file(temporary));
  }
  if (!file.valid()) return system_failure(Stage::write, path, "cannot create");
  bool is_there = write_fully(file.get(), bytes) && file.close() && publish(temporary, path, if_exists);
  if (!is_there && errno == ENOENT && make_folder(folder, path)) is_there = publish(temporary, path, if_exists);
  if (is_there) return {};
  const int reason = errno;
  ::unlink(temporary.c_str());
  if (reason == EXDEV && !temporary_folder.empty()) return write_file_atomically(path, bytes, if_exists);
  errno = reason;
  if (reason == EEXIST) return failure(ErrorCode::already_exists, Stage::write, path, "is there already and is kept");
  return system_failure(Stage::write, path, "cannot write");
}

Status check_room(const std::string& folder, std::uint64_t bytes) {
  const std::string temporary = folder + "/" + temporary_name();
  FileDescriptor file(::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
  if (!file.valid() && (errno == EOPNOTSUPP || errno == EISDIR)) {
    file = FileDescriptor(create_file(temporary));
    ::unlink(temporary.c_str());
  }
  if (!file.valid()) return system_failure(Stage::write, folder, "cannot create a file in it");
  const int reason = bytes == 0 ? 0 : ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes));
  // EFBIG: no file of this process may be that large (ulimit -f), which says nothing of the folder.
  if (reason == 0 || reason == EFBIG) return {};
  errno = reason;
  return system_failure(Stage::write, folder, "has no room for a file of " + std::to_string(bytes) + " bytes");
}

}  // namespace tbbimg
