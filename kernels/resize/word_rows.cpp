// Samples of 16 bits that have no alpha and stay encoded, reduced: vertical pass first, as for 8 bits, but to floats,
// which have the precision. Every sample goes into as many results as a filter is high, and before the rows are spread
// to four floats a pixel there is a fourth less of that. What is made of a few rows goes through the horizontal pass
// some columns at a time, so that it stays in the second-level cache.
#include <algorithm>
#include <cstring>
#include <vector>

#include "kernels/image/buffer_pool.hpp"
#include "kernels/resize/plan.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// Rows of the result that are made together, unless windows are so wide that their rows would not stay in the cache.
constexpr int kMostRows = 32;
constexpr int kLeastRows = 4;
constexpr std::size_t kWindowBytes = 256 * 1024;
// Source columns that one vertical pass takes, whole blocks of it.
constexpr int kColumns = 3 * kWordBlock;
// Pixels of the result that one horizontal pass makes.
constexpr int kPixels = 256;

// The float rows of one run: columns that wait for the rest of a window, and pixels of the result.
class WordRun {
 public:
  struct Layout {
    std::size_t floats;  // of a pixel
    std::size_t window_stride;
    std::size_t result_stride;
    int rows;

    [[nodiscard]] std::size_t window_floats() const noexcept { return static_cast<std::size_t>(rows) * window_stride; }
    [[nodiscard]] std::size_t result_floats() const noexcept { return static_cast<std::size_t>(rows) * result_stride; }
    [[nodiscard]] std::size_t bytes() const noexcept {
      return (kWordScratch + window_floats() + result_floats()) * sizeof(float);
    }
  };
  static Layout layout_of(const ResizeWeights& plan) noexcept;

  WordRun(const ResizeWeights& plan, const Layout& layout, const SourceRows& source, ImageView destination,
          float* scratch)
      : plan_(plan),
        table_(plan.kernels.table().resize),
        layout_(layout),
        source_(source),
        destination_(destination),
        scratch_(scratch),
        window_(scratch + kWordScratch),
        result_(window_ + layout.window_floats()) {
    std::fill(window_, result_, 0.0F);  // the padding of weights reaches what nobody writes
  }

  void make(RowRange rows);

 private:
  void sum_rows(int y, int count, int end_column);
  void resample(int y, int count, int begin, int end);
  void drop_columns(int count, int first_column);

  const ResizeWeights& plan_;
  const ResizeTable& table_;
  Layout layout_;
  SourceRows source_;
  ImageView destination_;
  std::vector<const std::uint8_t*> pointers_;
  std::vector<std::int32_t> starts_;
  float* scratch_;
  float* window_;
  float* result_;
  int first_column_ = 0;  // the one at window_
  int end_column_ = 0;
};

WordRun::Layout WordRun::layout_of(const ResizeWeights& plan) noexcept {
  const auto floats = static_cast<std::size_t>(floats_per_pixel(channels(plan.format)));
  // Less than a window, new columns up to a whole block, and what weights of 0 reach.
  const auto columns = static_cast<std::size_t>(2 * plan.horizontal_taps + kColumns + kWordBlock);
  const std::size_t stride = columns * floats;
  const auto fitting = static_cast<int>(kWindowBytes / (stride * sizeof(float)));
  return {.floats = floats,
          .window_stride = stride,
          .result_stride = kPixels * floats,
          .rows = std::clamp(fitting, kLeastRows, kMostRows)};
}

// Columns [end_column_, end_column) of rows [y, y + count).
void WordRun::sum_rows(int y, int count, int end_column) {
  const auto taps = static_cast<std::size_t>(plan_.vertical.taps);
  table_.word_vertical(
      {.rows = pointers_.data(),
       .offset = static_cast<std::size_t>(end_column_) * static_cast<std::size_t>(bytes_per_pixel(plan_.format)),
       .starts = starts_.data(),
       .weights = plan_.vertical.weights.data() + static_cast<std::size_t>(y) * taps,
       .taps = plan_.vertical.taps,
       .channels = channels(plan_.format),
       .width = static_cast<std::size_t>(end_column - end_column_),
       .destination = window_ + static_cast<std::size_t>(end_column_ - first_column_) * layout_.floats,
       .destination_stride = layout_.window_stride,
       .height = count,
       .scratch = scratch_});
  end_column_ = end_column;
}

// Pixels [begin, end) of rows [y, y + count).
void WordRun::resample(int y, int count, int begin, int end) {
  const auto stride = static_cast<std::size_t>(plan_.horizontal_taps);
  const auto pixel = static_cast<std::ptrdiff_t>(bytes_per_pixel(plan_.format));
  for (int x = begin; x < end; x += kPixels) {
    const int width = std::min(kPixels, end - x);
    table_.float_horizontal({.source = window_,
                             .source_stride = layout_.window_stride,
                             .source_begin = first_column_,
                             .starts = plan_.horizontal.starts.data() + x,
                             .weights = plan_.horizontal_float.data() + static_cast<std::size_t>(x) * stride,
                             .weights_stride = stride,
                             .floats = static_cast<int>(layout_.floats),
                             .width = width,
                             .destination = result_,
                             .destination_stride = layout_.result_stride,
                             .height = count});
    for (int r = 0; r < count; ++r) {
      table_.encode({.source = result_ + static_cast<std::size_t>(r) * layout_.result_stride,
                     .format = plan_.format,
                     .light = plan_.light,
                     .width = static_cast<std::size_t>(width),
                     .destination = destination_.row(y + r) + x * pixel});
    }
  }
}

// Columns before this one are not needed any more.
void WordRun::drop_columns(int count, int first_column) {
  const auto skipped = static_cast<std::size_t>(first_column - first_column_) * layout_.floats;
  const auto kept = static_cast<std::size_t>(end_column_ - first_column) * layout_.floats;
  for (std::size_t r = 0; r < static_cast<std::size_t>(count); ++r) {
    float* const row = window_ + r * layout_.window_stride;
    std::memmove(row, row + skipped, kept * sizeof(float));
  }
  first_column_ = first_column;
}

void WordRun::make(RowRange rows) {
  const std::vector<std::int32_t>& starts = plan_.horizontal.starts;
  for (int y = rows.begin; y < rows.end; y += layout_.rows) {
    const int count = std::min(layout_.rows, rows.end - y);
    const std::int32_t* const row_starts = plan_.vertical.starts.data() + y;
    pointers_.clear();
    for (int row = row_starts[0]; row < row_starts[count - 1] + plan_.vertical.taps; ++row) {
      pointers_.push_back(source_.row(row));
    }
    starts_.assign(row_starts, row_starts + count);
    for (std::int32_t& start : starts_) start -= row_starts[0];

    first_column_ = end_column_ = 0;
    for (int x = 0; x < destination_.width;) {
      sum_rows(y, count, std::min(end_column_ + kColumns, plan_.columns));
      const int begin = x;
      const auto is_made = [&](std::int32_t start) {
        return end_column_ == plan_.columns || start + plan_.horizontal.taps <= end_column_;
      };
      while (x < destination_.width && is_made(starts[static_cast<std::size_t>(x)])) ++x;
      resample(y, count, begin, x);
      if (x < destination_.width) drop_columns(count, std::min(starts[static_cast<std::size_t>(x)], end_column_));
    }
  }
}

}  // namespace

std::size_t word_scratch(const ResizeWeights& plan) noexcept { return WordRun::layout_of(plan).bytes(); }

Status resize_words(const ResizeWeights& plan, const SourceRows& from, ImageView to, RowRange rows) {
  const WordRun::Layout layout = WordRun::layout_of(plan);
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.bytes()));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  WordRun(plan, layout, from, to, reinterpret_cast<float*>(scratch.data())).make(rows);
  return {};
}

}  // namespace tbbimg
