// Everything else: float rows, horizontal pass first. Each source row is decoded once, while its pixels are in the
// nearest cache, and what the vertical pass takes is as narrow as the result.
#include <algorithm>
#include <array>
#include <vector>

#include "kernels/core/checked_math.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/resize/plan.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// Source rows that are taken together, counted from the image's first: four by the horizontal pass, for which weights
// are loaded once, and twice that by the vertical pass.
constexpr int kHorizontalRows = 4;
constexpr int kVerticalRows = kReductionRows;
// Enlarging, a result needs up to seven rows, and up to three are made ahead.
constexpr int kRingRows = 16;
// With more taps than this, sums are made of sums of that many rows: a row's addition would be lost in a sum of
// thousands.
constexpr int kMaxRowsPerSum = 512;
// Source pixels of four rows that stay in the nearest cache, beside their weights: 12 KiB if they have four floats.
// (Zen 5, 16 megapixels of RGBA: 192 takes 20 ms, 768 takes 26.)
constexpr int kBlockSourcePixels = 192;
// Neighbouring blocks both decode the pixels of a window at their border: a fourth of all at most, as windows are six
// times the ratio.
constexpr int kMinBlockPixels = 24;
// What decoders need not do one by one.
constexpr int kDecodePixels = 64;

struct RowSpan {
  int begin;
  int end;
};

float* floats_in(Buffer& scratch) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  return reinterpret_cast<float*>(scratch.data());
}

// Source pixels that output pixels [x, x + width) read, and a few more.
RowSpan source_span(const ResizeWeights& plan, int x, int width) noexcept {
  const std::int32_t* starts = plan.horizontal.starts.data() + x;
  const int count = round_up(starts[width - 1] + plan.horizontal.taps - starts[0], kDecodePixels);
  return {starts[0], std::min(starts[0] + count, plan.columns)};
}

// The float rows of one run.
class FloatRun {
 public:
  struct Layout {
    std::size_t floats;          // of a pixel
    std::size_t decoded_stride;  // of source rows
    std::size_t stride;          // of rows as wide as the result
    int ring_rows;
    int open_rows;  // results that are summed at once
    bool has_totals;

    [[nodiscard]] std::size_t bytes() const noexcept {
      const auto open = static_cast<std::size_t>(open_rows) * (has_totals ? 2 : 1);
      const std::size_t rows = static_cast<std::size_t>(ring_rows) + open;
      return (kHorizontalRows * decoded_stride + rows * stride) * sizeof(float);
    }
  };
  static Layout layout_of(const ResizeWeights& plan) noexcept;

  FloatRun(const ResizeWeights& plan, const Layout& layout, ImageView destination, RowRange rows, float* scratch)
      : plan_(plan),
        table_(plan.kernels.table().resize),
        layout_(layout),
        destination_(destination),
        rows_(rows),
        open_{rows.begin, rows.begin},
        next_(start(rows.begin)),
        decoded_(scratch),
        ring_(decoded_ + kHorizontalRows * layout.decoded_stride),
        sums_(ring_ + static_cast<std::size_t>(layout.ring_rows) * layout.stride),
        totals_(sums_ + static_cast<std::size_t>(layout.open_rows) * layout.stride) {
    std::fill(decoded_, ring_, 0.0F);
  }

  /// Makes the rows.
  void enlarge(const SourceRows& source);
  /// Goes on with the rows as far as the source's rows go.
  void reduce(const SourceRows& source);

  /// Of reduce(): the first source row that was not taken yet.
  [[nodiscard]] int next() const noexcept { return next_; }

 private:
  [[nodiscard]] int start(int y) const noexcept { return plan_.vertical.starts[static_cast<std::size_t>(y)]; }
  [[nodiscard]] float* ring_row(int row) const noexcept {
    return ring_ + static_cast<std::size_t>(row % layout_.ring_rows) * layout_.stride;
  }
  [[nodiscard]] float* open_row(float* rows, int y) const noexcept {
    return rows + static_cast<std::size_t>(y % layout_.open_rows) * layout_.stride;
  }
  void clear(float* row) const noexcept { std::fill_n(row, layout_.stride, 0.0F); }

  [[nodiscard]] int end() const noexcept { return start(rows_.end - 1) + plan_.vertical.taps; }
  void make_rows(const SourceRows& source, int begin, int end);
  void resample(const SourceRows& source, int first_row, int count);
  void add_rows(int begin, int end, int y);
  void add_to_total(int y);
  void finish(int y);

  const ResizeWeights& plan_;
  const ResizeTable& table_;
  Layout layout_;
  ImageView destination_;
  RowRange rows_;
  RowRange open_;  // of reduce(): rows whose sums are under way
  int next_;
  float* decoded_;
  float* ring_;
  float* sums_;
  float* totals_;
};

FloatRun::Layout FloatRun::layout_of(const ResizeWeights& plan) noexcept {
  const auto floats = static_cast<std::size_t>(floats_per_pixel(channels(plan.format)));
  Layout layout{.floats = floats,
                .decoded_stride = static_cast<std::size_t>(plan.blocks.source_width) * floats + kFloatGroup,
                .stride = static_cast<std::size_t>(plan.destination.width) * floats,
                .ring_rows = plan.enlarges_height ? kRingRows : kVerticalRows,
                .open_rows = 1,
                .has_totals = plan.vertical.taps > kMaxRowsPerSum};
  if (plan.enlarges_height) return layout;
  const std::vector<std::int32_t>& starts = plan.vertical.starts;
  for (std::size_t first = 0, last = 0; first < starts.size(); ++first) {
    const int end = round_up(starts[first] + plan.vertical.taps, kVerticalRows);
    while (last < starts.size() && starts[last] < end) ++last;
    layout.open_rows = std::max(layout.open_rows, static_cast<int>(last - first));
  }
  return layout;
}

// Source rows [begin, end), as wide as the result, into the ring.
void FloatRun::make_rows(const SourceRows& source, int begin, int end) {
  while (begin < end) {
    // What is next to each other in the ring.
    const int count = std::min({kHorizontalRows, end - begin, layout_.ring_rows - begin % layout_.ring_rows});
    resample(source, begin, count);
    begin += count;
  }
}

void FloatRun::resample(const SourceRows& source, int first_row, int count) {
  const auto pixel = static_cast<std::ptrdiff_t>(bytes_per_pixel(plan_.format));
  const auto stride = static_cast<std::size_t>(plan_.horizontal_taps);
  for (int x = 0; x < plan_.destination.width; x += plan_.blocks.width) {
    const int width = std::min(plan_.blocks.width, plan_.destination.width - x);
    const RowSpan span = source_span(plan_, x, width);
    for (int r = 0; r < count; ++r) {
      table_.decode({.source = source.row(first_row + r) + span.begin * pixel,
                     .format = plan_.format,
                     .light = plan_.light,
                     .width = static_cast<std::size_t>(span.end - span.begin),
                     .destination = decoded_ + static_cast<std::size_t>(r) * layout_.decoded_stride});
    }
    table_.float_horizontal({.source = decoded_,
                             .source_stride = layout_.decoded_stride,
                             .source_begin = span.begin,
                             .starts = plan_.horizontal.starts.data() + x,
                             .weights = plan_.horizontal_float.data() + static_cast<std::size_t>(x) * stride,
                             .weights_stride = stride,
                             .floats = static_cast<int>(layout_.floats),
                             .width = width,
                             .destination = ring_row(first_row) + static_cast<std::size_t>(x) * layout_.floats,
                             .destination_stride = layout_.stride,
                             .height = count});
  }
}

// What source rows [begin, end) give to row y of the result.
void FloatRun::add_rows(int begin, int end, int y) {
  begin = std::max(begin, start(y));
  end = std::min(end, start(y) + plan_.vertical.taps);
  if (begin >= end) return;
  std::array<const float*, kVerticalRows> rows{};
  for (int row = begin; row < end; ++row) rows[static_cast<std::size_t>(row - begin)] = ring_row(row);
  const std::size_t first = static_cast<std::size_t>(y) * static_cast<std::size_t>(plan_.vertical.taps);
  table_.float_vertical({.rows = rows.data(),
                         .weights = plan_.vertical.weights.data() + first + (begin - start(y)),
                         .taps = end - begin,
                         .width = layout_.stride,
                         .sums = open_row(sums_, y)});
}

void FloatRun::add_to_total(int y) {
  const float* const sum = open_row(sums_, y);
  const float one = 1.0F;
  table_.float_vertical(
      {.rows = &sum, .weights = &one, .taps = 1, .width = layout_.stride, .sums = open_row(totals_, y)});
  clear(open_row(sums_, y));
}

void FloatRun::finish(int y) {
  if (layout_.has_totals) add_to_total(y);
  table_.encode({.source = open_row(layout_.has_totals ? totals_ : sums_, y),
                 .format = plan_.format,
                 .light = plan_.light,
                 .width = static_cast<std::size_t>(plan_.destination.width),
                 .destination = destination_.row(y)});
}

// A result takes few rows: they wait in the ring.
void FloatRun::enlarge(const SourceRows& source) {
  int made = next_;
  for (int y = rows_.begin; y < rows_.end; ++y) {
    const int row_end = start(y) + plan_.vertical.taps;
    if (made < row_end) {
      const int ahead = std::min(made + round_up(row_end - made, kHorizontalRows), end());
      make_rows(source, made, ahead);
      made = ahead;
    }
    clear(open_row(sums_, y));
    add_rows(start(y), row_end, y);
    finish(y);
  }
}

// A result takes many rows, but a row gives to few results: those wait for their sums.
void FloatRun::reduce(const SourceRows& source) {
  while (next_ < end()) {
    const int block_end = std::min(next_ / kVerticalRows * kVerticalRows + kVerticalRows, end());
    if (block_end > source.end()) return;
    make_rows(source, next_, block_end);
    for (; open_.end < rows_.end && start(open_.end) < block_end; ++open_.end) {
      clear(open_row(sums_, open_.end));
      if (layout_.has_totals) clear(open_row(totals_, open_.end));
    }
    for (int y = open_.begin; y < open_.end; ++y) add_rows(next_, block_end, y);
    for (; open_.begin < open_.end && start(open_.begin) + plan_.vertical.taps <= block_end; ++open_.begin) {
      finish(open_.begin);
    }
    if (layout_.has_totals && block_end % kMaxRowsPerSum == 0) {
      for (int y = open_.begin; y < open_.end; ++y) add_to_total(y);
    }
    next_ = block_end;
  }
}

class OwnedFloatReduction final : public FloatReduction {
 public:
  OwnedFloatReduction(Buffer scratch, const ResizeWeights& plan, ImageView to, RowRange rows)
      : scratch_(std::move(scratch)), run_(plan, FloatRun::layout_of(plan), to, rows, floats_in(scratch_)) {}

  void take(const SourceRows& from) override { run_.reduce(from); }
  [[nodiscard]] int first_needed() const noexcept override { return run_.next(); }

 private:
  Buffer scratch_;
  FloatRun run_;
};

}  // namespace

FloatBlocks make_float_blocks(const ResizeWeights& plan) noexcept {
  const double ratio = static_cast<double>(plan.columns) / plan.destination.width;
  const double fitting = (kBlockSourcePixels - plan.horizontal.taps) / ratio;
  FloatBlocks blocks{.width = static_cast<int>(std::clamp(fitting, 1.0 * kMinBlockPixels, 1.0 * kBlockSourcePixels)),
                     .source_width = 0};
  for (int x = 0; x < plan.destination.width; x += blocks.width) {
    const RowSpan span = source_span(plan, x, std::min(blocks.width, plan.destination.width - x));
    blocks.source_width = std::max(blocks.source_width, span.end - span.begin);
  }
  blocks.source_width += plan.horizontal_taps - plan.horizontal.taps;
  return blocks;
}

std::size_t float_scratch(const ResizeWeights& plan) noexcept { return FloatRun::layout_of(plan).bytes(); }

Status resize_float(const ResizeWeights& plan, const SourceRows& from, ImageView to, RowRange rows) {
  if (!plan.enlarges_height) {
    TBBIMG_ASSIGN_OR_RETURN(const auto reduction, make_float_reduction(plan, to, rows));
    reduction->take(from);
    return {};
  }
  const FloatRun::Layout layout = FloatRun::layout_of(plan);
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.bytes()));
  FloatRun(plan, layout, to, rows, floats_in(scratch)).enlarge(from);
  return {};
}

Result<std::unique_ptr<FloatReduction>> make_float_reduction(const ResizeWeights& plan, ImageView to, RowRange rows) {
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(float_scratch(plan)));
  return std::make_unique<OwnedFloatReduction>(std::move(scratch), plan, to, rows);
}

}  // namespace tbbimg
