#include "engine/files/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "codecs/limits.hpp"
#include "engine/files/file_descriptor.hpp"
#include "engine/files/temporary_files.hpp"
#include "engine/files/unfinished_file.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

Error located(Error error, const std::string& path) {
  error.stage = Stage::read;
  error.path = path;
  return error;
}

struct OpenFile {
  int fd;
  std::uint64_t bytes;
  timespec changed;  ///< when its content was, last
};

// O_NONBLOCK: opening a FIFO without a writer must not hang; it has no effect on regular files.
Result<OpenFile> open_regular(const std::string& path) {
  const int fd = uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
  if (fd < 0) return fail(system_error(errno, path, "cannot open", Stage::read));
  struct stat status {};
  if (::fstat(fd, &status) != 0) {
    Error error = system_error(errno, path, "cannot stat", Stage::read);
    ::close(fd);
    return fail(std::move(error));
  }
  if (!S_ISREG(status.st_mode)) {
    ::close(fd);
    return fail({.code = ErrorCode::unsupported,
                 .message = S_ISDIR(status.st_mode) ? "is a folder" : "is not a regular file",
                 .stage = Stage::read,
                 .path = path});
  }
  return OpenFile{fd, static_cast<std::uint64_t>(status.st_size), status.st_mtim};
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

Result<Buffer> read_beginning(const FileDescriptor& file, const std::string& path, std::uint64_t bytes,
                              const BufferPool& pool) {
  auto buffer = pool.allocate(bytes);
  if (!buffer) return fail(located(std::move(buffer).error(), path));
  ::lseek(file.get(), 0, SEEK_SET);
  const ssize_t count = read_fully(file.get(), buffer->data(), bytes);
  if (count < 0) return fail(system_error(errno, path, "cannot read", Stage::read));
  buffer->set_size(static_cast<std::size_t>(count));
  return buffer;
}

class OpenByteSource final : public CountingByteSource {
 public:
  OpenByteSource(FileDescriptor file, std::string path, const OpenFile& open) noexcept
      : file_(std::move(file)), path_(std::move(path)), bytes_(open.bytes), changed_(open.changed) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return bytes_; }
  [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return read_.load(std::memory_order_relaxed); }
  /// Nothing may be read of it any more.
  [[nodiscard]] FileDescriptor release() noexcept { return std::move(file_); }

  [[nodiscard]] Status read_at(std::uint64_t offset, std::span<std::uint8_t> to) const override {
    while (!to.empty()) {
      const ssize_t count =
          uninterrupted([&] { return ::pread(file_.get(), to.data(), to.size(), static_cast<off_t>(offset)); });
      if (count < 0) return fail(system_error(errno, path_, "cannot read", Stage::read));
      if (count == 0) return has_changed();
      offset += static_cast<std::uint64_t>(count);
      read_.fetch_add(static_cast<std::uint64_t>(count), std::memory_order_relaxed);
      to = to.subspan(static_cast<std::size_t>(count));
    }
    // Parts of two files would make one picture.
    struct stat now {};
    if (::fstat(file_.get(), &now) != 0) return fail(system_error(errno, path_, "cannot stat", Stage::read));
    const bool is_the_same = now.st_mtim.tv_sec == changed_.tv_sec && now.st_mtim.tv_nsec == changed_.tv_nsec;
    return is_the_same ? Status{} : has_changed();
  }

 private:
  [[nodiscard]] Status has_changed() const {
    return fail({.code = ErrorCode::read_failed,
                 .message = "was changed while it was read; run again once nobody writes it",
                 .stage = Stage::read,
                 .path = path_});
  }

  FileDescriptor file_;
  std::string path_;
  std::uint64_t bytes_;
  timespec changed_;
  mutable std::atomic<std::uint64_t> read_ = 0;
};

// Each try reads four times as much as the one before, and at most half of the file and of what may be read: what is
// read in vain is less than the file, and nothing is held twice.
Result<Buffer> read_open_picture(const FileDescriptor& file, const std::string& path, std::uint64_t file_bytes,
                                 std::uint64_t max_bytes, const BufferPool& pool, const PictureEnd& picture_end) {
  const std::uint64_t most = file_bytes > kLargeFile ? std::min(file_bytes, max_bytes) / 2 : 0;
  for (std::uint64_t bytes = kLargeFile / 4; bytes <= most; bytes *= 4) {
    TBBIMG_ASSIGN_OR_RETURN(Buffer beginning, read_beginning(file, path, bytes, pool));
    const auto end = picture_end(beginning.bytes());
    if (!end) continue;
    if (*end > beginning.capacity() / 2) {
      beginning.set_size(*end);
      return beginning;
    }
    beginning.reset();
    return read_beginning(file, path, *end, pool);
  }
  if (Status fits = check_file_size(file_bytes, {.max_file_bytes = max_bytes}); !fits) {
    return fail(located(std::move(fits).error(), path));
  }
  return read_beginning(file, path, file_bytes, pool);
}

// Without the bytes; nothing if the file is to be read whole.
Result<std::optional<FileInParts>> head_and_info(const ByteSource& bytes, const ReadOptions& options) {
  std::vector<std::uint8_t> head(kSignatureBytes);
  TBBIMG_RETURN_IF_ERROR(bytes.read_at(0, head));
  const Decoder* const decoder = options.codecs->find_decoder(head);
  if (decoder == nullptr || !decoder->reads_parts()) return std::nullopt;
  if (options.wants_own_bytes && decoder->can_strip()) return std::nullopt;
  auto info = decoder->probe_parts(bytes, options.choice);
  if (info && info->animated) return std::nullopt;
  return FileInParts{.bytes = nullptr, .head = std::move(head), .info = std::move(info)};
}

}  // namespace

Result<Buffer> read_file(const std::string& path, std::uint64_t max_bytes, const BufferPool& pool) {
  TBBIMG_ASSIGN_OR_RETURN(const OpenFile open, open_regular(path));
  const FileDescriptor file(open.fd);
  if (Status fits = check_file_size(open.bytes, {.max_file_bytes = max_bytes}); !fits) {
    return fail(located(std::move(fits).error(), path));
  }
  return read_beginning(file, path, open.bytes, pool);
}

Result<Buffer> read_picture(const std::string& path, std::uint64_t max_bytes, const BufferPool& pool,
                            const PictureEnd& picture_end) {
  TBBIMG_ASSIGN_OR_RETURN(const OpenFile open, open_regular(path));
  return read_open_picture(FileDescriptor(open.fd), path, open.bytes, max_bytes, pool, picture_end);
}

Result<SourceData> read_source(const std::string& path, const ReadOptions& options) {
  if (options.codecs == nullptr) {
    TBBIMG_ASSIGN_OR_RETURN(Buffer file, read_file(path, options.max_bytes, options.pool));
    return SourceData(std::move(file));
  }
  TBBIMG_ASSIGN_OR_RETURN(const OpenFile open, open_regular(path));
  FileDescriptor file(open.fd);
  if (open.bytes >= kInPartsFrom) {
    auto bytes = std::make_unique<OpenByteSource>(std::move(file), path, open);
    TBBIMG_ASSIGN_OR_RETURN(auto parts, head_and_info(*bytes, options));
    if (parts) {
      parts->bytes = std::move(bytes);
      return SourceData(*std::move(parts));
    }
    file = bytes->release();
  }
  TBBIMG_ASSIGN_OR_RETURN(Buffer picture, read_open_picture(file, path, open.bytes, options.max_bytes, options.pool,
                                                            picture_end_by(*options.codecs)));
  return SourceData(std::move(picture));
}

PictureEnd picture_end_by(const CodecRegistry& codecs) {
  return [&codecs](std::span<const std::uint8_t> beginning) -> std::optional<std::size_t> {
    const Decoder* const decoder = codecs.find_decoder(beginning);
    return decoder != nullptr ? decoder->picture_end(beginning) : std::nullopt;
  };
}

Result<std::string> read_head(const std::string& path, std::size_t count) {
  TBBIMG_ASSIGN_OR_RETURN(const OpenFile open, open_regular(path));
  const FileDescriptor file(open.fd);
  std::string head(count, '\0');
  const ssize_t got = read_fully(file.get(), reinterpret_cast<std::uint8_t*>(head.data()), count);
  if (got < 0) return fail(system_error(errno, path, "cannot read", Stage::read));
  head.resize(static_cast<std::size_t>(got));
  return head;
}

Status check_regular_file(const std::string& path) {
  TBBIMG_ASSIGN_OR_RETURN(const OpenFile open, open_regular(path));
  const FileDescriptor file(open.fd);
  return {};
}

Status make_folder_of(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(folder_of(path), error);
  if (!error) return {};
  return fail(system_error(error.value(), path, "cannot create its folder", Stage::write));
}

Status write_file_atomically(const std::string& path, std::span<const std::uint8_t> bytes, IfExists if_exists) {
  const std::string folder = folder_of(path);
  // A short name of its own, because the file's may already be as long as the file system allows.
  std::optional<UnfinishedFile> file(std::in_place, AT_FDCWD, folder + "/" + temporary_name());
  if (!file->valid() && errno == ENOENT) {
    TBBIMG_RETURN_IF_ERROR(make_folder_of(path));
    file.emplace(AT_FDCWD, folder + "/" + temporary_name());
  }
  if (!file->valid()) return fail(system_error(errno, path, "cannot create", Stage::write));
  if (file->write(bytes) && file->publish(AT_FDCWD, path, if_exists)) return {};
  if (errno != EEXIST) return fail(system_error(errno, path, "cannot write", Stage::write));
  return fail({.code = ErrorCode::already_exists,
               .message = "is there already and is kept",
               .stage = Stage::write,
               .path = path});
}

Status check_room(int folder, const std::string& path, std::uint64_t bytes) {
  FileDescriptor file(::openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666));
  if (!file.valid() && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL || errno == ENOSYS)) {
    const std::string temporary = temporary_name();
    file = FileDescriptor(::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.valid()) ::unlinkat(folder, temporary.c_str(), 0);
  }
  if (!file.valid()) return fail(system_error(errno, path, "cannot create a file in it", Stage::write));
  const int reason = bytes == 0 ? 0 : ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes));
  // EFBIG: no file of this process may be that large (ulimit -f), which says nothing of the folder.
  if (reason == 0 || reason == EFBIG) return {};
  Error error =
      system_error(reason, path, "has no room for a file of " + std::to_string(bytes) + " bytes", Stage::write);
  error.details = ErrorFacts{.figures = {{"bytes", bytes}}, .system_error = reason};
  return fail(std::move(error));
}

}  // namespace tbbimg
