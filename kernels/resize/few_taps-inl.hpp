// The horizontal pass for few taps: a register holds the sums of several output pixels, whose source samples one
// shuffle brings together. With many taps it is better filled by one pixel's: resize-inl.hpp.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/resize/resize_ref.hpp"

namespace tbbimg {
namespace {

inline constexpr int kHorizontalShift = kWeightBits + kResizeFractionBits;

// Most taps for which this is the faster way; measured (Zen 5) between 852 and 2400 pixels to 900. Without a shuffle of
// bytes (SSE2), single loads of gray pixels cost more than sums across a register.
constexpr int max_few_taps(int channels) {
  if (kLanes > 1) return 16;
  return channels == 3 ? 8 : 0;
}

/// kPixels pairs of weights, each repeated as often as Window<kChannels> has pairs of its pixel.
template <int kChannels>
inline I16 spread_weights(const std::int32_t* pairs) noexcept {
  if constexpr (kChannels == 1) return I16(load_batch<I32>(pairs).data);
  std::int16_t halves[2 * kLanes];
  __builtin_memcpy(halves, pairs, sizeof(halves));
  return load_lane_weights(halves);
}

// Output pixels that are made together: four registers of sums, which narrow to one of bytes.
template <int kChannels>
inline constexpr int kFewTapsBlock = 4 * static_cast<int>(Window<kChannels>::kPixels);

// What all rows have in common. `starts` and `weights` are those of the block's first pixel.
template <int kChannels>
class FewTapsBlock {
 public:
  FewTapsBlock(const std::int32_t* starts, const std::int16_t* weights, std::size_t weights_stride, int taps)
      : pairs_(taps / 2) {
    for (std::size_t r = 0; r < 4; ++r) windows_[r].look_at(starts + r * kPixels);
    for (int k = 0; k < pairs_; ++k) {
      for (std::size_t r = 0; r < 4; ++r) {
        std::int32_t pairs[kPixels];
        for (std::size_t i = 0; i < kPixels; ++i) {
          const std::size_t pixel = r * kPixels + i;
          __builtin_memcpy(&pairs[i], weights + pixel * weights_stride + 2 * k, sizeof(pairs[i]));
        }
        weights_[k][r] = spread_weights<kChannels>(pairs);
      }
    }
  }

  [[nodiscard]] int pairs() const noexcept { return pairs_; }
  [[nodiscard]] bool near() const noexcept {
    return windows_[0].near() && windows_[1].near() && windows_[2].near() && windows_[3].near();
  }

  // Bytes of one row's pixels; RGB in four bytes each, the fourth undefined. Without kPairs, as many as there are; with
  // kNear only if near().
  template <int kPairs, bool kNear>
  [[nodiscard]] U8 sum_row(const std::int16_t* source) const noexcept {
    I32 sums[4];
    for (I32& sum : sums) sum = I32(1 << (kHorizontalShift - 1));
    const int pairs = kPairs != 0 ? kPairs : pairs_;
    for (int k = 0; k < pairs; ++k) {
      for (int r = 0; r < 4; ++r) {
        const I16 samples = windows_[r].template load<kNear>(source + std::ptrdiff_t{2} * k * kChannels);
        sums[r] += multiply_add_pairs(samples, weights_[k][r]);
      }
    }
    return narrow_in_order(sums[0] >> kHorizontalShift, sums[1] >> kHorizontalShift, sums[2] >> kHorizontalShift,
                           sums[3] >> kHorizontalShift);
  }

 private:
  static constexpr std::size_t kPixels = Window<kChannels>::kPixels;
  static constexpr auto kMostPairs = static_cast<std::size_t>(max_few_taps(kChannels) / 2);
  int pairs_;
  Window<kChannels> windows_[4];
  I16 weights_[kMostPairs][4];
};

template <int kChannels>
inline void store_pixels(std::uint8_t* to, U8 pixels) noexcept {
  if constexpr (kChannels == 1) {
    store_batch(to, pixels);
  } else {
    store_rgb(to, pixels);
  }
}

// The block's pixels of all rows, of which the last `count` may be less than a block.
template <int kChannels, int kPairs, bool kNear>
inline void store_rows(const HorizontalPass& pass, const FewTapsBlock<kChannels>& block, int x, int count) {
  const std::int16_t* source = pass.source;
  const std::size_t source_stride = pass.source_stride;
  std::uint8_t* to = pass.destination + std::ptrdiff_t{x} * kChannels;
  const std::ptrdiff_t destination_stride = pass.destination_stride;
  const int height = pass.height;
  for (int y = 0; y < height; ++y) {
    const U8 pixels = block.template sum_row<kPairs, kNear>(source);
    if (count == kFewTapsBlock<kChannels>) {
      store_pixels<kChannels>(to, pixels);
    } else {
      std::uint8_t bytes[kBytes];
      store_pixels<kChannels>(bytes, pixels);
      __builtin_memcpy(to, bytes, static_cast<std::size_t>(count) * kChannels);
    }
    source += source_stride;
    to += destination_stride;
  }
}

template <int kChannels>
inline void store_block(const HorizontalPass& pass, const FewTapsBlock<kChannels>& block, int x, int count) {
  if (!block.near()) return store_rows<kChannels, 0, false>(pass, block, x, count);
  switch (block.pairs()) {
    case 1: return store_rows<kChannels, 1, true>(pass, block, x, count);
    case 2: return store_rows<kChannels, 2, true>(pass, block, x, count);
    case 3: return store_rows<kChannels, 3, true>(pass, block, x, count);
    default: return store_rows<kChannels, 0, true>(pass, block, x, count);
  }
}

template <int kChannels>
inline void resize_few_taps(const HorizontalPass& pass) {
  constexpr int kBlock = kFewTapsBlock<kChannels>;
  constexpr auto kTaps = static_cast<std::size_t>(max_few_taps(kChannels));
  int x = 0;
  for (; x + kBlock <= pass.width; x += kBlock) {
    const std::int16_t* weights = pass.weights + static_cast<std::size_t>(x) * pass.weights_stride;
    store_block(pass, FewTapsBlock<kChannels>(pass.starts + x, weights, pass.weights_stride, pass.taps), x, kBlock);
  }
  if (x == pass.width) return;
  // The last pixel stands in for those that are not there.
  std::int32_t starts[std::size_t{kBlock}];
  std::int16_t weights[std::size_t{kBlock} * kTaps];
  const auto taps = static_cast<std::size_t>(pass.taps);
  for (int i = 0; i < kBlock; ++i) {
    const int pixel = x + i < pass.width ? x + i : pass.width - 1;
    starts[i] = pass.starts[pixel];
    __builtin_memcpy(weights + static_cast<std::size_t>(i) * taps,
                     pass.weights + static_cast<std::size_t>(pixel) * pass.weights_stride, taps * sizeof(weights[0]));
  }
  store_block(pass, FewTapsBlock<kChannels>(starts, weights, taps, pass.taps), x, pass.width - x);
}

}  // namespace
}  // namespace tbbimg
