// The header of a device-independent bitmap, as BMP and ICO hold it. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codecs/detail/file_bytes.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// The bits of a pixel that a channel has, which lie together.
struct DibMask {
  std::uint32_t bits = 0;
  int shift = 0;

  /// Stretched to 0..255, rounded; 255 of a channel without bits.
  [[nodiscard]] std::uint8_t value_of(std::uint32_t pixel) const noexcept;
};

enum class DibPacking : std::uint8_t { rows, run_lengths };

struct DibHeader {
  Size size;
  bool top_down = false;
  int bits_per_pixel = 24;  ///< 1, 2, 4 and 8 are indices into the palette
  DibPacking packing = DibPacking::rows;
  std::array<DibMask, 4> masks;  ///< red, green, blue, alpha; of 16 and 32 bits
  std::vector<std::array<std::uint8_t, 3>> palette;
  std::size_t pixels_at = 0;      ///< behind header, masks and palette
  std::uint64_t profile_at = 0;   ///< of an ICC profile, which may lie anywhere in the file
  std::size_t profile_bytes = 0;  ///< 0: there is none

  [[nodiscard]] bool has_palette() const noexcept { return bits_per_pixel <= 8; }
  [[nodiscard]] bool has_alpha() const noexcept { return masks[3].bits != 0; }
  [[nodiscard]] bool is_gray() const noexcept;
  /// Of a row without padding, and with it.
  [[nodiscard]] std::uint64_t row_bytes() const noexcept;
  [[nodiscard]] std::uint64_t stride() const noexcept;
  /// Of all rows but the padding of the last; what no file can hold where it does not fit 64 bits.
  [[nodiscard]] std::uint64_t pixel_bytes() const noexcept;
};

/// Reads all headers that Windows and OS/2 have had, from BITMAPCOREHEADER (12 bytes) to BITMAPV5HEADER (124). `file`
/// may end behind the palette; offsets count from its beginning. Errors: corrupt_data, unsupported, those of `file`.
[[nodiscard]] Result<DibHeader> read_dib_header(FileBytes& file, std::size_t at);

[[nodiscard]] tl::unexpected<Error> dib_cut_short();
[[nodiscard]] tl::unexpected<Error> dib_damaged(const char* what);

[[nodiscard]] constexpr std::uint32_t dib_16(std::span<const std::uint8_t> file, std::size_t at) noexcept {
  return std::uint32_t{file[at]} | std::uint32_t{file[at + 1]} << 8U;
}
[[nodiscard]] constexpr std::uint32_t dib_32(std::span<const std::uint8_t> file, std::size_t at) noexcept {
  return dib_16(file, at) | dib_16(file, at + 2) << 16U;
}

}  // namespace tbbimg::detail
