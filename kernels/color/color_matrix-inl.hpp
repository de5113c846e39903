// mix_colors on one level's registers; color_matrix_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/color/color_matrix_ref.hpp"

namespace tbbimg {
namespace {

inline I16 pair_of(int low, int high) noexcept {
  return I16(U32(static_cast<std::uint32_t>(high) << 16 | (static_cast<std::uint32_t>(low) & 0xffffU)).data);
}

// What makes one channel, of pixels as pairs of red and blue and of green and alpha.
struct ChannelMix {
  I16 red_blue;
  I16 green_alpha;
  I32 offset;

  ChannelMix(const std::int16_t* weights, std::int32_t offset_value, bool with_alpha) noexcept
      : red_blue(pair_of(weights[0], weights[2])),
        green_alpha(pair_of(weights[1], with_alpha ? weights[3] : 0)),
        offset(offset_value + (1 << (kMixBits - 1))) {}

  [[nodiscard]] I32 of(I16 red_and_blue, I16 green_and_alpha) const noexcept {
    const I32 sum =
        multiply_add_pairs(red_and_blue, red_blue) + multiply_add_pairs(green_and_alpha, green_alpha) + offset;
    return sum >> kMixBits;
  }
};

// One pixel in four bytes each; without alpha, the fourth byte is anything before and after.
template <bool kAlpha>
struct PixelMix {
  ChannelMix red;
  ChannelMix green;
  ChannelMix blue;
  ChannelMix alpha;

  explicit PixelMix(const ColorMix& mix) noexcept
      : red(mix.weights[0], mix.offsets[0], kAlpha),
        green(mix.weights[1], mix.offsets[1], kAlpha),
        blue(mix.weights[2], mix.offsets[2], kAlpha),
        alpha(mix.weights[3], mix.offsets[3], kAlpha) {}

  [[nodiscard]] U8 of(U8 pixels) const noexcept {
    const U16 low_byte(std::uint16_t{0xff});
    const I16 red_blue = as_signed(U16(pixels.data) & low_byte);
    const I16 green_alpha = as_signed(U16(pixels.data) >> 8);
    const I16 reds_greens = narrow(red.of(red_blue, green_alpha), green.of(red_blue, green_alpha));
    const I32 new_blue = blue.of(red_blue, green_alpha);
    const I16 blues_alphas = narrow(new_blue, kAlpha ? alpha.of(red_blue, green_alpha) : new_blue);
    return transpose_4x4(narrow(reds_greens, blues_alphas));
  }
};

inline void mix_rgb_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                         const ColorMix& mix) {
  constexpr std::size_t kStep = 4 * kLanes;
  const PixelMix<false> mixer(mix);
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) store_rgb(destination + 3 * x, mixer.of(load_rgb(source + 3 * x)));
  mix_rgb_ref(source + 3 * x, destination + 3 * x, pixels - x, mix);
}

inline void mix_rgba_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                          const ColorMix& mix) {
  constexpr std::size_t kStep = 4 * kLanes;
  const PixelMix<true> mixer(mix);
  std::size_t x = 0;
  for (; x + kStep <= pixels; x += kStep) {
    store_batch(destination + 4 * x, mixer.of(load_batch<U8>(source + 4 * x)));
  }
  mix_rgba_ref(source + 4 * x, destination + 4 * x, pixels - x, mix);
}

}  // namespace
}  // namespace tbbimg
