// A file's bytes, in memory or read a block at a time. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codecs/decoder.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// For one thread at a time. Refers to the memory or the source.
class FileBytes {
 public:
  static constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
  static constexpr std::size_t kPageBytes = 4096;  ///< enough for small numbers here and there

  explicit FileBytes(std::span<const std::uint8_t> memory) noexcept : window_(memory), size_(memory.size()) {}
  /// Holds `block_bytes`, or as many as at() is asked for.
  explicit FileBytes(const ByteSource& file, std::size_t block_bytes = kBlockBytes) noexcept
      : file_(&file), size_(file.size()), block_bytes_(block_bytes) {}
  FileBytes(FileBytes&&) noexcept = default;
  FileBytes& operator=(FileBytes&&) noexcept = default;
  ~FileBytes() = default;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] bool is_in_memory() const noexcept { return file_ == nullptr; }
  /// All bytes, if they are in memory.
  [[nodiscard]] std::span<const std::uint8_t> memory() const noexcept { return window_; }
  [[nodiscard]] bool holds(std::uint64_t offset, std::uint64_t bytes) const noexcept {
    return offset <= size_ && bytes <= size_ - offset;
  }

  /// `count` bytes from `offset` on, or as many as the file has there; none if it cannot be read, which failure()
  /// tells. They stay until the next call.
  [[nodiscard]] std::span<const std::uint8_t> at(std::uint64_t offset, std::size_t count) noexcept {
    const std::uint64_t begin = offset - window_at_;
    if (offset < window_at_ || begin > window_.size() || count > window_.size() - begin) return fetch(offset, count);
    return window_.subspan(static_cast<std::size_t>(begin), count);
  }
  /// The same, and those behind them that are there anyway.
  [[nodiscard]] std::span<const std::uint8_t> from(std::uint64_t offset, std::size_t count) noexcept {
    const auto wanted = at(offset, count);
    if (wanted.empty()) return wanted;
    return window_.subspan(static_cast<std::size_t>(offset - window_at_));
  }

  /// Fills `to`; many bytes are not kept for the next call. False if the file does not hold them, or if failure() says
  /// why not.
  [[nodiscard]] bool read(std::uint64_t offset, std::span<std::uint8_t> to) noexcept;

  /// A whole number of up to 8 bytes; nothing where read() is false.
  [[nodiscard]] std::optional<std::uint64_t> number(std::uint64_t offset, std::size_t bytes, bool big_endian) noexcept;

  /// The first of reading the source, or that there was no memory for it.
  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }
  /// `status`, unless the source could not be read: then it is of what was not there.
  [[nodiscard]] Status checked(Status status) const;

 private:
  [[nodiscard]] std::span<const std::uint8_t> fetch(std::uint64_t offset, std::size_t count) noexcept;

  const ByteSource* file_ = nullptr;
  std::vector<std::uint8_t> block_;
  std::span<const std::uint8_t> window_;  ///< of the file: the block, or all
  std::uint64_t window_at_ = 0;
  std::uint64_t size_;
  std::size_t block_bytes_ = 0;
  std::optional<Error> failure_;
};

}  // namespace tbbimg::detail
