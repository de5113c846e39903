#pragma once

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace tbbimg {

/// Repeats a system call that signals interrupt, but not for ever (some network file systems interrupt every one): then
/// it fails with EINTR, as with any other errno.
template <class Call>
[[nodiscard]] auto uninterrupted(const Call& call) {
  constexpr int kMostRepeats = 100;
  auto result = call();
  for (int i = 0; result < 0 && errno == EINTR && i < kMostRepeats; ++i) result = call();
  return result;
}

/// Owns a file descriptor, or -1.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) noexcept : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }

  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool valid() const noexcept { return fd_ >= 0; }
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }
  /// False with errno set if the last bytes did not reach the file system (NFS, quotas).
  [[nodiscard]] bool close() noexcept { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

}  // namespace tbbimg
