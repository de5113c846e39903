#include "kernels/convolve/convolve_2d.hpp"

#include <algorithm>
#include <new>
#include <vector>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/convolve/kernel_2d_fixed_point.hpp"
#include "kernels/convolve/words.hpp"
#include "kernels/core/checked_math.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// One call's scratch, in bytes: the pairs of rows that one pair of output rows needs, a row of zeros, and one for an
// output that nobody asked for.
struct Scratch {
  std::size_t border;  // from the start of a pair of rows to its first pixel
  std::size_t stride;
  std::size_t pairs;
  std::size_t row;

  Scratch(int width, PixelFormat format, Size kernel) noexcept {
    const auto samples = static_cast<std::size_t>(channels(format));
    row = round_up(static_cast<std::size_t>(width) * samples, kBufferAlignment);
    border = round_up(2 * static_cast<std::size_t>(kernel.width / 2) * samples, kBufferAlignment);
    stride = 2 * border + 2 * row + kRowSlack;
    pairs = (static_cast<std::size_t>(kernel.height) + 1) / 2;
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return pairs * stride + 2 * row; }
};

class Convolution {
 public:
  Convolution(ConstImageView source, const Kernel2D::FixedPoint& kernel, Border border, const ConvolveTable& table,
              const Scratch& layout, std::uint8_t* scratch)
      : source_(source), kernel_(kernel), border_(border), table_(table), layout_(layout), scratch_(scratch) {
    std::fill_n(zeros(), layout.row, std::uint8_t{0});
    for (const auto& layer : kernel.layers) add_taps(layer);
  }

  void run(ImageView destination, RowRange rows) {
    const int pairs = static_cast<int>(layout_.pairs);
    const int first_row = rows.begin - kernel_.size.height / 2;
    for (int p = 0; p + 1 < pairs; ++p) make_pair(p, first_row + 2 * p);
    for (int y = rows.begin, p = 0; y < rows.end; y += 2, ++p) {
      const int entering = p + pairs - 1;
      make_pair(entering, first_row + 2 * entering);
      for (Tap& tap : taps_) tap.weights.pairs = pixels_of(p + tap.pair) + tap.shift;
      std::transform(taps_.begin(), taps_.end(), weights_.begin(), [](const Tap& tap) { return tap.weights; });
      const int upcoming = first_row + 2 * entering + 2;
      const bool both = y + 1 < rows.end;
      const PairConvolution job = {.taps = weights_.data(),
                                   .tap_count = static_cast<int>(weights_.size()),
                                   .offset = kernel_.offset,
                                   .shift = kernel_.fraction_bits,
                                   .samples = source_.row_bytes(),
                                   .first = destination.row(y),
                                   .second = both ? destination.row(y + 1) : spare(),
                                   .upcoming = {source_row(upcoming), source_row(upcoming + 1)}};
      (kernel_.narrow ? table_.convolve_pairs_narrow : table_.convolve_pairs_wide)(job);
      for (int row = y; row <= y + (both ? 1 : 0); ++row) keep_alpha(destination, row);
    }
  }

 private:
  struct Tap {
    int pair;              // of those that an output needs
    std::ptrdiff_t shift;  // bytes
    PairTap weights;
  };

  void add_taps(const std::vector<std::int16_t>& layer) {
    const auto weight = [&](int column, int row) -> std::int16_t {
      if (row < 0 || row >= kernel_.size.height) return 0;
      return layer[static_cast<std::size_t>(row * kernel_.size.width + column)];
    };
    for (int pair = 0; pair < static_cast<int>(layout_.pairs); ++pair) {
      for (int column = 0; column < kernel_.size.width; ++column) {
        const PairTap tap = {nullptr,
                             {weight(column, 2 * pair), weight(column, 2 * pair + 1)},
                             {weight(column, 2 * pair - 1), weight(column, 2 * pair)}};
        if (tap.first[0] == 0 && tap.first[1] == 0 && tap.second[0] == 0) continue;
        const int pixels = column - kernel_.size.width / 2;
        taps_.push_back({pair, std::ptrdiff_t{2} * pixels * channels(source_.format), tap});
      }
    }
    weights_.resize(taps_.size());
  }

  void make_pair(int pair, int first_row) {
    std::uint8_t* const pixels = pixels_of(pair);
    table_.interleave_rows(source_row(first_row), source_row(first_row + 1), source_.row_bytes(), pixels);
    fill_borders(pixels, source_.width, kernel_.size.width / 2, static_cast<std::size_t>(2 * channels(source_.format)),
                 border_);
  }

  void keep_alpha(ImageView destination, int y) const {
    if (!has_alpha(source_.format)) return;
    table_.copy_alpha(source_.row(y), source_.format, source_.row_bytes(), destination.row(y));
  }

  [[nodiscard]] const std::uint8_t* source_row(int y) const { return bordered_row(source_, y, border_, zeros()); }
  [[nodiscard]] std::uint8_t* pixels_of(int pair) const {
    return scratch_ + static_cast<std::size_t>(pair) % layout_.pairs * layout_.stride + layout_.border;
  }
  [[nodiscard]] std::uint8_t* zeros() const { return scratch_ + layout_.pairs * layout_.stride; }
  [[nodiscard]] std::uint8_t* spare() const { return zeros() + layout_.row; }

  ConstImageView source_;
  const Kernel2D::FixedPoint& kernel_;
  Border border_;
  const ConvolveTable& table_;
  Scratch layout_;
  std::uint8_t* scratch_;
  std::vector<Tap> taps_;
  std::vector<PairTap> weights_;
};

}  // namespace

Status convolve_2d(ConstImageView source, ImageView destination, const Kernel2D& kernel, Border border, RowRange rows,
                   Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "a convolution", kAllFormats));
  if (destination.empty() || rows.count() == 0) return {};
  if (bytes_per_sample(source.format) == 2) {
    return convolve_2d_words(source, destination, kernel, border, rows, kernels.table());
  }
  const Scratch layout(source.width, source.format, kernel.size());
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.bytes()));
  try {
    Convolution(source, kernel.fixed_point(), border, kernels.table().convolve, layout, scratch.data())
        .run(destination, rows);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the weights of a convolution");
  }
  return {};
}

std::size_t convolve_2d_scratch_bytes(int width, PixelFormat format, const Kernel2D& kernel) noexcept {
  if (bytes_per_sample(format) == 2) return convolve_2d_word_scratch(width, format, kernel.size()).bytes();
  return Scratch(std::max(width, 0), format, kernel.size()).bytes();
}

}  // namespace tbbimg
