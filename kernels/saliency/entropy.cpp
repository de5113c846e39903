#include "kernels/saliency/entropy.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace tbbimg {
namespace {

constexpr int kSteps = 8;

struct Span {
  int begin;
  int end;

  [[nodiscard]] int length() const noexcept { return end - begin; }
};

// Which of `count` small pixels show these of `size`; one at least.
Span shown_by(Span span, int size, int count) noexcept {
  const auto small = [&](int position) { return static_cast<int>(static_cast<double>(position) * count / size); };
  const int begin = std::min(small(span.begin), count - 1);
  return {begin, std::max(small(span.end), begin + 1)};
}

// Bits, summed over the channels.
double entropy(ConstImageView image) noexcept {
  std::array<std::array<std::uint32_t, 256>, 3> histograms{};
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* row = image.row(y);
    for (int x = 0; x < image.width; ++x, row += 3) {
      for (std::size_t c = 0; c < 3; ++c) ++histograms[c][row[c]];
    }
  }
  const double count = static_cast<double>(image.width) * image.height;
  double bits = 0;
  for (const auto& histogram : histograms) {
    for (const std::uint32_t samples : histogram) {
      if (samples > 0) bits -= samples / count * std::log2(samples / count);
    }
  }
  return bits;
}

class Cutter {
 public:
  Cutter(ConstImageView small, Size size)
      : small_(small), size_(size), columns_{0, size.width}, rows_{0, size.height} {}

  void cut_columns(int slice) noexcept {
    cut(columns_, slice, [this](Span columns) { return entropy_of(columns, rows_); });
  }
  void cut_rows(int slice) noexcept {
    cut(rows_, slice, [this](Span rows) { return entropy_of(columns_, rows); });
  }
  [[nodiscard]] Size size() const noexcept { return {columns_.length(), rows_.length()}; }
  [[nodiscard]] Point corner() const noexcept { return {columns_.begin, rows_.begin}; }

 private:
  template <class EntropyOf>
  static void cut(Span& span, int slice, const EntropyOf& entropy_of_slice) noexcept {
    if (slice == 0) return;
    const double first = entropy_of_slice(Span{span.begin, span.begin + slice});
    const double last = entropy_of_slice(Span{span.end - slice, span.end});
    const int from_begin = first < last ? slice : first > last ? 0 : slice / 2;
    span = {span.begin + from_begin, span.end - (slice - from_begin)};
  }

  [[nodiscard]] double entropy_of(Span columns, Span rows) const noexcept {
    const Span x = shown_by(columns, size_.width, small_.width);
    const Span y = shown_by(rows, size_.height, small_.height);
    return entropy(small_.crop(x.begin, y.begin, {x.length(), y.length()}));
  }

  ConstImageView small_;
  Size size_;
  Span columns_;
  Span rows_;
};

}  // namespace

Point most_entropy(ConstImageView small, Size size, Size window) noexcept {
  Cutter cutter(small, size);
  const int most = std::max(size.width - window.width, size.height - window.height);
  const int slice = most / kSteps + (most % kSteps != 0 ? 1 : 0);
  while (cutter.size() != window) {
    cutter.cut_columns(std::min(slice, cutter.size().width - window.width));
    cutter.cut_rows(std::min(slice, cutter.size().height - window.height));
  }
  return cutter.corner();
}

}  // namespace tbbimg
