#include "kernels/enhance/luma_row.hpp"

#include <cstring>

#include "kernels/color/luma_weights.hpp"

namespace tbbimg {

const std::uint8_t* LumaRow::luma_of(const std::uint8_t* row) {
  const LumaWeights weights = luma_weights(LumaStandard::bt601);
  if (format_ == PixelFormat::rgb8) {
    table_.color.grayscale_rgb(row, luma_.data(), width_, weights);
    return luma_.data();
  }
  if (format_ == PixelFormat::rgba8) {
    table_.color.grayscale_rgba(row, mixed_.data(), width_, weights);
    row = mixed_.data();
  }
  // A copy even of gray, because replace() may overwrite the row.
  const std::size_t step = has_alpha(format_) ? 2 : 1;
  for (std::size_t x = 0; x < width_; ++x) luma_[x] = row[step * x];
  return luma_.data();
}

void LumaRow::replace(const std::uint8_t* row, std::uint8_t* destination) const {
  switch (format_) {
    case PixelFormat::rgb8: return table_.enhance.shift_rgb(row, luma_.data(), new_luma_.data(), destination, width_);
    case PixelFormat::rgba8: return table_.enhance.shift_rgba(row, luma_.data(), new_luma_.data(), destination, width_);
    case PixelFormat::gray_alpha8:
      for (std::size_t x = 0; x < width_; ++x) {
        destination[2 * x] = new_luma_[x];
        destination[2 * x + 1] = row[2 * x + 1];
      }
      return;
    default: std::memcpy(destination, new_luma_.data(), width_);
  }
}

}  // namespace tbbimg
