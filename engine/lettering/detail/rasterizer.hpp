// Outlines to pixels.
#pragma once

#include <memory>

#include "engine/lettering/detail/freetype.hpp"
#include "engine/lettering/outline.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

/// In pixels, y down.
struct Bounds {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;

  [[nodiscard]] double width() const noexcept { return right - left; }
  [[nodiscard]] double height() const noexcept { return bottom - top; }
  [[nodiscard]] Bounds grown(double by) const noexcept { return {left - by, top - by, right + by, bottom + by}; }
  [[nodiscard]] Bounds moved(double dx, double dy) const noexcept {
    return {left + dx, top + dy, right + dx, bottom + dy};
  }
  [[nodiscard]] Bounds joined(const Bounds& other) const noexcept;
  /// To whole pixels.
  [[nodiscard]] Bounds rounded_out() const noexcept;
};

/// Of what fill() would cover, to 1/256 of a pixel. The outline must not be empty.
[[nodiscard]] Bounds bounds_of(const Outline& outline, const Similarity& transform);

/// Coverage is the share of each pixel's area, in 255ths: exact where glyphs do not overlap. Not thread-safe.
class Rasterizer {
 public:
  [[nodiscard]] static Result<Rasterizer> create();

  /// What FreeType and the samples take at most, but for the outlines.
  static constexpr std::size_t kScratchBytes = std::size_t{256} << 10;

  /// Raises each pixel of `coverage`, gray8, to the share of it that lies inside of the outline. Errors: unsupported
  /// (coordinates beyond 2^16), out_of_memory.
  [[nodiscard]] Status fill(const Outline& outline, const Similarity& transform, ImageView coverage);
  /// The same for what is at most `radius` pixels away from the outline's curves, on either side.
  [[nodiscard]] Status stroke(const Outline& outline, const Similarity& transform, double radius, ImageView coverage);

 private:
  explicit Rasterizer(FreeTypeLibrary library) noexcept : library_(std::move(library)) {}
  FreeTypeLibrary library_;
};

}  // namespace tbbimg
