// Point operations one after the other, in one pass over memory.
#pragma once

#include <array>
#include <span>
#include <variant>
#include <vector>

#include "kernels/color/color_matrix.hpp"
#include "kernels/color/grayscale.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/point/curve.hpp"
#include "kernels/point/lookup.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// A list of curves, colour matrices and lumas, each of which changes a pixel by its own value alone. Copyable; copies
/// and then() throw std::bad_alloc.
///
/// Curves that follow each other are one table, computed in double precision and rounded once; everything else rounds
/// to 8 bits. Alpha changes only by a matrix that says so. On gray images, luma does nothing, and so does a matrix that
/// keeps grays; before any other matrix the image becomes colour.
class PointChain {
 public:
  PointChain() = default;

  PointChain& then(const Curve& curve);
  PointChain& then(const ColorMatrix& matrix);
  PointChain& then(LumaStandard standard);
  PointChain& then(const PointChain& chain);

  /// The format of the result, for a source of this format. Errors: unsupported.
  [[nodiscard]] Result<PixelFormat> output_format(PixelFormat source) const;

  /// Formats: gray8, gray_alpha8, rgb8, rgba8, and what output_format() says. Equal sizes; source and destination may
  /// be the same view if their formats are equal. Needs 16 KiB of stack. Errors: invalid_argument, unsupported
  /// (format), out_of_memory.
  [[nodiscard]] Status run(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels) const;

 private:
  /// Curves that follow each other: the result for each of the 256 values.
  struct Tone {
    std::vector<Curve> curves;
    std::array<double, 256> values{};
    ByteTable table{};
  };
  using Stage = std::variant<Tone, ColorMatrix, LumaStandard>;
  struct Step;

  [[nodiscard]] static PixelFormat format_after(const Stage& stage, PixelFormat format) noexcept;
  [[nodiscard]] std::vector<Step> steps_for(PixelFormat source, Kernels kernels) const;
  static void run_block(std::span<const Step> steps, const std::uint8_t* source, std::uint8_t* destination,
                        std::size_t pixels);

  std::vector<Stage> stages_;
};

}  // namespace tbbimg
