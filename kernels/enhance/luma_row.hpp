// Takes the luma of a row and gives the row another luma, for enhancement of colour images. Not for users.
#pragma once

#include <cstdint>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/pixel_format.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

/// For rows of one image of an 8-bit format; holds scratch memory of four bytes per pixel.
class LumaRow {
 public:
  /// Errors: out_of_memory.
  [[nodiscard]] static Result<LumaRow> create(PixelFormat format, int width, const KernelTable& table);

  /// The row's BT.601 luma, or its gray; each with alpha behind it if the format has alpha. Valid as long as `row`, and
  /// until the next call of any function.
  [[nodiscard]] const std::uint8_t* gray_of(const std::uint8_t* row);
  [[nodiscard]] int gray_channels() const noexcept { return has_alpha(format_) ? 2 : 1; }

  /// The same without alpha. Valid until the next call.
  [[nodiscard]] const std::uint8_t* luma_of(const std::uint8_t* row);

  /// The caller fills it before replace().
  [[nodiscard]] std::uint8_t* new_luma() noexcept { return luma() + width_; }

  /// Gives `row`, the argument of the last luma_of(), the luma in new_luma(): colours move by the difference, clamped;
  /// where nothing clamps, chroma (Cb and Cr of JPEG) stays. Alpha is copied. May work in place.
  void replace(const std::uint8_t* row, std::uint8_t* destination) const noexcept;

 private:
  LumaRow(PixelFormat format, std::size_t width, const KernelTable& table, Buffer scratch) noexcept
      : format_(format), width_(width), table_(table), scratch_(std::move(scratch)) {}
  [[nodiscard]] std::uint8_t* luma() noexcept { return scratch_.data(); }
  [[nodiscard]] std::uint8_t* gray_alpha() noexcept { return scratch_.data() + 2 * width_; }

  PixelFormat format_;
  std::size_t width_;
  const KernelTable& table_;
  Buffer scratch_;  ///< luma, new luma, and gray with alpha
};

}  // namespace tbbimg
