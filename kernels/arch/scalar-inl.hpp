// The scalar level: the specifications themselves, under the names that the table asks for.
#pragma once

#include "kernels/color/flatten_ref.hpp"
#include "kernels/color/grayscale_ref.hpp"
#include "kernels/convolve/box_ref.hpp"
#include "kernels/convolve/separable_ref.hpp"
#include "kernels/geometry/orient_ref.hpp"
#include "kernels/point/brighten_ref.hpp"
#include "kernels/resize/premultiplied_ref.hpp"
#include "kernels/resize/resize_ref.hpp"

namespace tbbimg {
namespace {

inline constexpr auto* brighten_row = brighten_ref;
inline constexpr auto* grayscale_rgb_row = grayscale_rgb_ref;
inline constexpr auto* grayscale_rgba_row = grayscale_rgba_ref;
inline constexpr auto* flatten_rgba_row = flatten_rgba_ref;
inline constexpr auto* flatten_gray_alpha_row = flatten_gray_alpha_ref;
inline constexpr auto* reverse_row = reverse_pixels_ref;
inline constexpr auto* transpose_rows = transpose_ref;

inline constexpr int kGrayTapMultiple = 1;
inline constexpr int kRgbTapMultiple = 1;
inline constexpr auto* resize_vertical_rows = resize_vertical_ref;
inline constexpr auto* resize_horizontal_rows = resize_horizontal_ref;

inline void premultiplied_vertical_row(const PremultipliedVerticalPass& pass) { premultiplied_vertical_ref(pass, 0); }
inline void premultiplied_horizontal_row(const PremultipliedHorizontalPass& pass) {
  premultiplied_horizontal_ref(pass, 0);
}

inline void convolve_vertical_row(const std::uint8_t* const* rows, SymmetricTaps taps, std::size_t bytes,
                                  std::uint16_t* destination) {
  convolve_vertical_ref(rows, taps, 0, bytes, destination);
}
inline void convolve_horizontal_row(const std::uint16_t* source, SymmetricTaps taps, int channels, std::size_t bytes,
                                    std::uint8_t* destination) {
  convolve_horizontal_ref(source, taps, channels, 0, bytes, destination);
}

inline constexpr auto* box_vertical_row = box_vertical_ref;
inline void box_horizontal_row(const std::uint16_t* row, std::uint16_t* /*scratch*/, const BoxMean& mean, int channels,
                               std::size_t bytes, std::uint8_t* destination) {
  box_horizontal_ref(row, mean, channels, bytes, destination);
}

}  // namespace
}  // namespace tbbimg
