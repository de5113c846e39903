// How few bits a PNG can hold a picture in without losing any. Not for users.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::detail {

using PngColor = std::array<std::uint8_t, 4>;  ///< red, green, blue, alpha

/// A colour type and a bit depth of PNG (ISO/IEC 15948, 11.2.2).
struct PngStorage {
  int channels = 3;               ///< 1 to 4: gray, gray and alpha, RGB, RGBA; 1 with a palette
  int bit_depth = 8;              ///< 1, 2 and 4 with one channel alone
  std::vector<PngColor> palette;  ///< up to 256 colours, those that are not opaque first; empty: none
};

/// Whether some sample of 16 bits is no 257th of 8.
[[nodiscard]] bool needs_sixteen_bits(ConstImageView image) noexcept;

/// The same picture in 8 bits a sample.
[[nodiscard]] Result<Image> rounded_to_bytes(ConstImageView image, const BufferPool& pool);

/// The smallest storage that gives the picture back: a palette of up to 256 colours, gray of 1 to 8 bits, no alpha
/// channel where all is opaque; of 16 bits, all as it is. A profile must stay true: colours that one describes do not
/// become gray, nor does such gray become a palette. Photographs are told by their first rows. Bits are counted, not
/// the bytes of the palette itself: `may_be_palette` is false for a storage to compare with.
[[nodiscard]] PngStorage smallest_storage(ConstImageView image, bool has_profile, bool may_be_palette = true);

/// The bytes of a row in a storage.
[[nodiscard]] std::size_t stored_row_bytes(const PngStorage& storage, int width) noexcept;

/// A palette of these colours, whatever they are.
[[nodiscard]] PngStorage palette_storage(std::vector<PngColor> colors);

/// Packs values of 1, 2, 4 or 8 bits, the first in the highest bits of a byte.
void pack_png_bits(std::span<const std::uint8_t> values, int bits, std::span<std::uint8_t> packed) noexcept;

/// Stores rows of one picture. Its storage must hold them without loss.
class PngRowPacker {
 public:
  PngRowPacker(const PngStorage& storage, PixelFormat format);

  /// `packed` has stored_row_bytes().
  void pack(const std::uint8_t* row, int width, std::span<std::uint8_t> packed);

 private:
  void pack_sixteen_bits(const std::uint8_t* row, int width, std::span<std::uint8_t> packed) const noexcept;
  void pack_channels(const std::uint8_t* row, int width, std::span<std::uint8_t> packed) const noexcept;
  void pack_bits(const std::uint8_t* row, int width, std::span<std::uint8_t> packed);
  [[nodiscard]] std::uint8_t index_of(const std::uint8_t* pixel) const noexcept;

  const PngStorage& storage_;
  PixelFormat format_;
  std::vector<std::uint8_t> values_;
  std::vector<std::uint16_t> slots_;  ///< of a hash table: the index of a colour, above 255 if there is none
};

}  // namespace tbbimg::detail
