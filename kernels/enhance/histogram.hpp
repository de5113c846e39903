// How often each value occurs, and statistics of that.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// How often each value of one channel occurs.
using ChannelHistogram = std::array<std::uint64_t, 256>;

/// Counts all channels of an image, or of some of its rows. Trivially copyable; adding the histograms of parts, in any
/// order, gives that of the whole.
struct Histogram {
  std::array<ChannelHistogram, 4> channels{};  ///< in the order of the format's
  int channel_count = 0;                       ///< how many of them the format has

  Histogram& operator+=(const Histogram& other) noexcept;
};

/// Counts the given rows. Pixels whose alpha is 0 have no colour and are counted in no channel.
/// Formats: gray8, gray_alpha8, rgb8, rgba8. Errors: invalid_argument, unsupported (format).
[[nodiscard]] Result<Histogram> histogram(ConstImageView source, RowRange rows, Kernels kernels);

/// Counts BT.601 luma, or the gray of gray images, in channel 0. Visible pixels, formats and errors as above, and
/// out_of_memory.
[[nodiscard]] Result<Histogram> luma_histogram(ConstImageView source, RowRange rows, Kernels kernels);

struct Statistics {
  std::uint64_t count = 0;  ///< samples; without any, everything else is 0
  int min = 0;
  int max = 0;
  double mean = 0;
  double deviation = 0;  ///< standard deviation of these samples, not an estimate of others'
  double entropy = 0;    ///< Shannon's, in bits per sample, 0..8
};

[[nodiscard]] Statistics statistics(const ChannelHistogram& histogram) noexcept;

/// The lowest value that at least `percent` of the samples do not exceed. `percent` is in 0..100.
[[nodiscard]] int percentile(const ChannelHistogram& histogram, double percent) noexcept;

/// The first value above the threshold that separates two classes best: it maximises the variance between them (Otsu,
/// "A Threshold Selection Method from Gray-Level Histograms", 1979). 0 if there is only one value, or none.
[[nodiscard]] int otsu_threshold(const ChannelHistogram& histogram) noexcept;

}  // namespace tbbimg
