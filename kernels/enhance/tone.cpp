#include "kernels/enhance/tone.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "kernels/core/validate.hpp"
#include "kernels/enhance/luma_row.hpp"
#include "kernels/point/channel_pattern.hpp"

namespace tbbimg {
namespace {

constexpr double kMaxGain = 4;

std::size_t colour_count(PixelFormat format) noexcept { return is_gray(format) ? 1 : 3; }

ChannelTables identity_tables() noexcept {
  ChannelTables tables;
  tables.fill(identity_table());
  return tables;
}

std::uint8_t rounded(double value) noexcept {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

// Mean of the samples that are neither below nor above the percentiles.
double trimmed_mean(const ChannelHistogram& histogram, double clip_percent) noexcept {
  ChannelHistogram kept{};
  const auto low = static_cast<std::size_t>(percentile(histogram, clip_percent));
  const auto high = static_cast<std::size_t>(percentile(histogram, 100 - clip_percent));
  for (std::size_t value = low; value <= high; ++value) kept[value] = histogram[value];
  return statistics(kept).mean;
}

}  // namespace

Result<ChannelTables> normalize_tables(const Histogram& histogram, PixelFormat format, double low_percent,
                                       double high_percent) {
  if (!(low_percent >= 0 && low_percent < high_percent && high_percent <= 100)) {
    return fail(ErrorCode::invalid_argument, "percentiles of " + std::to_string(low_percent) + " and " +
                                                 std::to_string(high_percent) +
                                                 " are not two of 0 to 100, the lower one first");
  }
  ChannelHistogram all{};
  for (std::size_t c = 0; c < colour_count(format); ++c) {
    for (std::size_t value = 0; value < 256; ++value) all[value] += histogram.channels[c][value];
  }
  const int low = percentile(all, low_percent);
  const int high = percentile(all, high_percent);
  ChannelTables tables = identity_tables();
  if (high <= low) return tables;
  for (std::size_t c = 0; c < colour_count(format); ++c) {
    for (int value = 0; value < 256; ++value) {
      tables[c][static_cast<std::size_t>(value)] = rounded((value - low) * 255.0 / (high - low));
    }
  }
  return tables;
}

ByteTable equalize_table(const ChannelHistogram& histogram) noexcept {
  const Statistics all = statistics(histogram);
  if (all.min == all.max) return identity_table();
  const auto lowest = histogram[static_cast<std::size_t>(all.min)];
  ByteTable table{};
  std::uint64_t sum = 0;
  for (std::size_t value = 0; value < 256; ++value) {
    sum += histogram[value];
    const std::uint64_t above = sum > lowest ? sum - lowest : 0;
    table[value] = rounded(static_cast<double>(above) * 255 / static_cast<double>(all.count - lowest));
  }
  return table;
}

Result<ChannelTables> white_balance_tables(const Histogram& histogram, PixelFormat format, double clip_percent) {
  if (!(clip_percent >= 0 && clip_percent <= 49)) {
    return fail(ErrorCode::invalid_argument, "to ignore " + std::to_string(clip_percent) +
                                                 " percent at both ends is not within the allowed 0 to 49");
  }
  ChannelTables tables = identity_tables();
  if (is_gray(format)) return tables;
  std::array<double, 3> means{};
  for (std::size_t c = 0; c < 3; ++c) means[c] = trimmed_mean(histogram.channels[c], clip_percent);
  const double gray = (means[0] + means[1] + means[2]) / 3;
  for (std::size_t c = 0; c < 3; ++c) {
    if (means[c] == 0) continue;
    const double gain = std::clamp(gray / means[c], 1 / kMaxGain, kMaxGain);
    for (std::size_t value = 0; value < 256; ++value) tables[c][value] = rounded(static_cast<double>(value) * gain);
  }
  return tables;
}

Status map_luma(ConstImageView source, ImageView destination, const ByteTable& table, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "mapping luma"));
  if (destination.empty()) return {};

  const auto width = static_cast<std::size_t>(source.width);
  TBBIMG_ASSIGN_OR_RETURN(LumaRow luma, LumaRow::create(source.format, source.width, kernels.table()));
  const auto gray = channel_pattern(gray8, 255);
  for (int y = rows.begin; y < rows.end; ++y) {
    kernels.table().point.lookup(luma.luma_of(source.row(y)), luma.new_luma(), width, table.data(), gray.data());
    luma.replace(source.row(y), destination.row(y));
  }
  return {};
}

}  // namespace tbbimg
