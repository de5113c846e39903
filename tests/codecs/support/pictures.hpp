// Pictures that the tests make themselves, and how far two are apart.
#pragma once

#include <cstdint>
#include <memory>
#include <ostream>
#include <span>
#include <string_view>
#include <vector>

#include "codecs/metadata/metadata.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::test {

using Bytes = std::vector<std::uint8_t>;

/// Smooth colours with edges and some texture, as a photograph has; the same for the same arguments. Alpha, if any, has
/// all values from 0 to 255.
[[nodiscard]] Image make_picture(Size size, PixelFormat format = PixelFormat::rgb8, std::uint32_t seed = 1);

/// Black dots on white, no two places alike: what takes most of an encoder that looks for what repeats.
[[nodiscard]] Image make_dots(Size size, PixelFormat format = PixelFormat::rgb8);

/// Twenty different letters, over and over, in black on white.
[[nodiscard]] Image make_page(Size size, PixelFormat format = PixelFormat::rgb8);

/// Every byte by chance: what takes most of an encoder that holds the detail it keeps.
[[nodiscard]] Image make_noise(Size size, PixelFormat format = PixelFormat::rgb8);

/// Peak signal-to-noise ratio in dB over all samples, 999 for equal images; -1 for different shapes.
[[nodiscard]] double psnr(ConstImageView a, ConstImageView b);

/// Whether all samples are equal; reports the first that is not.
[[nodiscard]] bool same_pixels(ConstImageView a, ConstImageView b);

/// A TIFF structure with an orientation tag, as PNG and WebP hold it, in either byte order.
[[nodiscard]] Bytes make_exif(int orientation, bool big_endian = false);
/// "Exif\0\0" and make_exif(), as JPEG holds it.
[[nodiscard]] Bytes make_exif_with_prefix(int orientation, bool big_endian = false);

/// The least that libpng takes for an ICC profile of this colour space ("RGB " or "GRAY"), padded to `bytes`.
[[nodiscard]] Bytes make_icc_profile(std::string_view color_space, std::size_t bytes = 1000);
[[nodiscard]] Metadata metadata_with(Bytes icc_profile);

[[nodiscard]] inline Bytes to_bytes(std::span<const std::uint8_t> span) { return {span.begin(), span.end()}; }

}  // namespace tbbimg::test

namespace tbbimg {

inline std::ostream& operator<<(std::ostream& out, Size size) { return out << size.width << "x" << size.height; }
inline std::ostream& operator<<(std::ostream& out, PixelFormat format) { return out << to_string(format); }
inline std::ostream& operator<<(std::ostream& out, const ImageShape& shape) {
  return out << shape.size << " " << shape.format;
}
inline std::ostream& operator<<(std::ostream& out, Orientation orientation) {
  return out << static_cast<int>(orientation);
}
inline std::ostream& operator<<(std::ostream& out, ErrorCode code) { return out << to_string(code); }

}  // namespace tbbimg
