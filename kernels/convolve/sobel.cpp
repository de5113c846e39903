#include "kernels/convolve/sobel.hpp"

#include <algorithm>
#include <array>

#include "kernels/convolve/bordered_row.hpp"
#include "kernels/convolve/words.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

constexpr std::size_t kBorder = 32;  // elements: at least a pixel, and rows stay aligned

std::size_t stride_of(int width, PixelFormat format) noexcept {
  const std::size_t row = static_cast<std::size_t>(width) * static_cast<std::size_t>(channels(format));
  return (row + 2 * kBorder + kRowSlack + 31) / 32 * 32;
}

auto primitive(const ConvolveTable& table, SobelOutput output) noexcept {
  switch (output) {
    case SobelOutput::x: return table.sobel_x;
    case SobelOutput::y: return table.sobel_y;
    case SobelOutput::magnitude: break;
  }
  return table.sobel_magnitude;
}

}  // namespace

Status sobel(ConstImageView source, ImageView destination, SobelOutput output, RowRange rows, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "the Sobel operator", kAllFormats));
  if (destination.empty() || rows.count() == 0) return {};
  if (bytes_per_sample(source.format) == 2) return sobel_of_words(source, destination, output, rows, kernels.table());
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(sobel_scratch_bytes(source.width, source.format)));
  const ConvolveTable& table = kernels.table().convolve;
  const auto finish = primitive(table, output);
  const int samples = channels(source.format);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): raw memory
  std::int16_t* const smooth = reinterpret_cast<std::int16_t*>(scratch.data()) + kBorder;
  std::int16_t* const slope = smooth + stride_of(source.width, source.format);
  std::array<const std::uint8_t*, 4> window{};  // and the row to prefetch
  for (int y = rows.begin; y < rows.end; ++y) {
    for (int k = 0; k < 4; ++k) {
      window[static_cast<std::size_t>(k)] = source.row(border_index(y + k - 1, source.height, Border::mirror));
    }
    table.sobel_vertical(window.data(), source.row_bytes(), smooth, slope);
    fill_borders(smooth, source.width, 1, static_cast<std::size_t>(samples), Border::mirror);
    fill_borders(slope, source.width, 1, static_cast<std::size_t>(samples), Border::mirror);
    finish(smooth, slope, samples, source.row_bytes(), destination.row(y));
    if (has_alpha(source.format))
      table.copy_alpha(source.row(y), source.format, source.row_bytes(), destination.row(y));
  }
  return {};
}

std::size_t sobel_scratch_bytes(int width, PixelFormat format) noexcept {
  if (bytes_per_sample(format) == 2) return sobel_word_scratch(width, format).bytes();
  return 2 * stride_of(std::max(width, 0), format) * sizeof(std::int16_t);
}

}  // namespace tbbimg
