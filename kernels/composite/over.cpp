#include "kernels/composite/over.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "kernels/core/validate.hpp"
#include "kernels/simd/table.hpp"

namespace tbbimg {
namespace {

// The scale is rounded up, so that full alpha at half opacity is exactly half.
LayerOpacity layer_opacity(double opacity) noexcept {
  const double largest = std::min(opacity * 32768.0, 32767.0);
  return {.scale = static_cast<std::uint16_t>(std::ceil(largest * 256.0 / 255.0)),
          .unit = static_cast<float>(opacity / 255.0)};
}

// Two channels are rare: they take the way of four.
void over_gray_alpha_on_gray_alpha(const CompositeTable& table, const std::uint8_t* layer, std::uint8_t* background,
                                   std::size_t pixels, const LayerOpacity& opacity) noexcept {
  constexpr std::size_t kBlock = 256;
  std::array<std::uint8_t, 4 * kBlock> upper{};
  std::array<std::uint8_t, 4 * kBlock> lower{};
  for (std::size_t begin = 0; begin < pixels; begin += kBlock) {
    const std::size_t count = std::min(kBlock, pixels - begin);
    for (std::size_t x = 0; x < count; ++x) {
      upper[4 * x] = layer[2 * (begin + x)];
      upper[4 * x + 3] = layer[2 * (begin + x) + 1];
      lower[4 * x] = background[2 * (begin + x)];
      lower[4 * x + 3] = background[2 * (begin + x) + 1];
    }
    table.over_rgba_on_rgba(upper.data(), lower.data(), count, opacity);
    for (std::size_t x = 0; x < count; ++x) {
      background[2 * (begin + x)] = lower[4 * x];
      background[2 * (begin + x) + 1] = lower[4 * x + 3];
    }
  }
}

}  // namespace

Status over(ConstImageView layer, ImageView background, Point at, double opacity, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(layer.format, {gray_alpha8, rgba8}, "the layer of over"));
  TBBIMG_RETURN_IF_ERROR(check_supported(background.format,
                                         layer.format == rgba8 ? std::initializer_list<PixelFormat>{rgb8, rgba8}
                                                               : std::initializer_list<PixelFormat>{gray8, gray_alpha8},
                                         "over with a layer of " + std::string(to_string(layer.format))));
  TBBIMG_RETURN_IF_ERROR(check_view(layer, "layer"));
  TBBIMG_RETURN_IF_ERROR(check_view(background, "background"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, background.height));
  if (!(opacity >= 0.0 && opacity <= 1.0)) {
    return fail(ErrorCode::invalid_argument, "an opacity of " + std::to_string(opacity) + " is not within 0 to 1");
  }
  const auto end_of = [](int begin, int extent) { return std::int64_t{begin} + extent; };
  const int left = std::max(at.x, 0);
  const int top = std::max(at.y, rows.begin);
  const auto right = static_cast<int>(std::min<std::int64_t>(end_of(at.x, layer.width), background.width));
  const auto bottom = static_cast<int>(std::min<std::int64_t>(end_of(at.y, layer.height), rows.end));
  if (left >= right || top >= bottom) return {};

  const CompositeTable& table = kernels.table().composite;
  const LayerOpacity weights = layer_opacity(opacity);
  const auto pixels = static_cast<std::size_t>(right - left);
  for (int y = top; y < bottom; ++y) {
    const std::uint8_t* upper = layer.crop(left - at.x, y - at.y, {1, 1}).data;
    std::uint8_t* lower = background.crop(left, y, {1, 1}).data;
    switch (background.format) {
      case rgb8: table.over_rgba_on_rgb(upper, lower, pixels, weights); break;
      case rgba8: table.over_rgba_on_rgba(upper, lower, pixels, weights); break;
      case gray8: table.over_gray_alpha_on_gray(upper, lower, pixels, weights); break;
      default: over_gray_alpha_on_gray_alpha(table, upper, lower, pixels, weights);
    }
  }
  return {};
}

}  // namespace tbbimg
