// The weights of each standard in fixed point, not for users.
#pragma once

#include "kernels/color/grayscale.hpp"
#include "kernels/color/grayscale_ref.hpp"
#include "kernels/color/table.hpp"

namespace tbbimg {

/// Two weights are rounded; the third makes the sum exactly one.
[[nodiscard]] constexpr LumaWeights luma_weights(LumaStandard standard) noexcept {
  return standard == LumaStandard::bt601 ? LumaWeights{9798, 19235, 3735} : LumaWeights{6966, 23436, 2366};
}

[[nodiscard]] constexpr WordLumaWeights word_luma_weights(LumaStandard standard) noexcept {
  return standard == LumaStandard::bt601 ? WordLumaWeights{0.299F, 0.587F, 0.114F}
                                         : WordLumaWeights{0.2126F, 0.7152F, 0.0722F};
}

/// The luma of one colour: the same bits as grayscale() gives.
[[nodiscard]] inline std::uint8_t luma_of(LumaStandard standard, int red, int green, int blue) noexcept {
  return luma_ref(luma_weights(standard), red, green, blue);
}

static_assert([] {
  const auto is_whole = [](const LumaWeights& weights) {
    return weights.red + weights.green + weights.blue == 1 << kLumaBits;
  };
  return is_whole(luma_weights(LumaStandard::bt601)) && is_whole(luma_weights(LumaStandard::bt709));
}());

}  // namespace tbbimg
