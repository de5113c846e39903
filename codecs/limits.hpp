// What is too large. Decided here alone: by decoders between reading a header and allocating anything, and by whoever
// has read a header and wants to know before.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// Bounds on what is accepted from a header, checked before anything is allocated.
struct Limits {
  std::uint64_t max_pixels = 268'402'689;  ///< 16383 x 16383, as sharp's limitInputPixels
  int max_side = 65'535;                   ///< pixels
  std::uint64_t max_file_bytes = std::uint64_t{1} << 30;
  std::uint64_t max_decoded_bytes = std::uint64_t{2} << 30;
  int max_frames = 100'000;  ///< of an animation, if more than its first is wanted
  /// Of a JPEG, each of which takes a pass over the picture for a few bytes of file. Real files have about ten.
  int max_scans = 500;
};

/// Errors: limit_exceeded, with the file's size and the limit.
[[nodiscard]] Status check_file_size(std::size_t file_bytes, const Limits& limits);

/// Errors: limit_exceeded, with the figure that is too large and its limit; corrupt_data for a side below 1.
[[nodiscard]] Status check_image_size(Size size, const Limits& limits);

/// `decoded` is what decoding would give. Errors: limit_exceeded, with its bytes and the limit.
[[nodiscard]] Status check_decoded_size(const ImageShape& decoded, const Limits& limits);

}  // namespace tbbimg
