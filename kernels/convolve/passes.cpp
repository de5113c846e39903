#include "kernels/convolve/passes.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

namespace tbbimg {
namespace {

constexpr int kWideBandRows = 8;

// Index of the sample that stands for `index` outside of 0..size-1.
int mirrored(int index, int size) noexcept {
  if (index < 0) index = -index;
  if (index >= size) index = 2 * size - 2 - index;
  return std::clamp(index, 0, size - 1);
}

// Fills the borders of a row of `width` pixels, whose first is at `row`.
template <class Sample>
void mirror_borders(Sample* row, int width, int radius, std::size_t samples) noexcept {
  const auto copy_pixel = [&](int to) {
    const Sample* from = row + static_cast<std::ptrdiff_t>(samples) * mirrored(to, width);
    std::copy_n(from, samples, row + static_cast<std::ptrdiff_t>(samples) * to);
  };
  for (int x = 1; x <= radius; ++x) copy_pixel(-x);
  for (int x = 0; x < radius; ++x) copy_pixel(width + x);
}

// Source rows first to first + count - 1, those outside mirrored.
void point_at_rows(ConstImageView source, int first, std::vector<const std::uint8_t*>& pointers) noexcept {
  for (std::size_t i = 0; i < pointers.size(); ++i) {
    pointers[i] = source.row(mirrored(first + static_cast<int>(i), source.height));
  }
}

template <class Sample>
Sample* scratch_of(const ConvolveJob& job) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  return reinterpret_cast<Sample*>(job.scratch);
}

// To whole cache lines of the smallest sample, so that all rows start aligned.
std::size_t round_up(std::size_t elements) noexcept { return (elements + 31) / 32 * 32; }

// 0, 1, 2, ...: output pixel x starts at pixel x of a row with borders.
const std::int32_t* consecutive_starts(const ConvolveJob& job) noexcept {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  auto* const starts = reinterpret_cast<std::int32_t*>(job.scratch + job.layout.bytes);
  for (std::size_t x = 0; x < job.layout.starts; ++x) starts[x] = static_cast<std::int32_t>(x);
  return starts;
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
  if (has_alpha(format)) return ConvolveMethod::premultiplied;
  if (kernel.is_box() && kernel.radius() <= kMaxRunningBoxRadius) return ConvolveMethod::box;
  return kernel.radius() <= kMaxNarrowRadius ? ConvolveMethod::narrow : ConvolveMethod::wide;
}

ConvolveScratch::ConvolveScratch(ConvolveMethod method, int width, PixelFormat format, int radius) noexcept {
  const auto pixels = static_cast<std::size_t>(width);
  samples = static_cast<std::size_t>(method == ConvolveMethod::premultiplied ? 4 : channels(format));
  border = round_up(static_cast<std::size_t>(radius) * samples) + kRowSlack;
  stride = 2 * border + round_up(pixels * samples);
  std::size_t sample_bytes = sizeof(std::uint16_t);
  switch (method) {
    case ConvolveMethod::narrow: rows = 1; break;
    case ConvolveMethod::wide:
      stride += round_up(kMaxTapMultiple * samples);
      rows = kWideBandRows;
      starts = pixels;
      break;
    case ConvolveMethod::box: rows = 3; break;
    case ConvolveMethod::premultiplied:
      rows = 1;
      sample_bytes = sizeof(float);
      starts = pixels;
      break;
  }
  bytes = rows * stride * sample_bytes;
  bytes += bytes % sizeof(std::int32_t);
}

void convolve_narrow(const ConvolveJob& job) {
  const int radius = job.kernel.radius();
  const std::span<const std::int16_t> taps = job.kernel.taps();
  std::vector<std::uint16_t> weights(static_cast<std::size_t>(radius) + 1);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    weights[k] = static_cast<std::uint16_t>((k == 0 ? 2 : 4) * taps[static_cast<std::size_t>(radius) + k]);
  }
  const SymmetricTaps symmetric = {weights.data(), radius};
  std::vector<const std::uint8_t*> pointers(taps.size() + 1);
  std::uint16_t* const row = scratch_of<std::uint16_t>(job) + job.layout.border;
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    point_at_rows(job.source, y - radius, pointers);
    job.table.convolve.vertical(pointers.data(), symmetric, job.source.row_bytes(), row);
    mirror_borders(row, job.source.width, radius, job.layout.samples);
    job.table.convolve.horizontal(row, symmetric, channels(job.source.format), job.source.row_bytes(),
                                  job.destination.row(y));
  }
}

void convolve_wide(const ConvolveJob& job) {
  const int radius = job.kernel.radius();
  const std::span<const std::int16_t> taps = job.kernel.taps();
  const int multiple = job.table.resize.tap_multiple(channels(job.source.format));
  const auto padded = (taps.size() + static_cast<std::size_t>(multiple)) / static_cast<std::size_t>(multiple) *
                      static_cast<std::size_t>(multiple);
  std::vector<std::int16_t> weights(std::max(padded, taps.size() + 1));
  std::copy(taps.begin(), taps.end(), weights.begin());
  std::vector<const std::uint8_t*> pointers(taps.size() + kWideBandRows);
  std::array<std::int32_t, kWideBandRows> first_rows{};
  for (std::size_t i = 0; i < first_rows.size(); ++i) first_rows[i] = static_cast<std::int32_t>(i);

  std::int16_t* const rows = scratch_of<std::int16_t>(job);
  const std::size_t window = static_cast<std::size_t>(radius) * job.layout.samples;
  std::fill_n(rows, job.layout.rows * job.layout.stride, std::int16_t{0});
  const std::int32_t* const starts = consecutive_starts(job);
  for (int y = job.rows.begin; y < job.rows.end; y += kWideBandRows) {
    const int count = std::min(kWideBandRows, job.rows.end - y);
    point_at_rows(job.source, y - radius, pointers);
    job.table.resize.vertical({.rows = pointers.data(),
                               .row_count = static_cast<int>(pointers.size()),
                               .starts = first_rows.data(),
                               .weights = weights.data(),
                               .weights_stride = 0,
                               .taps = static_cast<int>(taps.size()) + 1,
                               .width = job.source.row_bytes(),
                               .destination = rows + job.layout.border,
                               .destination_stride = job.layout.stride,
                               .height = count});
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      mirror_borders(rows + i * job.layout.stride + job.layout.border, job.source.width, radius, job.layout.samples);
    }
    job.table.resize.horizontal({.source = rows + job.layout.border - window,
                                 .source_stride = job.layout.stride,
                                 .starts = starts,
                                 .weights = weights.data(),
                                 .weights_stride = 0,
                                 .taps = static_cast<int>(padded),
                                 .channels = channels(job.source.format),
                                 .width = job.source.width,
                                 .destination = job.destination.row(y),
                                 .destination_stride = job.destination.stride,
                                 .height = count});
  }
}

void convolve_box(const ConvolveJob& job) {
  const int radius = job.kernel.radius();
  const BoxMean mean = box_mean_of(2 * radius + 1);
  std::uint16_t* const sums = scratch_of<std::uint16_t>(job);
  std::uint16_t* const row = sums + job.layout.stride;
  std::uint16_t* const prefix_sums = row + job.layout.stride;
  const std::size_t bytes = job.source.row_bytes();
  const auto source_row = [&](int y) { return job.source.row(mirrored(y, job.source.height)); };

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
    mirror_borders(row + job.layout.border, job.source.width, radius, job.layout.samples);
    job.table.convolve.box_horizontal(row + job.layout.border, prefix_sums, mean, channels(job.source.format), bytes,
                                      job.destination.row(y));
  }
}

void convolve_premultiplied(const ConvolveJob& job) {
  const int radius = job.kernel.radius();
  const std::span<const std::int16_t> taps = job.kernel.taps();
  std::vector<float> weights(taps.size());
  for (std::size_t k = 0; k < weights.size(); ++k) weights[k] = static_cast<float>(taps[k]) / (1 << kWeightBits);
  std::vector<const std::uint8_t*> pointers(taps.size());
  float* const row = scratch_of<float>(job);
  const std::size_t window = static_cast<std::size_t>(radius) * job.layout.samples;
  const std::int32_t* const starts = consecutive_starts(job);
  const auto width = static_cast<std::size_t>(job.source.width);
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    point_at_rows(job.source, y - radius, pointers);
    job.table.resize.premultiplied_vertical({.rows = pointers.data(),
                                             .weights = weights.data(),
                                             .taps = static_cast<int>(weights.size()),
                                             .format = job.source.format,
                                             .width = width,
                                             .destination = row + job.layout.border});
    mirror_borders(row + job.layout.border, job.source.width, radius, job.layout.samples);
    job.table.resize.premultiplied_horizontal({.source = row + job.layout.border - window,
                                               .starts = starts,
                                               .weights = weights.data(),
                                               .weights_stride = 0,
                                               .taps = static_cast<int>(weights.size()),
                                               .format = job.source.format,
                                               .width = width,
                                               .destination = job.destination.row(y)});
  }
}

}  // namespace tbbimg
