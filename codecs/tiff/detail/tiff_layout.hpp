// How a TIFF stores its pixels, as far as decoding asks. Not for users.
#pragma once

#include <cstdint>
#include <vector>

#include "codecs/image_info.hpp"
#include "codecs/tiff/detail/tiff_handle.hpp"
#include "codecs/tiff/detail/tiff_structure.hpp"

namespace tbbimg::detail {

struct TiffLayout {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int bits = 1;                   ///< of a sample
  bool is_float = false;          ///< IEEE 754; 24 bits: as 32 with 8 bits fewer behind the point
  std::uint32_t samples = 1;      ///< of a pixel
  std::uint16_t compression = 1;  ///< tag 259
  ColorModel model = ColorModel::gray;
  int colors = 1;            ///< samples before the extra ones
  bool is_inverted = false;  ///< gray of which 0 is white
  int alpha = -1;            ///< the sample that is alpha, if any
  bool is_premultiplied = false;
  bool is_planar = false;
  bool is_tiled = false;
  std::uint32_t block_width = 0;       ///< of a tile; of a strip: width
  std::uint32_t block_height = 0;      ///< of a tile or a strip
  bool is_converted = false;           ///< libtiff makes RGB of it, by TIFFRGBAImage
  std::vector<std::uint16_t> palette;  ///< all reds, then greens, then blues
  bool is_deep = false;                ///< gives 16 bits a sample

  /// Largest stored value of unpack()ed samples.
  [[nodiscard]] unsigned max() const noexcept { return bits >= 16 ? 65535U : (1U << static_cast<unsigned>(bits)) - 1; }
  /// Samples of a pixel that are neither colours nor alpha.
  [[nodiscard]] int left_out() const noexcept { return static_cast<int>(samples) - colors - (alpha >= 0 ? 1 : 0); }
  /// Of 8 bits a sample.
  [[nodiscard]] PixelFormat pixel_format() const noexcept {
    const PixelFormat opaque = model == ColorModel::gray ? PixelFormat::gray8 : PixelFormat::rgb8;
    return alpha >= 0 ? with_alpha(opaque) : opaque;
  }
};

/// Errors: unsupported, with the kind; corrupt_data.
[[nodiscard]] Result<TiffLayout> read_tiff_layout(const TiffHandle& handle, const TiffStructure& structure,
                                                  std::uint64_t directory);

/// Makes libtiff give RGB for JPEG's YCbCr. To be called for each handle before anything is read by it.
void set_tiff_jpeg_colors(TIFF* tiff, const TiffLayout& layout) noexcept;

}  // namespace tbbimg::detail
