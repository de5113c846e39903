// A TIFF's bytes, in memory or read as they are asked for. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "codecs/decoder.hpp"

namespace tbbimg::detail {

/// For one thread at a time. Refers to the memory or the source.
class TiffBytes {
 public:
  explicit TiffBytes(std::span<const std::uint8_t> memory) noexcept : memory_(memory), size_(memory.size()) {}
  explicit TiffBytes(const ByteSource& file) noexcept : file_(&file), size_(file.size()) {}

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] bool is_in_memory() const noexcept { return file_ == nullptr; }
  /// All bytes, if they are in memory.
  [[nodiscard]] std::span<const std::uint8_t> memory() const noexcept { return memory_; }
  [[nodiscard]] bool holds(std::uint64_t offset, std::uint64_t bytes) const noexcept {
    return offset <= size_ && bytes <= size_ - offset;
  }
  /// False if the file does not hold them, or if failure() says why not.
  [[nodiscard]] bool read(std::uint64_t offset, std::span<std::uint8_t> to) noexcept;

  /// The first of reading the source.
  [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }

 private:
  [[nodiscard]] bool fetch(std::uint64_t offset, std::span<std::uint8_t> to) noexcept;

  std::span<const std::uint8_t> memory_;
  const ByteSource* file_ = nullptr;
  std::uint64_t size_;
  std::optional<Error> failure_;
  std::array<std::uint8_t, 4096> page_{};  // of the file, for the small numbers of directories
  std::uint64_t page_at_ = 0;
  std::size_t page_bytes_ = 0;
};

}  // namespace tbbimg::detail
