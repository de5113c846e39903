#include "kernels/convolve/coarse_gaussian.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <vector>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/core/checked_math.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

constexpr int floor_divide(int value, int divisor) noexcept {
  return value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor);
}

bool is_of_floats(PixelFormat format) noexcept { return has_alpha(format) || bytes_per_sample(format) == 2; }

int factor_of(PixelFormat format, double sigma) noexcept {
  if (bytes_per_sample(format) == 2) return sigma >= 128 ? 16 : sigma >= 64 ? 8 : sigma >= 32 ? 4 : 2;
  return sigma >= 40 ? 16 : sigma >= 20 ? 8 : 4;
}

// The grid, and what is computed on it. Coarse pixel X stands at pixel X * factor.
struct Plan {
  int factor;
  int radius;           // of the Gaussian between coarse pixels
  int margin;           // coarse pixels before the first one
  int border_pixels;    // of the image's rows
  int columns;          // coarse pixels of a row that are interpolated between
  std::size_t samples;  // of a pixel
  std::size_t sample_bytes;
  std::size_t border;   // elements of a row of the image, before its first pixel
  std::size_t row;      // elements of a row of the image, with borders
  std::size_t coarse;   // elements of a coarse row, before it is blurred
  std::size_t blurred;  // and after
  std::size_t zeros;    // bytes of a row of the image

  Plan(int width, PixelFormat format, double sigma) noexcept
      : factor(factor_of(format, sigma)),
        radius(bytes_per_sample(format) == 2 ? static_cast<int>(std::ceil(5 * sigma / factor))
                                             : static_cast<int>(std::ceil(4 * coarse_sigma(sigma)))),
        margin(radius + 1),
        border_pixels((margin + (bytes_per_sample(format) == 2 ? 3 : 1)) * factor),
        columns((width - 1) / factor + 4),  // one before the first, two behind the last
        samples(has_alpha(format) && bytes_per_sample(format) == 1 ? 4 : static_cast<std::size_t>(channels(format))),
        sample_bytes(is_of_floats(format) ? sizeof(float) : sizeof(std::uint16_t)),
        zeros(static_cast<std::size_t>(width) * static_cast<std::size_t>(bytes_per_pixel(format))) {
    const auto elements = [&](int pixels) { return static_cast<std::size_t>(pixels) * samples; };
    border = round_up(elements(border_pixels), kAlignedSamples);
    row = 2 * border + round_up(elements(width + 4 * factor), kAlignedSamples) + kRowSlack;
    coarse = round_up(elements(columns + 2 * radius), kAlignedSamples);
    blurred = round_up(elements(columns), kAlignedSamples);
  }

  // The variances of the triangle and of the quadratic B-spline are (factor^2 - 1) / 6 and factor^2 / 4.
  [[nodiscard]] double coarse_sigma(double sigma) const noexcept {
    const double square = factor * factor;
    return std::sqrt((sigma * sigma - (square - 1) / 6) / square - 0.25);
  }
  // Coarse rows that `rows` need: the first one and the one behind the last.
  [[nodiscard]] RowRange coarse_rows(RowRange rows) const noexcept {
    return {floor_divide(rows.begin, factor) - 1 - radius, floor_divide(rows.end - 1, factor) + 3 + radius};
  }
  [[nodiscard]] std::size_t bytes(RowRange rows) const noexcept {
    const auto count = static_cast<std::size_t>(coarse_rows(rows).count());
    const std::size_t floats = coarse + (count + 1) * blurred;
    return floats * sizeof(float) + 5 * row * sample_bytes + zeros;
  }
};

std::vector<float> gaussian(double sigma, int radius) {
  std::vector<double> exact;
  double sum = 0;
  for (int x = -radius; x <= radius; ++x) sum += exact.emplace_back(std::exp(-0.5 * x * x / (sigma * sigma)));
  std::vector<float> taps;
  taps.reserve(exact.size());
  for (const double tap : exact) taps.push_back(static_cast<float>(tap / sum));
  return taps;
}

// 1 2 ... factor ... 2 1.
std::vector<float> triangle(int factor) {
  std::vector<float> weights;
  for (int k = 1 - factor; k < factor; ++k) weights.push_back(static_cast<float>(factor - std::abs(k)));
  return weights;
}

// That twice, to a sum of 1.
std::vector<float> two_triangles(int factor) {
  const std::vector<float> once = triangle(factor);
  std::vector<float> weights(2 * once.size() - 1);
  const auto scale = static_cast<float>(1 / std::pow(factor, 4));
  for (std::size_t i = 0; i < once.size(); ++i) {
    for (std::size_t k = 0; k < once.size(); ++k) weights[i + k] += once[i] * once[k] * scale;
  }
  return weights;
}

// What two triangles before it and B-splines behind it make a Gaussian: its spectrum over theirs, back from there.
std::vector<float> gaussian_between(double coarse_sigma, int factor, int radius) {
  constexpr int kSteps = 128;
  const double step = std::min(3.14159, 7 / coarse_sigma) / kSteps;
  std::vector<double> spectrum;
  for (int i = 0; i <= kSteps; ++i) {
    const double half = std::max(i, 1) * 1e-9 + i * step / 2;
    const double triangle = std::pow(std::sin(half) / (factor * std::sin(half / factor)), 4);
    const double spline = std::pow(std::sin(half) / half, 3);
    const double bell = std::exp(-0.5 * std::pow(coarse_sigma * i * step, 2));
    spectrum.push_back((i == 0 ? 0.5 : 1) * bell / (triangle * spline));
  }
  std::vector<double> exact;
  double sum = 0;
  for (int x = -radius; x <= radius; ++x) {
    double tap = 0;
    for (int i = 0; i <= kSteps; ++i) tap += spectrum[static_cast<std::size_t>(i)] * std::cos(i * step * x);
    sum += exact.emplace_back(tap);
  }
  std::vector<float> taps;
  taps.reserve(exact.size());
  for (const double tap : exact) taps.push_back(static_cast<float>(tap / sum));
  return taps;
}

// For each phase the weights of the nearest coarse pixel and its neighbours.
std::vector<float> b_spline(int factor) {
  std::vector<float> weights;
  for (int phase = 0; phase < factor; ++phase) {
    const double x = static_cast<double>(phase) / factor - (2 * phase < factor ? 0 : 1);
    for (const double weight : {0.5 * (0.5 - x) * (0.5 - x), 0.75 - x * x, 0.5 * (0.5 + x) * (0.5 + x)}) {
      weights.push_back(static_cast<float>(weight));
    }
  }
  return weights;
}

// Sample: of rows of the image's width; std::uint16_t, or with alpha or 16 bits float.
template <class Sample>
class CoarseGaussian {
  static constexpr bool kFloats = std::is_same_v<Sample, float>;

 public:
  CoarseGaussian(ConstImageView source, double sigma, Border border, RowRange rows, const KernelTable& table,
                 std::uint8_t* scratch)
      : source_(source),
        border_(border),
        words_(bytes_per_sample(source.format) == 2),
        plan_(source.width, source.format, sigma),
        table_(table.convolve),
        resize_(table.resize),
        coarse_(plan_.coarse_rows(rows)),
        taps_(words_ ? gaussian_between(sigma / plan_.factor, plan_.factor, plan_.radius)
                     : gaussian(plan_.coarse_sigma(sigma), plan_.radius)),
        splines_(b_spline(plan_.factor)),
        triangle_(words_ ? two_triangles(plan_.factor) : triangle(plan_.factor)) {
    // NOLINTBEGIN(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
    sums_ = reinterpret_cast<float*>(scratch);
    blurred_ = sums_ + plan_.coarse;
    mixed_ = blurred_ + static_cast<std::size_t>(coarse_.count()) * plan_.blurred;
    row_ = reinterpret_cast<Sample*>(mixed_ + plan_.blurred);
    refined_ = row_ + plan_.row;
    zeros_ = reinterpret_cast<std::uint8_t*>(refined_ + 4 * plan_.row);
    // NOLINTEND(cppcoreguidelines-pro-type-reinterpret-cast)
    std::fill_n(zeros_, plan_.zeros, std::uint8_t{0});
    std::fill_n(row_, plan_.row, Sample{0});
  }

  void run(ImageView destination, RowRange rows) {
    for (int y = coarse_.begin; y < coarse_.end; ++y) make_coarse(y);
    const int factor = plan_.factor;
    int refined = floor_divide(rows.begin, factor) - 1;
    for (int y = rows.begin; y < rows.end; ++y) {
      const int block = floor_divide(y, factor);
      for (; refined <= block + 2; ++refined) refine(refined);
      const int phase = y - block * factor;
      const int nearest = block + (2 * phase < factor ? 0 : 1);
      const std::array<const Sample*, 3> window = {refined_row(nearest - 1), refined_row(nearest),
                                                   refined_row(nearest + 1)};
      mix(window, splines_.data() + 3 * static_cast<std::size_t>(phase), destination.row(y));
    }
  }

 private:
  // An output row from the three of refined_ around it.
  void mix(const std::array<const Sample*, 3>& window, const float* spline, std::uint8_t* destination) {
    if constexpr (kFloats) {
      const std::size_t samples = static_cast<std::size_t>(source_.width) * plan_.samples;
      if (words_ && !has_alpha(source_.format)) {
        table_.word_sums({.sources = window.data(),
                          .weights = spline,
                          .taps = 3,
                          .offset = 0,
                          .samples = samples,
                          .destination = destination});
        return;
      }
      table_.coarse_blur(window.data(), spline, 3, samples, row_);
      if (source_.format == PixelFormat::gray_alpha8) {
        for (std::size_t x = 0; x < static_cast<std::size_t>(source_.width); ++x) {
          row_[2 * x] = row_[4 * x];
          row_[2 * x + 1] = row_[4 * x + 3];
        }
      }
      resize_.encode({.source = row_,
                      .format = source_.format,
                      .light = {},
                      .width = static_cast<std::size_t>(source_.width),
                      .destination = destination});
    } else {
      std::array<std::uint16_t, 3> weights{};
      for (std::size_t k = 0; k < 3; ++k) weights[k] = static_cast<std::uint16_t>(std::lround(spline[k] * 65536.0F));
      // What rounding left of the sum.
      weights[1] = static_cast<std::uint16_t>(65536 - weights[0] - weights[2]);
      table_.refine_rows(window.data(), weights.data(), source_.row_bytes(), destination);
    }
  }

  // Coarse row y, blurred along itself.
  void make_coarse(int y) {
    const int factor = plan_.factor;
    std::vector<const std::uint8_t*>& pointers = row_pointers_;
    pointers.clear();
    const int before = static_cast<int>(triangle_.size() / 2);
    for (int k = -before; k < before + 1 + factor; ++k) {
      pointers.push_back(bordered_row(source_, y * factor + k, border_, zeros_));
    }
    Sample* const pixels = row_ + plan_.border;
    if constexpr (kFloats) {
      sum_rows(pixels);
    } else {
      table_.coarse_rows(pointers.data(), factor, source_.row_bytes(), pixels);
    }
    fill_borders(pixels, source_.width, plan_.border_pixels, plan_.samples, border_);
    const Sample* const first = pixels - static_cast<std::size_t>(plan_.margin * factor) * plan_.samples;
    const auto scale = static_cast<float>(1.0 / std::pow(factor, 4));
    const int columns = plan_.columns + 2 * plan_.radius;
    if constexpr (kFloats) {
      if (words_) {
        sum_columns(first, columns);
      } else {
        table_.coarse_columns_of_4(first, factor, columns, scale, sums_);
      }
    } else {
      const auto make = plan_.samples == 1 ? table_.coarse_columns_of_1 : table_.coarse_columns_of_3;
      make(first, factor, columns, scale, sums_);
    }
    blur(sums_, plan_.samples, blurred_row(y));
  }

  // Of the rows of row_pointers_, under the triangle.
  void sum_rows(float* destination) const {
    const auto width = static_cast<std::size_t>(source_.width);
    const int taps = static_cast<int>(triangle_.size());
    if (words_) {
      table_.word_columns({.rows = row_pointers_.data(),
                           .weights = triangle_.data(),
                           .taps = taps,
                           .alpha_channels = has_alpha(source_.format) ? channels(source_.format) : 0,
                           .symmetric = !has_alpha(source_.format),
                           .samples = width * plan_.samples,
                           .destination = destination});
      return;
    }
    table_.premultiplied_vertical({.rows = row_pointers_.data(),
                                   .weights = triangle_.data(),
                                   .taps = taps,
                                   .format = source_.format,
                                   .width = width,
                                   .destination = destination});
  }

  // Two triangles at every factor-th pixel. Of near ones, registers make all sums faster than single numbers those that
  // are kept; refined rows are not needed yet.
  void sum_columns(const float* first, int columns) {
    constexpr int kNear = 4;
    const float* const source = first - triangle_.size() / 2 * plan_.samples;
    const std::size_t step = static_cast<std::size_t>(plan_.factor) * plan_.samples;
    const bool near = plan_.factor <= kNear;
    float* const sums = refined_row(0);
    if (near)
      blur(source, triangle_, plan_.samples, (static_cast<std::size_t>(columns) - 1) * step + plan_.samples, sums);
    for (std::size_t x = 0; x < static_cast<std::size_t>(columns); ++x) {
      for (std::size_t c = 0; c < plan_.samples; ++c) {
        float& sum = sums_[x * plan_.samples + c];
        sum = near ? sums[x * step + c] : 0;
        if (near) continue;
        for (std::size_t k = 0; k < triangle_.size(); ++k) {
          sum += triangle_[k] * source[x * step + k * plan_.samples + c];
        }
      }
    }
  }

  // From rows that start `stride` elements apart.
  void blur(const float* first, const std::vector<float>& taps, std::size_t stride, std::size_t samples,
            float* destination) {
    float_pointers_.clear();
    for (std::size_t k = 0; k < taps.size(); ++k) float_pointers_.push_back(first + k * stride);
    table_.coarse_blur(float_pointers_.data(), taps.data(), static_cast<int>(taps.size()), samples, destination);
  }
  void blur(const float* first, std::size_t stride, float* destination) {
    blur(first, taps_, stride, static_cast<std::size_t>(plan_.columns) * plan_.samples, destination);
  }

  // The row of the image's width at coarse row y.
  void refine(int y) {
    blur(blurred_row(y - plan_.radius), plan_.blurred, mixed_);
    const float* const first = mixed_ + plan_.samples;
    if constexpr (kFloats) {
      table_.refine_columns_of_floats(first, splines_.data(), static_cast<int>(plan_.samples), plan_.factor,
                                      source_.width, refined_row(y));
    } else {
      const auto make = plan_.samples == 1 ? table_.refine_columns_of_1 : table_.refine_columns_of_3;
      make(first, splines_.data(), plan_.factor, source_.width, refined_row(y));
    }
  }

  [[nodiscard]] float* blurred_row(int y) const noexcept {
    return blurred_ + static_cast<std::size_t>(y - coarse_.begin) * plan_.blurred;
  }
  // Four are needed at once.
  [[nodiscard]] Sample* refined_row(int y) const noexcept {
    return refined_ + static_cast<std::size_t>((y + 4) % 4) * plan_.row;
  }

  ConstImageView source_;
  Border border_;
  bool words_;
  Plan plan_;
  const ConvolveTable& table_;
  const ResizeTable& resize_;
  RowRange coarse_;
  std::vector<float> taps_;
  std::vector<float> splines_;
  std::vector<float> triangle_;
  std::vector<const std::uint8_t*> row_pointers_;
  std::vector<const float*> float_pointers_;
  float* sums_;     // a coarse row before it is blurred
  float* blurred_;  // the rows of coarse_, blurred along themselves
  float* mixed_;    // one of them, blurred along columns too
  Sample* row_;     // sums of rows of the image, with borders
  Sample* refined_;
  std::uint8_t* zeros_;
};

}  // namespace

Status coarse_gaussian(ConstImageView source, ImageView destination, double sigma, Border border, RowRange rows,
                       Kernels kernels) {
  const std::size_t bytes = Plan(source.width, source.format, sigma).bytes(rows);
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(bytes));
  try {
    if (is_of_floats(source.format)) {
      CoarseGaussian<float>(source, sigma, border, rows, kernels.table(), scratch.data()).run(destination, rows);
    } else {
      CoarseGaussian<std::uint16_t>(source, sigma, border, rows, kernels.table(), scratch.data())
          .run(destination, rows);
    }
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the weights of a Gaussian");
  }
  return {};
}

std::size_t coarse_gaussian_scratch_bytes(int width, int rows, PixelFormat format, double sigma) noexcept {
  return Plan(std::max(width, 1), format, sigma).bytes({0, std::max(rows, 1)});
}

}  // namespace tbbimg
