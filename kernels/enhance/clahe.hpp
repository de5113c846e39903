// Contrast-limited adaptive histogram equalization (Zuiderveld, "Contrast Limited Adaptive Histogram Equalization",
// Graphics Gems IV, 1994): each region of the image is equalized for itself, with no more gain than a limit.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Histograms of luma: one for each tile of an image, counted in some of its rows. Pixels whose alpha is 0 do not
/// count, as in histogram.hpp. Adding the histograms of parts, in any order, gives those of the whole.
class TileHistograms {
 public:
  /// `tiles` is columns x rows; an image smaller than that has fewer. Formats: gray8, gray_alpha8, rgb8, rgba8.
  /// Errors: invalid_argument (tiles not in 1..64, rows), unsupported (format).
  [[nodiscard]] static Result<TileHistograms> create(ConstImageView source, Size tiles, RowRange rows, Kernels kernels);

  TileHistograms& operator+=(const TileHistograms& other);

 private:
  friend class ClahePlan;
  Size tiles_;
  int first_row_ = 0;  ///< of tiles that have histograms here
  std::vector<std::uint32_t> bins_;
};

/// What CLAHE does to one image. Movable; one object serves all threads.
class ClahePlan {
 public:
  static constexpr int kMaxTiles = 64;
  static constexpr double kMaxClipLimit = 256;

  /// `histograms` are of the whole image. No value may be more than `clip_limit` times as frequent in a tile as in an
  /// even histogram; what is above is shared by all values. 1 leaves hardly any contrast, 256 limits nothing. A tile's
  /// table is the share of its samples up to a value, times 255; a tile without a visible pixel changes nothing.
  /// Errors: invalid_argument (the limit, or histograms of another size), out_of_memory.
  [[nodiscard]] static Result<ClahePlan> create(const TileHistograms& histograms, Size image, double clip_limit);

  /// Luma by the tables of the four nearest tile centres, bilinear; colours move by the same difference, clamped, alpha
  /// is copied. Within 1 of double precision. An image of the size of the plan; equal sizes and formats; source and
  /// destination may be the same view. Formats: gray8, gray_alpha8, rgb8, rgba8. Errors: invalid_argument, unsupported,
  /// out_of_memory.
  [[nodiscard]] Status run(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels) const;

 private:
  ClahePlan() = default;
  Size image_;
  Size tiles_;
  std::vector<std::uint16_t> tables_;  ///< 256 per tile
  std::vector<int> span_ends_;         ///< columns where the next pair of tables begins, tiles_.width + 1 of them
  std::vector<std::int16_t> column_weights_;  ///< a pair per column
};

}  // namespace tbbimg
