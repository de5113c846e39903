#include "kernels/enhance/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/core/validate.hpp"
#include "kernels/enhance/luma_row.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

std::uint64_t total(const ChannelHistogram& histogram) noexcept {
  std::uint64_t count = 0;
  for (const std::uint64_t bin : histogram) count += bin;
  return count;
}

// Counts rows in 32 bits, and adds them up in 64 before they overflow.
class RowCounter {
 public:
  RowCounter(int channels, Kernels kernels) : table_(kernels.table().enhance), channels_(channels) {
    histogram_.channel_count = channels;
  }
  void add(const std::uint8_t* row, std::size_t pixels) {
    if (pixels > std::numeric_limits<std::uint32_t>::max() - counted_) flush();
    table_.count_values(row, pixels, static_cast<std::size_t>(channels_), bins_.data());
    counted_ += static_cast<std::uint32_t>(pixels);
  }
  [[nodiscard]] Histogram result() {
    flush();
    return histogram_;
  }

 private:
  void flush() noexcept {
    for (std::size_t value = 0; value < 256; ++value) {
      for (std::size_t c = 0; c < static_cast<std::size_t>(channels_); ++c) {
        for (std::size_t copy = 0; copy < kHistogramCopies; ++copy) {
          histogram_.channels[c][value] += bins_[(copy * 4 + c) * 256 + value];
        }
      }
    }
    bins_.fill(0);
    counted_ = 0;
  }

  const EnhanceTable& table_;
  int channels_;
  std::array<std::uint32_t, kHistogramCopies * 4 * 256> bins_{};
  std::uint32_t counted_ = 0;
  Histogram histogram_;
};

Status check_source(ConstImageView source, RowRange rows) {
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, kAll8BitFormats, "a histogram"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  return check_rows(rows, source.height);
}

}  // namespace

Histogram& Histogram::operator+=(const Histogram& other) noexcept {
  channel_count = std::max(channel_count, other.channel_count);
  for (std::size_t c = 0; c < 4; ++c) {
    for (std::size_t value = 0; value < 256; ++value) channels[c][value] += other.channels[c][value];
  }
  return *this;
}

Result<Histogram> histogram(ConstImageView source, RowRange rows, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_source(source, rows));
  RowCounter counter(channels(source.format), kernels);
  for (int y = rows.begin; y < rows.end && !source.empty(); ++y) {
    counter.add(source.row(y), static_cast<std::size_t>(source.width));
  }
  return counter.result();
}

Result<Histogram> luma_histogram(ConstImageView source, RowRange rows, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_source(source, rows));
  const auto width = static_cast<std::size_t>(source.width);
  TBBIMG_ASSIGN_OR_RETURN(LumaRow luma, LumaRow::create(source.format, source.width, kernels.table()));
  RowCounter counter(luma.gray_channels(), kernels);
  for (int y = rows.begin; y < rows.end && !source.empty(); ++y) counter.add(luma.gray_of(source.row(y)), width);
  Histogram result = counter.result();
  result.channels[1] = {};  // alpha's, which nobody asked for
  result.channel_count = 1;
  return result;
}

Statistics statistics(const ChannelHistogram& histogram) noexcept {
  Statistics result;
  result.count = total(histogram);
  if (result.count == 0) return result;
  const auto count = static_cast<double>(result.count);
  const auto used = [](std::uint64_t bin) { return bin != 0; };
  result.min = static_cast<int>(std::find_if(histogram.begin(), histogram.end(), used) - histogram.begin());
  result.max = 255 - static_cast<int>(std::find_if(histogram.rbegin(), histogram.rend(), used) - histogram.rbegin());
  for (int value = result.min; value <= result.max; ++value) {
    const double share = static_cast<double>(histogram[static_cast<std::size_t>(value)]) / count;
    result.mean += share * value;
    if (share > 0) result.entropy -= share * std::log2(share);
  }
  double variance = 0;
  for (int value = result.min; value <= result.max; ++value) {
    const double share = static_cast<double>(histogram[static_cast<std::size_t>(value)]) / count;
    variance += share * (value - result.mean) * (value - result.mean);
  }
  result.deviation = std::sqrt(variance);
  return result;
}

int percentile(const ChannelHistogram& histogram, double percent) noexcept {
  const double wanted = std::max(1.0, static_cast<double>(total(histogram)) * percent / 100);
  double below = 0;
  for (int value = 0; value < 255; ++value) {
    below += static_cast<double>(histogram[static_cast<std::size_t>(value)]);
    if (below >= wanted) return value;
  }
  return 255;
}

int otsu_threshold(const ChannelHistogram& histogram) noexcept {
  const Statistics all = statistics(histogram);
  const auto count = static_cast<double>(all.count);
  double below = 0;      // samples up to a value
  double below_sum = 0;  // and their sum
  double best_variance = 0;
  int best = 0;
  for (int value = 0; value < 255; ++value) {
    const auto bin = static_cast<double>(histogram[static_cast<std::size_t>(value)]);
    below += bin;
    below_sum += bin * value;
    if (below == 0 || below == count) continue;
    const double distance = below_sum / below - (all.mean * count - below_sum) / (count - below);
    const double variance = below * (count - below) * distance * distance;
    if (variance > best_variance) {
      best_variance = variance;
      best = value + 1;
    }
  }
  return best;
}

}  // namespace tbbimg
