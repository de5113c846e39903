// Bits of a JPEG XL codestream, lowest first, across its pieces. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "codecs/jxl/detail/jxl_boxes.hpp"

namespace tbbimg::detail {

class JxlBits {
 public:
  JxlBits(const JxlBoxes& boxes, std::size_t position) noexcept : boxes_(boxes) { skip_bytes(position); }

  /// Zeros behind the end, after which is_over().
  [[nodiscard]] std::uint64_t bits(unsigned count) noexcept;
  [[nodiscard]] bool flag() noexcept { return bits(1) != 0; }

  /// One of four ranges, which two bits choose.
  struct Range {
    unsigned bits;
    std::uint32_t offset;
  };
  [[nodiscard]] std::uint32_t number(const std::array<Range, 4>& ranges) noexcept {
    const Range range = ranges[static_cast<std::size_t>(bits(2))];
    return range.offset + static_cast<std::uint32_t>(bits(range.bits));
  }
  [[nodiscard]] std::uint64_t long_number() noexcept;

  void skip_bits(std::uint64_t count) noexcept;
  /// The rest of a byte that is begun is passed over.
  void align() noexcept { bits_left_ = 0; }
  /// From a whole byte on.
  void skip_bytes(std::uint64_t count) noexcept;

  [[nodiscard]] bool is_over() const noexcept { return over_; }
  /// Of the byte behind those that are begun.
  [[nodiscard]] std::size_t position() const noexcept { return position_; }

 private:
  [[nodiscard]] bool next_byte() noexcept;

  const JxlBoxes& boxes_;
  std::size_t piece_ = 0;
  std::size_t at_ = 0;  // within the piece
  std::size_t position_ = 0;
  std::uint8_t byte_ = 0;
  unsigned bits_left_ = 0;
  bool over_ = false;
};

}  // namespace tbbimg::detail
