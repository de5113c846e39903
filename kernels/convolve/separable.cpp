#include "kernels/convolve/separable.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <string>
#include <vector>

#include "kernels/core/validate.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

constexpr int kOne = 1 << kWeightBits;

// Index of the sample that stands for `index` outside of 0..size-1.
int mirrored(int index, int size) noexcept {
  if (index < 0) index = -index;
  if (index >= size) index = 2 * size - 2 - index;
  return std::clamp(index, 0, size - 1);
}

// Taps of the given shape (its first is the outermost), symmetric: rounding errors are carried inwards, and the centre
// takes what is left of the sum.
std::vector<std::int16_t> symmetric_taps(const std::vector<double>& half) {
  double sum = half.back();
  for (std::size_t i = 0; i + 1 < half.size(); ++i) sum += 2 * half[i];
  const std::size_t radius = half.size() - 1;
  std::vector<std::int16_t> taps(2 * radius + 1);
  double exact = 0;
  int given = 0;
  for (std::size_t i = 0; i < radius; ++i) {
    exact += half[i] / sum * kOne;
    const int tap = static_cast<int>(std::lround(exact)) - given;
    given += tap;
    taps[i] = taps[2 * radius - i] = static_cast<std::int16_t>(tap);
  }
  taps[radius] = static_cast<std::int16_t>(kOne - 2 * given);
  return taps;
}

}  // namespace

struct SeparableKernel::Taps {
  std::vector<std::int16_t> values;
};

SeparableKernel::SeparableKernel(std::unique_ptr<const Taps> taps) noexcept : taps_(std::move(taps)) {}
SeparableKernel::SeparableKernel(SeparableKernel&&) noexcept = default;
SeparableKernel& SeparableKernel::operator=(SeparableKernel&&) noexcept = default;
SeparableKernel::~SeparableKernel() = default;

std::span<const std::int16_t> SeparableKernel::taps() const noexcept { return taps_->values; }

Result<SeparableKernel> SeparableKernel::gaussian(double sigma) {
  if (!(sigma > 0.0 && sigma <= kMaxSigma)) {
    return fail(ErrorCode::invalid_argument,
                "a standard deviation of " + std::to_string(sigma) + " pixels is not above 0 and at most 64");
  }
  const auto radius = static_cast<std::size_t>(std::max(1.0, std::ceil(3 * sigma)));
  std::vector<double> half(radius + 1);
  for (std::size_t i = 0; i <= radius; ++i) {
    const double x = static_cast<double>(radius - i) / sigma;
    half[i] = std::exp(-0.5 * x * x);
  }
  return SeparableKernel(std::make_unique<const Taps>(Taps{symmetric_taps(half)}));
}

Result<SeparableKernel> SeparableKernel::box(int radius) {
  if (radius < 1 || radius > kMaxBoxRadius) {
    return fail(ErrorCode::invalid_argument,
                "a box of radius " + std::to_string(radius) + " is not within the allowed 1 to 255");
  }
  const std::vector<double> half(static_cast<std::size_t>(radius) + 1, 1.0);
  return SeparableKernel(std::make_unique<const Taps>(Taps{symmetric_taps(half)}));
}

namespace {

// Scratch of one call: rows of `element` bytes with a border on each side.
struct RowLayout {
  std::size_t border;    // elements
  std::size_t elements;  // of the row itself
  std::size_t element_bytes;

  RowLayout(int width, PixelFormat format, int radius) noexcept {
    const auto samples = static_cast<std::size_t>(has_alpha(format) ? 4 : channels(format));
    border = static_cast<std::size_t>(radius) * samples;
    elements = static_cast<std::size_t>(width) * samples;
    element_bytes = has_alpha(format) ? sizeof(float) : sizeof(std::uint16_t);
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return (2 * border + elements + kRowSlack) * element_bytes; }
};

// Fills the borders of a row of `width` pixels, whose first is at `row`.
template <class Sample>
void mirror_borders(Sample* row, int width, int radius, int samples_per_pixel) noexcept {
  const auto copy_pixel = [&](int to) {
    const int from = mirrored(to, width);
    for (int c = 0; c < samples_per_pixel; ++c) {
      row[std::ptrdiff_t{to} * samples_per_pixel + c] = row[std::ptrdiff_t{from} * samples_per_pixel + c];
    }
  };
  for (int x = 1; x <= radius; ++x) copy_pixel(-x);
  for (int x = 0; x < radius; ++x) copy_pixel(width + x);
}

struct Job {
  ConstImageView source;
  ImageView destination;
  std::span<const std::int16_t> taps;
  RowRange rows;
  const KernelTable& table;
  Buffer& scratch;
  RowLayout layout;

  [[nodiscard]] int radius() const noexcept { return static_cast<int>(taps.size() / 2); }
  void point_at_rows(int y, std::vector<const std::uint8_t*>& pointers) const noexcept {
    for (int k = -radius(); k <= radius(); ++k) {
      pointers[static_cast<std::size_t>(k + radius())] = source.row(mirrored(y + k, source.height));
    }
  }
};

void convolve_opaque(const Job& job) {
  const int radius = job.radius();
  std::vector<std::uint16_t> weights(static_cast<std::size_t>(radius) + 1);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    weights[k] = static_cast<std::uint16_t>((k == 0 ? 2 : 4) * job.taps[static_cast<std::size_t>(radius) + k]);
  }
  std::vector<const std::uint8_t*> pointers(job.taps.size());
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  std::uint16_t* const row = reinterpret_cast<std::uint16_t*>(job.scratch.data()) + job.layout.border;
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    job.point_at_rows(y, pointers);
    job.table.convolve_vertical(pointers.data(), {weights.data(), radius}, job.source.row_bytes(), row);
    mirror_borders(row, job.source.width, radius, channels(job.source.format));
    job.table.convolve_horizontal(row, {weights.data(), radius}, channels(job.source.format), job.source.row_bytes(),
                                  job.destination.row(y));
  }
}

void convolve_premultiplied(const Job& job) {
  const int radius = job.radius();
  std::vector<float> weights(job.taps.size());
  for (std::size_t k = 0; k < weights.size(); ++k) weights[k] = static_cast<float>(job.taps[k]) / kOne;
  std::vector<const std::uint8_t*> pointers(job.taps.size());
  std::vector<std::int32_t> starts(static_cast<std::size_t>(job.source.width));
  for (std::size_t x = 0; x < starts.size(); ++x) starts[x] = static_cast<std::int32_t>(x);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  float* const row = reinterpret_cast<float*>(job.scratch.data()) + job.layout.border;
  for (int y = job.rows.begin; y < job.rows.end; ++y) {
    job.point_at_rows(y, pointers);
    job.table.premultiplied_vertical({.rows = pointers.data(),
                                      .weights = weights.data(),
                                      .taps = static_cast<int>(weights.size()),
                                      .format = job.source.format,
                                      .width = static_cast<std::size_t>(job.source.width),
                                      .destination = row});
    mirror_borders(row, job.source.width, radius, 4);
    job.table.premultiplied_horizontal({.source = row - job.layout.border,
                                        .starts = starts.data(),
                                        .weights = weights.data(),
                                        .weights_stride = 0,
                                        .taps = static_cast<int>(weights.size()),
                                        .format = job.source.format,
                                        .width = static_cast<std::size_t>(job.source.width),
                                        .destination = job.destination.row(y)});
  }
}

}  // namespace

Status convolve_separable(ConstImageView source, ImageView destination, const SeparableKernel& kernel, RowRange rows,
                          Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {gray8, gray_alpha8, rgb8, rgba8}, "a separable convolution"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, source.format, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  if (destination.empty() || rows.count() == 0) return {};

  const RowLayout layout(source.width, source.format, kernel.radius());
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.bytes()));
  const Job job{source, destination, kernel.taps(), rows, kernels.table(), scratch, layout};
  try {
    if (has_alpha(source.format)) {
      convolve_premultiplied(job);
    } else {
      convolve_opaque(job);
    }
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the weights of a separable convolution");
  }
  return {};
}

std::size_t convolve_separable_scratch_bytes(int width, PixelFormat format, const SeparableKernel& kernel) noexcept {
  return RowLayout(std::max(width, 0), format, kernel.radius()).bytes();
}

}  // namespace tbbimg
