#include "kernels/convolve/words.hpp"

#include <algorithm>
#include <cmath>
#include <new>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/convolve/kernel_2d_fixed_point.hpp"
#include "kernels/convolve/separable_taps.hpp"
#include "kernels/core/checked_math.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg {
namespace {

// One call at work: its rows of floats, and the rows of the image around one of the result.
class WordRows {
 public:
  WordRows(ConstImageView source, Border border, const WordScratch& layout, const KernelTable& table,
           std::uint8_t* scratch)
      : source_(source),
        border_(border),
        layout_(layout),
        table_(table),
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
        floats_(reinterpret_cast<float*>(scratch)),
        zeros_(scratch + layout.rows * layout.stride * sizeof(float)) {
    std::fill_n(floats_, layout.rows * layout.stride, 0.0F);
    std::fill_n(zeros_, layout.zeros, std::uint8_t{0});
  }

  [[nodiscard]] std::size_t samples() const noexcept {
    return static_cast<std::size_t>(source_.width) * static_cast<std::size_t>(channels(source_.format));
  }
  /// The first pixel of a row.
  [[nodiscard]] float* row(std::size_t index) const noexcept {
    return floats_ + index * layout_.stride + layout_.border;
  }

  /// Row `index` becomes the sum of weights times the rows of the image around row y, with `radius` pixels before and
  /// behind.
  void sum_columns(int y, const std::vector<float>& weights, bool premultiply, int radius, std::size_t index) {
    point_around(y, static_cast<int>(weights.size()));
    table_.convolve.word_columns({.rows = pointers_.data(),
                                  .weights = weights.data(),
                                  .taps = static_cast<int>(weights.size()),
                                  .alpha_channels = premultiply ? channels(source_.format) : 0,
                                  .symmetric = !premultiply && is_symmetric(weights),
                                  .samples = samples(),
                                  .destination = row(index)});
    fill_row_borders(radius, index);
  }

  /// Rows 0 and 1 become what the Sobel operator is made of.
  void find_slopes(int y) {
    point_around(y, 3);
    table_.convolve.sobel_words_vertical(pointers_.data(), samples(), row(0), row(1));
    fill_row_borders(1, 0);
    fill_row_borders(1, 1);
  }

  /// Where the taps of a row find their samples.
  [[nodiscard]] std::vector<const float*> sources_of(std::size_t index, std::size_t taps) const {
    std::vector<const float*> sources(taps);
    const float* from = row(index) - static_cast<std::ptrdiff_t>(taps / 2) * channels(source_.format);
    for (const float*& source : sources) {
      source = from;
      from += channels(source_.format);
    }
    return sources;
  }

 private:
  // `count` rows, and the next.
  void point_around(int y, int count) {
    pointers_.resize(static_cast<std::size_t>(count) + 1);
    int from = y - count / 2;
    for (const std::uint8_t*& pointer : pointers_) pointer = bordered_row(source_, from++, border_, zeros_);
  }
  void fill_row_borders(int radius, std::size_t index) const noexcept {
    fill_borders(row(index), source_.width, radius, static_cast<std::size_t>(channels(source_.format)), border_);
  }
  static bool is_symmetric(const std::vector<float>& weights) noexcept {
    return weights.size() % 2 == 1 &&
           std::equal(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(weights.size() / 2),
                      weights.rbegin());
  }

  ConstImageView source_;
  Border border_;
  const WordScratch& layout_;
  const KernelTable& table_;
  float* floats_;
  std::uint8_t* zeros_;
  std::vector<const std::uint8_t*> pointers_;
};

// Calls run(rows), which may allocate, with scratch of the layout.
template <class Run>
Status with_word_rows(ConstImageView source, Border border, const WordScratch& layout, const KernelTable& table,
                      const Run& run) {
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.bytes()));
  try {
    WordRows rows(source, border, layout, table, scratch.data());
    run(rows);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the weights of a convolution");
  }
  return {};
}

void keep_alpha_of(ConstImageView source, ImageView destination, int y, const ConvolveTable& table) noexcept {
  if (!has_alpha(source.format)) return;
  table.copy_alpha(source.row(y), source.format, source.row_bytes(), destination.row(y));
}

// Rows of floats as sources of a matrix's taps.
class WordMatrix {
 public:
  WordMatrix(const Kernel2D& kernel, int channels, WordRows& rows) : size_(kernel.size()), rows_(rows) {
    const std::vector<float>& weights = kernel.fixed_point().weights;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] == 0.0F) continue;
      const auto width = static_cast<std::size_t>(size_.width);
      const std::ptrdiff_t column = static_cast<std::ptrdiff_t>(i % width) - size_.width / 2;
      taps_.push_back({static_cast<int>(i / width), column * channels});
      weights_.push_back(weights[i]);
    }
    sources_.resize(taps_.size());
  }

  // Rows before `next` are there that the one above needed.
  void look_at(int y, int& next) {
    const int last = y + size_.height / 2;
    for (; next <= last; ++next) rows_.sum_columns(next, kOne, false, size_.width / 2, place_of(next));
    for (std::size_t t = 0; t < taps_.size(); ++t) {
      sources_[t] = rows_.row(place_of(y - size_.height / 2 + taps_[t].row)) + taps_[t].shift;
    }
  }

  [[nodiscard]] const std::vector<const float*>& sources() const noexcept { return sources_; }
  [[nodiscard]] const std::vector<float>& weights() const noexcept { return weights_; }

 private:
  struct Tap {
    int row;
    std::ptrdiff_t shift;  // floats
  };

  // Rows above the image have negative numbers, down to -kMaxSide / 2.
  [[nodiscard]] std::size_t place_of(int y) const noexcept {
    return static_cast<std::size_t>((y + size_.height) % size_.height);
  }

  const std::vector<float> kOne = {1.0F};
  Size size_;
  WordRows& rows_;
  std::vector<Tap> taps_;
  std::vector<float> weights_;
  std::vector<const float*> sources_;
};

auto sobel_primitive(const ConvolveTable& table, SobelOutput output) noexcept {
  switch (output) {
    case SobelOutput::x: return table.sobel_words_x;
    case SobelOutput::y: return table.sobel_words_y;
    case SobelOutput::magnitude: break;
  }
  return table.sobel_words_magnitude;
}

}  // namespace

WordScratch::WordScratch(int width, PixelFormat format, int radius, std::size_t count) noexcept
    : border(round_up(static_cast<std::size_t>(radius) * static_cast<std::size_t>(channels(format)), kAlignedSamples)),
      stride(2 * border +
             round_up(static_cast<std::size_t>(std::max(width, 0)) * static_cast<std::size_t>(channels(format)),
                      kAlignedSamples) +
             kRowSlack),
      rows(count),
      zeros(static_cast<std::size_t>(std::max(width, 0)) * static_cast<std::size_t>(bytes_per_pixel(format))) {}

WordScratch separable_word_scratch(int width, PixelFormat format, const SeparableKernel& kernel) noexcept {
  return {width, format, kernel.radius(), has_alpha(format) ? 2U : 1U};
}
WordScratch convolve_2d_word_scratch(int width, PixelFormat format, Size kernel) noexcept {
  return {width, format, kernel.width / 2, static_cast<std::size_t>(kernel.height)};
}
WordScratch unsharp_word_scratch(int width, PixelFormat format, int radius) noexcept {
  return {width, format, radius, 2};
}
WordScratch sobel_word_scratch(int width, PixelFormat format) noexcept { return {width, format, 1, 2}; }

Status convolve_separable_words(ConstImageView source, ImageView destination, const SeparableKernel& kernel,
                                RowRange rows, const KernelTable& table, Border border) {
  const std::vector<float>& horizontal = kernel.fixed_point().horizontal_floats;
  const std::vector<float>& vertical = kernel.fixed_point().vertical_floats;
  const bool alpha = has_alpha(source.format);
  const WordScratch layout = separable_word_scratch(source.width, source.format, kernel);
  return with_word_rows(source, border, layout, table, [&](WordRows& words) {
    const std::vector<const float*> sources = words.sources_of(0, horizontal.size());
    const int taps = static_cast<int>(horizontal.size());
    for (int y = rows.begin; y < rows.end; ++y) {
      words.sum_columns(y, vertical, alpha, kernel.radius(), 0);
      if (!alpha) {
        table.convolve.word_sums({.sources = sources.data(),
                                  .weights = horizontal.data(),
                                  .taps = taps,
                                  .offset = 0,
                                  .samples = words.samples(),
                                  .destination = destination.row(y)});
        continue;
      }
      table.convolve.coarse_blur(sources.data(), horizontal.data(), taps, words.samples(), words.row(1));
      table.resize.encode({.source = words.row(1),
                           .format = source.format,
                           .light = {},
                           .width = static_cast<std::size_t>(source.width),
                           .destination = destination.row(y)});
    }
  });
}

Status convolve_2d_words(ConstImageView source, ImageView destination, const Kernel2D& kernel, Border border,
                         RowRange rows, const KernelTable& table) {
  const WordScratch layout = convolve_2d_word_scratch(source.width, source.format, kernel.size());
  return with_word_rows(source, border, layout, table, [&](WordRows& words) {
    WordMatrix matrix(kernel, channels(source.format), words);
    int next = rows.begin - kernel.size().height / 2;
    for (int y = rows.begin; y < rows.end; ++y) {
      matrix.look_at(y, next);
      table.convolve.word_sums({.sources = matrix.sources().data(),
                                .weights = matrix.weights().data(),
                                .taps = static_cast<int>(matrix.weights().size()),
                                .offset = kernel.fixed_point().bias,
                                .samples = words.samples(),
                                .destination = destination.row(y)});
      keep_alpha_of(source, destination, y, table.convolve);
    }
  });
}

Status unsharp_of_words(ConstImageView source, ImageView destination, const UnsharpOptions& options, RowRange rows,
                        const KernelTable& table) {
  TBBIMG_ASSIGN_OR_RETURN(const SeparableKernel kernel, SeparableKernel::gaussian(options.sigma));
  const std::vector<float>& weights = kernel.fixed_point().horizontal_floats;
  const WordScratch layout = unsharp_word_scratch(source.width, source.format, kernel.radius());
  return with_word_rows(source, Border::mirror, layout, table, [&](WordRows& words) {
    const std::vector<const float*> sources = words.sources_of(0, weights.size());
    for (int y = rows.begin; y < rows.end; ++y) {
      words.sum_columns(y, weights, false, kernel.radius(), 0);
      table.convolve.coarse_blur(sources.data(), weights.data(), static_cast<int>(weights.size()), words.samples(),
                                 words.row(1));
      table.convolve.unsharp_words({.original = source.row(y),
                                    .blurred = words.row(1),
                                    .amount = static_cast<float>(options.amount),
                                    .threshold = static_cast<float>(options.threshold * kWordsPerLevel),
                                    .samples = words.samples(),
                                    .destination = destination.row(y)});
      keep_alpha_of(source, destination, y, table.convolve);
    }
  });
}

Status sobel_of_words(ConstImageView source, ImageView destination, SobelOutput output, RowRange rows,
                      const KernelTable& table) {
  const WordScratch layout = sobel_word_scratch(source.width, source.format);
  const auto finish = sobel_primitive(table.convolve, output);
  return with_word_rows(source, Border::mirror, layout, table, [&](WordRows& words) {
    for (int y = rows.begin; y < rows.end; ++y) {
      words.find_slopes(y);
      finish(words.row(0), words.row(1), channels(source.format), words.samples(), destination.row(y));
      keep_alpha_of(source, destination, y, table.convolve);
    }
  });
}

}  // namespace tbbimg
