#include "kernels/convolve/passes.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/convolve/coarse_gaussian.hpp"
#include "kernels/convolve/separable_taps.hpp"
#include "kernels/core/checked_math.hpp"
#include "kernels/simd/streaming.hpp"

namespace tbbimg {
namespace {

// Source rows first to first + count - 1, those outside as the border has them.
void point_at_rows(const ConvolveJob& job, int first, std::vector<const std::uint8_t*>& pointers) noexcept {
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    pointers[i] = bordered_row(job.source, first + static_cast<int>(i), job.border, job.zeros());
  }
}

template <class Sample>
Sample* scratch_of(const ConvolveJob& job) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  return reinterpret_cast<Sample*>(job.scratch);
}

// 0, 1, 2, ...: output pixel x starts at pixel x of a row with borders.
const std::int32_t* consecutive_starts(const ConvolveJob& job) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  auto* const starts = reinterpret_cast<std::int32_t*>(job.scratch + job.layout.bytes);
  for (std::size_t x = 0; x < job.layout.starts; ++x) starts[x] = static_cast<std::int32_t>(x);
  return starts;
}

std::vector<float> as_floats(const AxisTaps& taps) {
  std::vector<float> floats;
  for (const std::int16_t tap : taps.values) {
    floats.push_back(std::ldexp(static_cast<float>(tap), taps.scale_bits - kWeightBits));
  }
  return floats;
}

BoxMean box_mean_of(int count) noexcept {
  const auto floor_log2 = [](int value) { return static_cast<int>(std::bit_width(static_cast<unsigned>(value))) - 1; };
  const int shift = floor_log2(count);
  const double reciprocal = std::ldexp(1.0, 16 + shift) / count;
  return {.count = count,
          .fraction_bits = floor_log2(256 / count),
          .reciprocal_shift = shift,
          .reciprocal = static_cast<std::uint16_t>(std::lround(reciprocal))};
}

}  // namespace

ConvolveMethod convolve_method(PixelFormat format, const SeparableKernel& kernel) noexcept {
  if (bytes_per_sample(format) == 2) {
    if (kernel.is_box()) return has_alpha(format) ? ConvolveMethod::word_box : ConvolveMethod::wide_box;
    return kernel.fixed_point().sigma >= kMinCoarseWordSigma ? ConvolveMethod::coarse : ConvolveMethod::words;
  }
  if (kernel.is_box()) {
    const bool wide = has_alpha(format) || kernel.radius() > kMaxRunningBoxRadius;
    return wide ? ConvolveMethod::wide_box : ConvolveMethod::box;
  }
  if (kernel.fixed_point().sigma >= kMinCoarseSigma) return ConvolveMethod::coarse;
  if (has_alpha(format)) return ConvolveMethod::premultiplied;
  const bool smooth = kernel.fixed_point().kind != SeparableKind::any;
  return smooth && kernel.radius() <= kMaxNarrowRadius ? ConvolveMethod::narrow : ConvolveMethod::wide;
}

ConvolveScratch::ConvolveScratch(ConvolveMethod method, int width, PixelFormat format, int radius) noexcept {
  const auto pixels = static_cast<std::size_t>(width);
  samples = static_cast<std::size_t>(method == ConvolveMethod::premultiplied ? 4 : channels(format));
  border = round_up((static_cast<std::size_t>(radius) + 1) * samples, kAlignedSamples) + kRowSlack;
  stride = 2 * border + round_up(pixels * samples, kAlignedSamples);
  std::size_t sample_bytes = sizeof(std::uint16_t);
  switch (method) {
    case ConvolveMethod::narrow:
    case ConvolveMethod::wide: rows = 1; break;
    case ConvolveMethod::box: rows = 3; break;
    case ConvolveMethod::wide_box:
      rows = has_alpha(format) ? 5 : 3;
      sample_bytes = sizeof(std::int32_t);
      break;
    case ConvolveMethod::word_box:
      rows = 3;
      sample_bytes = sizeof(double);
      break;
    case ConvolveMethod::coarse:
    case ConvolveMethod::words: break;  // they have their own
    case ConvolveMethod::premultiplied:
      rows = 1;
      sample_bytes = sizeof(float);
      starts = pixels;
      break;
  }
  bytes = rows * stride * sample_bytes;
  bytes += bytes % sizeof(std::int32_t);
  zeros = pixels * static_cast<std::size_t>(bytes_per_pixel(format));
}

std::vector<std::uint16_t> symmetric_weights(const SeparableKernel& kernel) {
  const std::span<const std::int16_t> half = kernel.taps().subspan(static_cast<std::size_t>(kernel.radius()));
  std::vector<std::uint16_t> weights;
  for (const std::int16_t tap : half) weights.push_back(static_cast<std::uint16_t>((weights.empty() ? 2 : 4) * tap));
  return weights;
}

void convolve_narrow(const ConvolveJob& job) {
  const int radius = job.kernel.radius();
  const std::vector<std::uint16_t> weights = symmetric_weights(job.kernel);
  const SymmetricTaps symmetric = {weights.data(), radius};
  std::vector<const std::uint8_t*> pointers(job.kernel.taps().size() + 1);
  std::uint16_t* const row = scratch_of<std::uint16_t>(job) + job.layout.border;
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    point_at_rows(job, y - radius, pointers);
    job.table.convolve.vertical(pointers.data(), symmetric, job.source.row_bytes(), row);
    fill_borders(row, job.source.width, radius, job.layout.samples, job.border);
    job.table.convolve.horizontal(row, symmetric, channels(job.source.format), job.source.row_bytes(),
                                  job.destination.row(y));
  }
}

void convolve_wide(const ConvolveJob& job) {
  const AxisTaps& vertical = job.kernel.fixed_point().vertical;
  const AxisTaps& horizontal = job.kernel.fixed_point().horizontal;
  std::vector<std::int16_t> column_weights = vertical.values;
  std::vector<std::int16_t> row_weights = horizontal.values;
  column_weights.push_back(0);  // passes take them in pairs
  row_weights.push_back(0);
  std::vector<const std::uint8_t*> pointers(column_weights.size() + 1);
  constexpr std::int32_t kFirst = 0;
  std::int16_t* const row = scratch_of<std::int16_t>(job) + job.layout.border;
  std::fill_n(scratch_of<std::int16_t>(job), job.layout.stride, std::int16_t{0});
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    point_at_rows(job, y - vertical.radius(), pointers);
    job.table.resize.vertical({.rows = pointers.data(),
                               .row_count = static_cast<int>(pointers.size()),
                               .starts = &kFirst,
                               .weights = column_weights.data(),
                               .weights_stride = 0,
                               .taps = static_cast<int>(column_weights.size()),
                               .width = job.source.row_bytes(),
                               .destination = row,
                               .destination_stride = job.layout.stride,
                               .height = 1});
    fill_borders(row, job.source.width, horizontal.radius(), job.layout.samples, job.border);
    job.table.convolve.signed_horizontal(
        {.source = row - static_cast<std::size_t>(horizontal.radius()) * job.layout.samples,
         .weights = row_weights.data(),
         .taps = static_cast<int>(row_weights.size()),
         .shift = kWeightBits + kResizeFractionBits - vertical.scale_bits - horizontal.scale_bits,
         .channels = channels(job.source.format),
         .samples = job.source.row_bytes(),
         .destination = job.destination.row(y)});
  }
}

void convolve_box(const ConvolveJob& job) {
  const bool past_caches = wants_streaming(job.destination);
  const int radius = job.kernel.radius();
  const BoxMean mean = box_mean_of(2 * radius + 1);
  std::uint16_t* const sums = scratch_of<std::uint16_t>(job);
  std::uint16_t* const row = sums + job.layout.stride;
  std::uint16_t* const prefix_sums = row + job.layout.stride;
  const std::size_t bytes = job.source.row_bytes();
  const auto source_row = [&](int y) { return bordered_row(job.source, y, job.border, job.zeros()); };

  std::fill_n(row, job.layout.stride, std::uint16_t{0});
  // The window above the first row, so that every row enters it in the same way.
  std::fill_n(sums, bytes, std::uint16_t{0});
  for (int y = job.rows.begin - 1 - radius; y < job.rows.begin + radius; ++y) {
    const std::uint8_t* entering = source_row(y);
    for (std::size_t i = 0; i < bytes; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + entering[i]);
  }
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    job.table.convolve.box_vertical(sums, source_row(y + radius), source_row(y - radius - 1),
                                    source_row(y + radius + 1), bytes, mean, row + job.layout.border);
    fill_borders(row + job.layout.border, job.source.width, radius, job.layout.samples, job.border);
    job.table.convolve.box_horizontal(row + job.layout.border, prefix_sums, mean, channels(job.source.format), bytes,
                                      job.destination.row(y), past_caches, source_row(y + radius + 1));
  }
}

void convolve_premultiplied(const ConvolveJob& job) {
  const std::vector<float> vertical = as_floats(job.kernel.fixed_point().vertical);
  const std::vector<float> horizontal = as_floats(job.kernel.fixed_point().horizontal);
  const int radius = static_cast<int>(horizontal.size() / 2);
  std::vector<const std::uint8_t*> pointers(vertical.size());
  float* const row = scratch_of<float>(job);
  const std::size_t window = static_cast<std::size_t>(radius) * job.layout.samples;
  const std::int32_t* const starts = consecutive_starts(job);
  const auto width = static_cast<std::size_t>(job.source.width);
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    point_at_rows(job, y - static_cast<int>(vertical.size() / 2), pointers);
    job.table.convolve.premultiplied_vertical({.rows = pointers.data(),
                                               .weights = vertical.data(),
                                               .taps = static_cast<int>(vertical.size()),
                                               .format = job.source.format,
                                               .width = width,
                                               .destination = row + job.layout.border});
    fill_borders(row + job.layout.border, job.source.width, radius, job.layout.samples, job.border);
    job.table.convolve.premultiplied_horizontal({.source = row + job.layout.border - window,
                                                 .starts = starts,
                                                 .weights = horizontal.data(),
                                                 .weights_stride = 0,
                                                 .taps = static_cast<int>(horizontal.size()),
                                                 .format = job.source.format,
                                                 .width = width,
                                                 .destination = job.destination.row(y)});
  }
}

}  // namespace tbbimg
