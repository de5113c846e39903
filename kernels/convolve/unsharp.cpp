#include "kernels/convolve/unsharp.hpp"

#include <algorithm>
#include <cmath>
#include <new>
#include <string>
#include <vector>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/convolve/passes.hpp"
#include "kernels/convolve/separable.hpp"
#include "kernels/convolve/words.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// The layout of a row between the passes; alpha is one more channel until it is put back.
ConvolveScratch layout_for(int width, PixelFormat format, int radius) noexcept {
  return {ConvolveMethod::narrow, std::max(width, 0), format, radius};
}

// As many as 16 bits hold of twice the full scale, up to what the blurred row has.
int amount_bits(double amount) noexcept {
  int bits = 14;
  while (std::lround(std::ldexp(amount, bits)) > 32'767) --bits;
  return bits;
}

Status check_range(double value, double lowest, double highest, const std::string& name) {
  if (value >= lowest && value <= highest) return {};
  return fail(ErrorCode::invalid_argument, name + " of an unsharp mask is " + std::to_string(value) + ", allowed: " +
                                               std::to_string(lowest) + " to " + std::to_string(highest));
}

Status run(ConstImageView source, ImageView destination, const UnsharpOptions& options, RowRange rows,
           const ConvolveTable& table) {
  TBBIMG_ASSIGN_OR_RETURN(const SeparableKernel kernel, SeparableKernel::gaussian(options.sigma));
  const int radius = kernel.radius();
  const ConvolveScratch layout = layout_for(source.width, source.format, radius);
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(layout.total_bytes()));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  std::uint16_t* const row = reinterpret_cast<std::uint16_t*>(scratch.data()) + layout.border;
  const std::vector<std::uint16_t> weights = symmetric_weights(kernel);
  const int bits = amount_bits(options.amount);
  UnsharpPass pass = {.source = row,
                      .taps = {weights.data(), radius},
                      .channels = channels(source.format),
                      .bytes = source.row_bytes(),
                      .original = nullptr,
                      .amount = static_cast<int>(std::lround(std::ldexp(options.amount, bits))),
                      .fraction_bits = kConvolveFractionBits + bits - 16,
                      .threshold = static_cast<int>(std::lround(std::ldexp(options.threshold, kConvolveFractionBits))),
                      .destination = nullptr};
  std::vector<const std::uint8_t*> window(2 * static_cast<std::size_t>(radius) + 2);  // and the row to prefetch
  for (int y = rows.begin; y < rows.end; ++y) {
    for (std::size_t k = 0; k < window.size(); ++k) {
      window[k] = source.row(border_index(y - radius + static_cast<int>(k), source.height, Border::mirror));
    }
    table.vertical(window.data(), pass.taps, pass.bytes, row);
    fill_borders(row, source.width, radius, layout.samples, Border::mirror);
    pass.original = source.row(y);
    pass.destination = destination.row(y);
    table.unsharp(pass);
    if (has_alpha(source.format)) table.copy_alpha(source.row(y), source.format, pass.bytes, destination.row(y));
  }
  return {};
}

}  // namespace

Status unsharp(ConstImageView source, ImageView destination, const UnsharpOptions& options, RowRange rows,
               Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "an unsharp mask", kAllFormats));
  TBBIMG_RETURN_IF_ERROR(check_range(options.sigma, UnsharpOptions::kMinSigma, UnsharpOptions::kMaxSigma, "the sigma"));
  TBBIMG_RETURN_IF_ERROR(check_range(options.amount, 0, UnsharpOptions::kMaxAmount, "the amount"));
  TBBIMG_RETURN_IF_ERROR(check_range(options.threshold, 0, 255, "the threshold"));
  if (destination.empty() || rows.count() == 0) return {};
  if (bytes_per_sample(source.format) == 2) {
    return unsharp_of_words(source, destination, options, rows, kernels.table());
  }
  try {
    return run(source, destination, options, rows, kernels.table().convolve);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the row pointers of an unsharp mask");
  }
}

int unsharp_radius(double sigma) noexcept { return gaussian_radius(sigma); }

std::size_t unsharp_scratch_bytes(int width, PixelFormat format, double sigma) noexcept {
  if (bytes_per_sample(format) == 2) return unsharp_word_scratch(width, format, unsharp_radius(sigma)).bytes();
  return layout_for(width, format, unsharp_radius(sigma)).total_bytes();
}

}  // namespace tbbimg
