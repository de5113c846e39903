// Resampling to another size.
//
// Separable. Reducing widens the filter's support by the ratio (antialiasing). Pixel centres lie at half integers.
// Taps outside of the image are left out, and the others' weights are normalised.
//
// Results are within 1 of a double-precision computation, for 8 bits and for 16. 8-bit formats without alpha take
// 16-bit fixed point with weights whose rows sum exactly to one (fixed_point_rows.cpp); the rest single precision,
// premultiplied by alpha (float_rows.cpp; word_rows.cpp for 16 bits without alpha, reduced). Of a 16-bit image, colours
// below an opacity of 1/64 are within 1 as premultiplied, not after the division by so little.
// Sources: Turkowski, "Filters for Common Resampling Tasks" (1990); Mitchell and Netravali, "Reconstruction Filters in
// Computer Graphics" (1988); Keys, "Cubic Convolution Interpolation" (1981).
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Support radius in source pixels at scale 1: nearest 0 (point sampling), box 0.5, bilinear and hermite 1, the cubics
/// catmull_rom and mitchell 2, lanczos2 2, lanczos3 3.
enum class ResizeFilter : std::uint8_t { nearest, box, bilinear, hermite, catmull_rom, mitchell, lanczos2, lanczos3 };

/// "nearest", "box", "bilinear", "hermite", "catmull-rom", "mitchell", "lanczos2", "lanczos3".
[[nodiscard]] std::string_view to_string(ResizeFilter filter) noexcept;
/// Errors: invalid_argument for a word that names no filter; the message lists those that exist.
[[nodiscard]] Result<ResizeFilter> parse_resize_filter(std::string_view name);

/// Means are taken of samples as they are encoded, or of the light that they stand for in sRGB. Alpha is linear anyway.
enum class LightSpace : std::uint8_t { encoded, linear };

/// A part of an image, in pixels and fractions of them; the first pixel covers [0, 1) x [0, 1).
struct SourceRegion {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

struct ResizeOptions {
  ResizeFilter filter = ResizeFilter::lanczos3;
  LightSpace light = LightSpace::encoded;  ///< makes no difference for nearest
  /// The part of the source that is resized; without one, the whole. Filters read pixels outside of the region that the
  /// image has (as those of zimg and Pillow do), so that regions side by side give the parts of the whole's result.
  std::optional<SourceRegion> region = std::nullopt;
};

struct ResizeWeights;  // kernels/resize/plan.hpp, not for users
class FloatReduction;  // likewise

/// The rows before row `end` of an image of which no more are in memory: row y lies in row y % rows.height of `rows`.
struct RowRing {
  ConstImageView rows;
  int end = 0;
};

/// The weights of one resize: computed once, used for any number of images and, since run() is const, by any number
/// of threads at once.
class ResizePlan {
 public:
  /// All formats (those with alpha resampled premultiplied, given back straight).
  /// Errors: invalid_argument (a side below 1, a region that is empty or not inside of the source), out_of_memory.
  [[nodiscard]] static Result<ResizePlan> create(Size source, Size destination, PixelFormat format,
                                                 const ResizeOptions& options, Kernels kernels);
  ResizePlan(ResizePlan&&) noexcept;
  ResizePlan& operator=(ResizePlan&&) noexcept;
  ~ResizePlan();

  /// Makes the rows `rows` of `destination` from `source`; both must have the plan's sizes and format and must not
  /// overlap. Rows made in any split and order are the same. Errors: invalid_argument, out_of_memory (scratch).
  [[nodiscard]] Status run(ConstImageView source, ImageView destination, RowRange rows) const;

  /// For the memory budget: the scratch that one run() allocates and the weights that the plan holds, in bytes.
  [[nodiscard]] std::size_t scratch_bytes() const noexcept;

 private:
  friend class ResizeStream;
  explicit ResizePlan(std::unique_ptr<const ResizeWeights> weights) noexcept;
  std::unique_ptr<const ResizeWeights> weights_;
};

/// A resize of rows that come from the top of a source that need not be in memory as a whole: the pixels of
/// ResizePlan::run(), bit by bit. For one thread at a time.
class ResizeStream {
 public:
  /// Fills `destination`, which must outlive it, as must the plan. Errors: invalid_argument (another size or format
  /// than the plan's), out_of_memory.
  [[nodiscard]] static Result<ResizeStream> create(const ResizePlan& plan, ImageView destination);
  ResizeStream(ResizeStream&&) noexcept;
  ResizeStream& operator=(ResizeStream&&) noexcept;
  ~ResizeStream();

  /// Makes what rows of the destination can be made of the source's up to `source.end`. Errors: invalid_argument (rows
  /// of another format or width, or without those from first_needed() on), out_of_memory.
  [[nodiscard]] Status take(const RowRing& source);

  /// The first source row that take() still needs; behind the last one that is needed: the source's height.
  [[nodiscard]] int first_needed() const noexcept;

  /// Rows of a ring in which any such resize goes on, and in the best way: with fewer it may wait for ever.
  [[nodiscard]] static int ring_rows(const ResizePlan& plan) noexcept;

 private:
  ResizeStream(const ResizeWeights& plan, ImageView destination) noexcept;

  const ResizeWeights* plan_;
  ImageView destination_;
  int made_ = 0;                               ///< rows of the destination, unless by reduction_
  std::unique_ptr<FloatReduction> reduction_;  ///< which keeps sums from one take() to the next
};

}  // namespace tbbimg
