// Packed samples to pixels. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "codecs/tiff/detail/tiff_layout.hpp"

namespace tbbimg::detail {

/// `count` samples as stored, the first bit of a byte being its highest; those of 16 bits and more in the machine's
/// byte order. Floats are clamped to 0 to 1 and, like integers of 32 bits, spread over 16 bits.
void unpack_tiff_samples(const std::uint8_t* packed, std::size_t count, const TiffLayout& layout,
                         std::uint16_t* samples) noexcept;

class TiffPixels {
 public:
  /// `layout` must outlive it.
  explicit TiffPixels(const TiffLayout& layout);

  /// One row: of channel c (the colours, then alpha), the samples lie at channels[c], `stride` from each other.
  void convert(std::span<const std::uint16_t* const> channels, std::size_t stride, std::uint8_t* row) const noexcept;

 private:
  template <class Sample>
  void convert_to(std::span<const std::uint16_t* const> channels, std::size_t stride, Sample* pixel) const noexcept;

  const TiffLayout& layout_;
  std::vector<std::uint16_t> spread_;  // each stored value over 8 or 16 bits
};

}  // namespace tbbimg::detail
