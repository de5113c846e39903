// The contents of a ResizePlan, for the files that run it.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/resize/resize.hpp"
#include "kernels/resize/table.hpp"
#include "kernels/resize/weights.hpp"

namespace tbbimg {

/// How a row is cut for floats: output pixels, and the most source pixels that a block of them reads.
struct FloatBlocks {
  int width;
  int source_width;
};

struct ResizeWeights {
  Size source;
  Size destination;
  PixelFormat format;
  ResizeFilter filter;
  Kernels kernels;
  LightTables light;     ///< null pointers if samples stay encoded
  bool fixed_point;      ///< else floats
  bool enlarges_height;  ///< or keeps the height
  bool words;            ///< 16 bits without alpha that become fewer rows, each of few: floats, vertical pass first

  AxisWeights vertical;    ///< without weights for nearest
  AxisWeights horizontal;  ///< likewise; starts count from first_column
  int first_column = 0;    ///< the first source column that the region needs
  int columns = 0;
  // As the passes take them: padded.
  int vertical_taps = 0;
  int horizontal_taps = 0;
  std::vector<std::int16_t> vertical_fixed;
  std::vector<std::int16_t> horizontal_fixed;
  std::vector<float> horizontal_float;
  FloatBlocks blocks = {};
};

/// Rows of a source, as many as there are: all of an image, or a ring of the last ones. Columns count from
/// first_column.
class SourceRows {
 public:
  explicit SourceRows(const RowRing& ring) noexcept : ring_(ring) {}

  [[nodiscard]] const std::uint8_t* row(int y) const noexcept { return ring_.rows.row(y % ring_.rows.height); }
  [[nodiscard]] int end() const noexcept { return ring_.end; }
  [[nodiscard]] std::size_t row_bytes() const noexcept { return ring_.rows.row_bytes(); }

 private:
  RowRing ring_;
};

// For each way of making rows: the bytes of scratch that a run allocates, and the run, for which `from` has all that
// the rows need. The caller has checked its arguments. Runs throw std::bad_alloc.

[[nodiscard]] std::size_t fixed_point_scratch(const ResizeWeights& plan) noexcept;
[[nodiscard]] Status resize_fixed_point(const ResizeWeights& plan, const SourceRows& from, ImageView to, RowRange rows);

[[nodiscard]] std::size_t word_scratch(const ResizeWeights& plan) noexcept;
[[nodiscard]] Status resize_words(const ResizeWeights& plan, const SourceRows& from, ImageView to, RowRange rows);

/// Of a plan whose weights are made.
[[nodiscard]] FloatBlocks make_float_blocks(const ResizeWeights& plan) noexcept;
[[nodiscard]] std::size_t float_scratch(const ResizeWeights& plan) noexcept;
[[nodiscard]] Status resize_float(const ResizeWeights& plan, const SourceRows& from, ImageView to, RowRange rows);

/// The rows of a result in floats that has fewer of them than its source, whose rows come from the top.
class FloatReduction {
 public:
  FloatReduction() = default;
  FloatReduction(const FloatReduction&) = delete;
  FloatReduction& operator=(const FloatReduction&) = delete;
  virtual ~FloatReduction() = default;

  /// Takes the rows from first_needed() on.
  virtual void take(const SourceRows& from) = 0;
  [[nodiscard]] virtual int first_needed() const noexcept = 0;
};

/// Source rows that a FloatReduction takes together.
inline constexpr int kReductionRows = 8;

/// Makes the rows `rows` of `to`. Errors: out_of_memory.
[[nodiscard]] Result<std::unique_ptr<FloatReduction>> make_float_reduction(const ResizeWeights& plan, ImageView to,
                                                                           RowRange rows);

}  // namespace tbbimg
