// What a file's header says, read without decoding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "codecs/metadata/exif.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// How a file stores colours.
enum class ColorModel : std::uint8_t { gray, rgb, ycbcr, cmyk, ycck, palette };

/// How strongly a JPEG was quantised, on the scale of libjpeg and of all that write like it (1 to 100).
struct QualityEstimate {
  int quality = 0;           ///< of the scaled tables of T.81, annex K, that come nearest
  bool is_standard = false;  ///< the file's tables are those; otherwise another program's or of its own making
  friend bool operator==(const QualityEstimate&, const QualityEstimate&) = default;
};

struct ImageInfo {
  std::string_view format;                       ///< the codec's name: "jpeg"
  Size stored_size;                              ///< as the rows lie in the file, before the orientation is applied
  PixelFormat pixel_format = PixelFormat::rgb8;  ///< what decoding gives, unless it is asked for 16 bits
  int bits_per_sample = 8;                       ///< as stored
  ColorModel model = ColorModel::rgb;
  bool alpha_channel = false;  ///< the model has alpha samples of its own
  int left_out_samples = 0;    ///< of a pixel, that are neither colours nor alpha: decoding leaves them out
  bool lossless = false;       ///< of a format that stores pictures with and without loss
  bool animated = false;       ///< frames on a canvas, be there one only
  bool progressive = false;    ///< progressive JPEG, interlaced PNG
  bool multiple_scans =
      false;  ///< decoding takes much more memory: a JPEG's coefficients are held; a JPEG XL may be of such a kind
  int halvings = 0;               ///< how often decoding can halve both sides, as JPEG 2000 is stored
  Size chroma_subsampling{1, 1};  ///< luma samples for each chroma sample, across and down
  int frames = 1;                 ///< of an animation; decode() gives the first
  int loops = 0;                  ///< how often an animation is shown, 0: for ever
  int pages = 1;                  ///< pictures that are no animation (TIFF), of which DecodeOptions::page names one
  std::optional<QualityEstimate> quality;  ///< of a JPEG whose header holds its quantisation tables
  std::size_t icc_profile_bytes = 0;
  std::size_t exif_bytes = 0;
  Size preview_of;  ///< of a RAW photograph's preview: the photograph's stored size as far as known; {0, 0}: it is none
  std::uint64_t part_bytes = 0;  ///< by Decoder::probe_parts(): of the file, the most that reading holds at once
  Exif exif;

  [[nodiscard]] Size upright_size() const noexcept { return oriented(stored_size, exif.orientation); }
};

}  // namespace tbbimg
