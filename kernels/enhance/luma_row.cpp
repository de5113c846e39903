#include "kernels/enhance/luma_row.hpp"

#include <cstring>

#include "kernels/color/luma_weights.hpp"

namespace tbbimg {

Result<LumaRow> LumaRow::create(PixelFormat format, int width, const KernelTable& table) {
  const auto pixels = static_cast<std::size_t>(width);
  TBBIMG_ASSIGN_OR_RETURN(Buffer scratch, BufferPool().allocate(4 * pixels));
  return LumaRow(format, pixels, table, std::move(scratch));
}

const std::uint8_t* LumaRow::gray_of(const std::uint8_t* row) {
  if (is_gray(format_)) return row;
  const bool rgb = format_ == PixelFormat::rgb8;
  const auto convert = rgb ? table_.color.grayscale_rgb : table_.color.grayscale_rgba;
  std::uint8_t* const gray = rgb ? luma() : gray_alpha();
  convert(row, gray, width_, luma_weights(LumaStandard::bt601));
  return gray;
}

const std::uint8_t* LumaRow::luma_of(const std::uint8_t* row) {
  const std::uint8_t* const gray = gray_of(row);
  std::uint8_t* const luma = this->luma();
  if (gray == luma) return luma;
  // A copy even of gray, because replace() may overwrite the row.
  const auto step = static_cast<std::size_t>(gray_channels());
  for (std::size_t x = 0; x < width_; ++x) luma[x] = gray[step * x];
  return luma;
}

void LumaRow::replace(const std::uint8_t* row, std::uint8_t* destination) const noexcept {
  const std::uint8_t* const luma = scratch_.data();
  const std::uint8_t* const new_luma = luma + width_;
  switch (format_) {
    case PixelFormat::rgb8: return table_.enhance.shift_rgb(row, luma, new_luma, destination, width_);
    case PixelFormat::rgba8: return table_.enhance.shift_rgba(row, luma, new_luma, destination, width_);
    case PixelFormat::gray_alpha8:
      for (std::size_t x = 0; x < width_; ++x) {
        destination[2 * x] = new_luma[x];
        destination[2 * x + 1] = row[2 * x + 1];
      }
      return;
    default: std::memcpy(destination, new_luma, width_);
  }
}

}  // namespace tbbimg
