// Boxes of a large radius, and all boxes with alpha.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/convolve/passes.hpp"

namespace tbbimg {
namespace {

// Of alpha: as large as colours become that are multiplied by it, and thus as exact.
constexpr int kAlphaWeight = 256;

class WideBox {
 public:
  explicit WideBox(const ConvolveJob& job)
      : job_(job),
        radius_(job.kernel.radius()),
        alpha_(has_alpha(job.source.format)),
        words_(bytes_per_sample(job.source.format) == 2),
        samples_(static_cast<std::size_t>(job.source.width) * job.layout.samples) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
    sums_ = reinterpret_cast<std::int32_t*>(job.scratch);
    means_ = sums_ + job.layout.stride;
    row_sums_ = means_ + job.layout.stride;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
    entering_ = reinterpret_cast<float*>(row_sums_ + job.layout.stride);
    leaving_ = entering_ + (alpha_ ? job.layout.stride : 0);
    std::fill_n(sums_, 2 * job.layout.stride, 0);

    const int count = 2 * radius_ + 1;
    const double largest = alpha_ ? 255.0 * kAlphaWeight : words_ ? 65535 : 255;
    int fraction_bits = 0;
    while (std::ldexp(largest, fraction_bits + 1) < kExact &&
           std::ldexp(largest * count, fraction_bits + 1) < 2147483648.0) {
      ++fraction_bits;
    }
    scale_ = static_cast<float>(std::ldexp(1.0, fraction_bits) / count);
    const auto row_scale = static_cast<float>(std::ldexp(1.0, -fraction_bits) / count);
    std::fill_n(row_scales_, 4, row_scale);
    if (alpha_) {
      for (std::size_t i = job.layout.samples - 1; i < 4; i += job.layout.samples) {
        weights_[i] = kAlphaWeight;
        row_scales_[i] = row_scale / kAlphaWeight;
      }
    }
  }

  void run() {
    sum_first_window();
    for (int y = job_.rows.begin; y < job_.rows.end; ++y) {
      move_down_to(y);
      fill_borders(means(), job_.source.width, radius_ + 1, job_.layout.samples, job_.border);
      const WideBoxRow row = {means(),  radius_,     static_cast<int>(job_.layout.samples),
                              samples_, row_scales_, row_sums_};
      if (!alpha_) {
        const ConvolveTable& table = job_.table.convolve;
        (words_ ? table.wide_box_words : table.wide_box_bytes)(row, job_.destination.row(y));
        continue;
      }
      job_.table.convolve.wide_box_floats(row, entering_);
      job_.table.resize.encode({.source = entering_,
                                .format = job_.source.format,
                                .light = {},
                                .width = static_cast<std::size_t>(job_.source.width),
                                .destination = job_.destination.row(y)});
    }
  }

 private:
  // Single precision tells apart halves up to here.
  static constexpr double kExact = 1 << 23;

  // The window above the first row, so that every row enters it in the same way. However high it is, each row of the
  // image is read once.
  void sum_first_window() {
    std::vector<std::int32_t> times(static_cast<std::size_t>(job_.source.height));
    for (int y = job_.rows.begin - 1 - radius_; y < job_.rows.begin + radius_; ++y) {
      const int index = border_index(y, job_.source.height, job_.border);
      if (index != kOutside) ++times[static_cast<std::size_t>(index)];
    }
    for (int y = 0; y < job_.source.height; ++y) {
      const std::int32_t factor = times[static_cast<std::size_t>(y)];
      if (factor == 0) continue;
      const std::uint8_t* const bytes = job_.source.row(y);
      if (alpha_) decode(bytes, entering_);
      for (std::size_t i = 0; i < samples_; ++i) {
        sums_[i] += factor * sample_at(bytes, i);
      }
    }
  }

  // Of a row that was decoded, if there is alpha.
  [[nodiscard]] std::int32_t sample_at(const std::uint8_t* row, std::size_t i) const noexcept {
    if (alpha_) return static_cast<std::int32_t>(entering_[i] * weights_[i % 4]);
    if (!words_) return row[i];
    std::uint16_t word = 0;
    std::memcpy(&word, row + 2 * i, sizeof(word));
    return word;
  }

  void move_down_to(int y) {
    const std::uint8_t* const entering = source_row(y + radius_);
    const std::uint8_t* const leaving = source_row(y - radius_ - 1);
    const std::uint8_t* const upcoming = source_row(y + radius_ + 1);
    if (!alpha_) {
      const ConvolveTable& table = job_.table.convolve;
      (words_ ? table.wide_box_vertical_of_words : table.wide_box_vertical_of_bytes)(
          {sums_, entering, leaving, upcoming, weights_, samples_, scale_, means()});
      return;
    }
    decode(entering, entering_);
    decode(leaving, leaving_);
    job_.table.convolve.wide_box_vertical_of_floats(
        {sums_, entering_, leaving_, upcoming, weights_, samples_, scale_, means()});
  }

  void decode(const std::uint8_t* row, float* destination) const {
    job_.table.resize.decode({.source = row,
                              .format = job_.source.format,
                              .light = {},
                              .width = static_cast<std::size_t>(job_.source.width),
                              .destination = destination});
  }

  [[nodiscard]] const std::uint8_t* source_row(int y) const noexcept {
    return bordered_row(job_.source, y, job_.border, job_.zeros());
  }
  [[nodiscard]] std::int32_t* means() const noexcept { return means_ + job_.layout.border; }

  const ConvolveJob& job_;
  int radius_;
  bool alpha_;
  bool words_;  // never with alpha
  std::size_t samples_;
  std::int32_t* sums_;
  std::int32_t* means_;
  std::int32_t* row_sums_;
  float* entering_;
  float* leaving_;
  float weights_[4] = {1, 1, 1, 1};
  float row_scales_[4];
  float scale_;
};

}  // namespace

void convolve_wide_box(const ConvolveJob& job) { WideBox(job).run(); }

}  // namespace tbbimg
