// Point operations one after the other, in one pass over memory.
#pragma once

#include <array>
#include <memory>
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

class WordTone;  // kernels/point/word_tone.hpp, not for users

/// A list of curves, colour matrices and lumas, each of which changes a pixel by its own value alone. Copyable; copies
/// and then() throw std::bad_alloc.
///
/// Curves that follow each other are one table, computed in double precision and rounded once; everything else rounds
/// to the bits of a sample. Of 16 bits, curves and offsets mean what they mean of 8: 65535 is their 255. Alpha changes
/// only by a matrix that says so. On gray images, luma does nothing, and so does a matrix that keeps grays; before any
/// other matrix the image becomes colour.
class PointChain {
 public:
  PointChain() = default;

  PointChain& then(const Curve& curve);
  PointChain& then(const ColorMatrix& matrix);
  PointChain& then(LumaStandard standard);
  PointChain& then(const PointChain& chain);

  /// The format of the result, for a source of this format. Errors: none; all formats are supported.
  [[nodiscard]] Result<PixelFormat> output_format(PixelFormat source) const;

  /// All formats, and what output_format() says. Equal sizes; source and destination may be the same view if their
  /// formats are equal. Needs 16 KiB of stack. Of 16 bits, the first run makes a table for each list of curves, 128
  /// KiB, which copies share. Errors: invalid_argument, out_of_memory.
  [[nodiscard]] Status run(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels) const;

 private:
  /// Curves that follow each other: the result for each of the 256 values.
  struct Tone {
    std::vector<Curve> curves;
    std::array<double, 256> values{};
    ByteTable table{};
    std::shared_ptr<WordTone> words;
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
