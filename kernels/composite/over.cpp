#include "kernels/composite/over.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
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

// Two channels are rare: they take the way of four. kBytes of a background's sample.
template <std::size_t kBytes>
void over_gray_alpha_on_gray_alpha(decltype(CompositeTable::over_rgba_on_rgba) over_rgba, const std::uint8_t* layer,
                                   std::uint8_t* background, std::size_t pixels, const LayerOpacity& opacity) noexcept {
  constexpr std::size_t kBlock = 256;
  std::array<std::uint8_t, 4 * kBlock> upper{};
  std::array<std::uint8_t, 4 * kBytes * kBlock> lower{};
  for (std::size_t begin = 0; begin < pixels; begin += kBlock) {
    const std::size_t count = std::min(kBlock, pixels - begin);
    std::uint8_t* const behind = background + 2 * kBytes * begin;
    for (std::size_t x = 0; x < count; ++x) {
      upper[4 * x] = layer[2 * (begin + x)];
      upper[4 * x + 3] = layer[2 * (begin + x) + 1];
      std::memcpy(&lower[4 * kBytes * x], behind + 2 * kBytes * x, kBytes);
      std::memcpy(&lower[(4 * x + 3) * kBytes], behind + (2 * x + 1) * kBytes, kBytes);
    }
    over_rgba(upper.data(), lower.data(), count, opacity);
    for (std::size_t x = 0; x < count; ++x) {
      std::memcpy(behind + 2 * kBytes * x, &lower[4 * kBytes * x], kBytes);
      std::memcpy(behind + (2 * x + 1) * kBytes, &lower[(4 * x + 3) * kBytes], kBytes);
    }
  }
}

void over_row(const CompositeTable& table, PixelFormat format, const std::uint8_t* layer, std::uint8_t* background,
              std::size_t pixels, const LayerOpacity& opacity) noexcept {
  using enum PixelFormat;
  switch (format) {
    case rgb8: return table.over_rgba_on_rgb(layer, background, pixels, opacity);
    case rgba8: return table.over_rgba_on_rgba(layer, background, pixels, opacity);
    case gray8: return table.over_gray_alpha_on_gray(layer, background, pixels, opacity);
    case gray_alpha8:
      return over_gray_alpha_on_gray_alpha<1>(table.over_rgba_on_rgba, layer, background, pixels, opacity);
    case rgb16: return table.over_rgba_on_rgb16(layer, background, pixels, opacity);
    case rgba16: return table.over_rgba_on_rgba16(layer, background, pixels, opacity);
    case gray16: return table.over_gray_alpha_on_gray16(layer, background, pixels, opacity);
    case gray_alpha16:
      return over_gray_alpha_on_gray_alpha<2>(table.over_rgba_on_rgba16, layer, background, pixels, opacity);
  }
}

}  // namespace

Status over(ConstImageView layer, ImageView background, Point at, double opacity, RowRange rows, Kernels kernels) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(layer.format, {gray_alpha8, rgba8}, "the layer of over"));
  TBBIMG_RETURN_IF_ERROR(check_supported(
      background.format,
      layer.format == rgba8 ? std::initializer_list<PixelFormat>{rgb8, rgba8, rgb16, rgba16}
                            : std::initializer_list<PixelFormat>{gray8, gray_alpha8, gray16, gray_alpha16},
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
    over_row(table, background.format, upper, lower, pixels, weights);
  }
  return {};
}

}  // namespace tbbimg
