// The luma of a row, and the row with another luma: what enhancement of colour images works on. Not for users.
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

  /// BT.601, or the gray itself; with alpha behind each if the format has it. Valid until the next call of any, and no
  /// longer than `row`.
  [[nodiscard]] const std::uint8_t* gray_of(const std::uint8_t* row);
  [[nodiscard]] int gray_channels() const noexcept { return has_alpha(format_) ? 2 : 1; }

  /// The same without alpha. Valid until the next call.
  [[nodiscard]] const std::uint8_t* luma_of(const std::uint8_t* row);

  /// To be filled before replace().
  [[nodiscard]] std::uint8_t* new_luma() noexcept { return luma() + width_; }

  /// `row`, of which luma_of() was just asked, with what new_luma() holds: colours move by the difference, clamped;
  /// where nothing clamps, chroma (Cb and Cr of JPEG) stays. Alpha is copied. In place too.
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
