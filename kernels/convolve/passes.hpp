// The ways in which convolve_separable() makes rows, one per kind of kernel and format.
#pragma once

#include <vector>

#include "kernels/convolve/separable.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {

enum class ConvolveMethod : std::uint8_t {
  narrow,         ///< 16-bit lanes: see separable_ref.hpp
  wide,           ///< any taps, 32-bit sums: see resize_ref.hpp and signed_ref.hpp
  box,            ///< running sums: see box_ref.hpp
  wide_box,       ///< of any radius, with or without alpha: see wide_box_ref.hpp
  coarse,         ///< wide Gaussians: see coarse_gaussian.hpp
  premultiplied,  ///< formats with alpha: see premultiplied_ref.hpp
  words,          ///< of 16 bits: see words_ref.hpp
  word_box,       ///< boxes of 16 bits with alpha: see word_box.cpp
};

/// Products that keep 16 bits lose up to a unit each, of which there are (radius + 1) in both passes, to either side of
/// the bias: (31 + 1) / 2 * 2 units are a quarter of a gray level, and constant images stay constant.
inline constexpr int kMaxNarrowRadius = 31;
/// Sums of 2 * 127 + 1 bytes fit into 16 bits.
inline constexpr int kMaxRunningBoxRadius = 127;

[[nodiscard]] ConvolveMethod convolve_method(PixelFormat format, const SeparableKernel& kernel) noexcept;

/// One call's scratch, carved from one allocation. Offsets and strides count elements of the method's sample type.
struct ConvolveScratch {
  std::size_t samples = 0;  ///< per pixel
  std::size_t border = 0;   ///< from the start of a row to its first pixel
  std::size_t stride = 0;   ///< from one row to the next
  std::size_t rows = 0;
  std::size_t bytes = 0;   ///< of all rows
  std::size_t starts = 0;  ///< 32-bit indices that follow the rows
  std::size_t zeros = 0;   ///< bytes of a black row, behind those

  ConvolveScratch(ConvolveMethod method, int width, PixelFormat format, int radius) noexcept;
  [[nodiscard]] std::size_t total_bytes() const noexcept { return bytes + starts * sizeof(std::int32_t) + zeros; }
};

struct ConvolveJob {
  ConstImageView source;
  ImageView destination;
  const SeparableKernel& kernel;
  RowRange rows;
  const KernelTable& table;
  ConvolveScratch layout;
  Border border;
  std::uint8_t* scratch;

  [[nodiscard]] std::uint8_t* zeros() const noexcept { return scratch + layout.total_bytes() - layout.zeros; }
};

/// Of a smooth kernel, as SymmetricTaps has them. Throws std::bad_alloc.
[[nodiscard]] std::vector<std::uint16_t> symmetric_weights(const SeparableKernel& kernel);

/// Each throws std::bad_alloc.
void convolve_narrow(const ConvolveJob& job);
void convolve_wide(const ConvolveJob& job);
void convolve_box(const ConvolveJob& job);
void convolve_wide_box(const ConvolveJob& job);
void convolve_premultiplied(const ConvolveJob& job);
void convolve_word_box(const ConvolveJob& job);

}  // namespace tbbimg
