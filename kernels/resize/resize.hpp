// Resampling to another size.
//
// Separable: vertical pass first over contiguous bytes, then horizontal, with 16-bit weights whose rows sum exactly to
// one and an intermediate that keeps fractional bits, so that the result is within 1 of a double-precision computation.
// Reducing widens the filter's support by the ratio (antialiasing). Pixel centres lie at half integers; what lies
// outside of the image is left out and the weights are normalised over what remains.
// Sources: Turkowski, "Filters for Common Resampling Tasks" (1990); Mitchell and Netravali, "Reconstruction Filters in
// Computer Graphics" (1988); Keys, "Cubic Convolution Interpolation" (1981).
#pragma once

#include <memory>
#include <string_view>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Support radius in source pixels at scale 1: nearest 0 (point sampling), box 0.5, bilinear 1, the cubics 2,
/// lanczos3 3.
enum class ResizeFilter : std::uint8_t { nearest, box, bilinear, catmull_rom, mitchell, lanczos3 };

/// "nearest", "box", "bilinear", "catmull-rom", "mitchell", "lanczos3".
[[nodiscard]] std::string_view to_string(ResizeFilter filter) noexcept;
/// Errors: invalid_argument for a word that names no filter; the message lists those that exist.
[[nodiscard]] Result<ResizeFilter> parse_resize_filter(std::string_view name);

/// The weights of one resize: computed once, used for any number of images and, since run() is const, by any number
/// of threads at once.
class ResizePlan {
 public:
  /// Formats: gray8, gray_alpha8, rgb8, rgba8 (those with alpha resampled premultiplied, given back straight).
  /// Errors: invalid_argument (a side below 1), unsupported (format), out_of_memory.
  [[nodiscard]] static Result<ResizePlan> create(Size source, Size destination, PixelFormat format, ResizeFilter filter,
                                                 Kernels kernels);
  ResizePlan(ResizePlan&&) noexcept;
  ResizePlan& operator=(ResizePlan&&) noexcept;
  ~ResizePlan();

  /// Makes the rows `rows` of `destination` from `source`; both must have the plan's sizes and format and must not
  /// overlap. Rows made in any split and order are the same. Errors: invalid_argument, out_of_memory (scratch).
  [[nodiscard]] Status run(ConstImageView source, ImageView destination, RowRange rows) const;

  /// Bytes of scratch that one run() allocates, and of weights that the plan holds, for the memory budget.
  [[nodiscard]] std::size_t scratch_bytes() const noexcept;

 private:
  struct Weights;
  explicit ResizePlan(std::unique_ptr<const Weights> weights) noexcept;
  std::unique_ptr<const Weights> weights_;
};

}  // namespace tbbimg
