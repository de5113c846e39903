// The box on one level's registers; box_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/convolve/box_ref.hpp"

namespace tbbimg {
namespace {

inline U16 box_mean(U16 sum, const BoxMean& mean) noexcept {
  const U16 quotient = multiply_high(sum << mean.fraction_bits, U16(mean.reciprocal));
  return (quotient + U16(static_cast<std::uint16_t>(1U << (mean.reciprocal_shift - 1)))) >> mean.reciprocal_shift;
}

inline void box_vertical_simd(std::uint16_t* sums, const std::uint8_t* entering, const std::uint8_t* leaving,
                              const std::uint8_t* upcoming, std::size_t bytes, const BoxMean& mean,
                              std::uint16_t* destination) {
  const BoxMean local = mean;
  const auto step = [&](std::size_t at) {
    const U16 sum = load_batch<U16>(sums + at) + load_widened(entering + at) - load_widened(leaving + at);
    store_batch(sums + at, sum);
    store_batch(destination + at, box_mean(sum, local));
  };
  std::size_t i = 0;
  for (; i + kCacheLine <= bytes; i += kCacheLine) {
    if (i % (2 * kCacheLine) == 0) prefetch(upcoming + i);
    for (std::size_t at = i; at < i + kCacheLine; at += U16::size) step(at);
  }
  for (; i + U16::size <= bytes; i += U16::size) step(i);
  box_vertical_ref(sums + i, entering + i, leaving + i, upcoming, bytes - i, mean, destination + i);
}

// A window that slides over a row would be a chain of additions from pixel to pixel: prefix sums do most of them within
// a register. They wrap around; the difference of two does not, because a window's sum fits into 16 bits.
template <std::size_t kChannels>
class BoxPrefixSums {
 public:
  /// The kChannels elements before `sums` become 0.
  BoxPrefixSums(const std::uint16_t* source, std::uint16_t* sums) noexcept : source_(source), sums_(sums) {
    for (std::size_t c = 1; c <= kChannels; ++c) sums[-static_cast<std::ptrdiff_t>(c)] = 0;
  }

  /// Sums of at least the first `end` elements; up to three registers more are read and written. Three registers hold
  /// whole pixels, so that what is carried from three to the next three is added and needs no permutation: that keeps
  /// the chain short.
  void extend(std::size_t end) noexcept {
    constexpr std::size_t kSize = U16::size;
    U16 carried = carried_;
    std::size_t i = ready_;
    for (; i < end; i += 3 * kSize) {
      const U16 first = prefix_sums<kChannels>(load_batch<U16>(source_ + i));
      const U16 second = prefix_sums<kChannels>(load_batch<U16>(source_ + i + kSize)) + repeat_last<kChannels>(first);
      const U16 third =
          prefix_sums<kChannels>(load_batch<U16>(source_ + i + 2 * kSize)) + repeat_last<kChannels>(second);
      const U16 carried_to_second = repeat_last<kChannels>(carried);
      store_batch(sums_ + i, first + carried);
      store_batch(sums_ + i + kSize, second + carried_to_second);
      store_batch(sums_ + i + 2 * kSize, third + repeat_last<kChannels>(carried_to_second));
      carried += repeat_last<kChannels>(third);
    }
    ready_ = i;
    carried_ = carried;
  }

 private:
  const std::uint16_t* source_;
  std::uint16_t* sums_;
  std::size_t ready_ = 0;
  U16 carried_ = U16(std::uint16_t{0});  // braces would make a list of elements
};

class BoxQuotient {
 public:
  explicit BoxQuotient(const BoxMean& mean) noexcept
      : reciprocal_(mean.reciprocal),
        half_(static_cast<std::uint16_t>(1U << (mean.reciprocal_shift + mean.fraction_bits - 1))),
        shift_(mean.reciprocal_shift + mean.fraction_bits) {}

  /// `streaming`: past the caches, to an aligned address.
  void store(std::uint8_t* destination, U16 first_sum, U16 second_sum, bool streaming) const noexcept {
    const U8 means = narrow_in_order(of(first_sum), of(second_sum));
    if (streaming) return stream_batch(destination, means);
    prefetch_for_writing(destination + kWriteAhead);
    store_batch(destination, means);
  }

 private:
  [[nodiscard]] I16 of(U16 sum) const noexcept {
    return as_signed((multiply_high(sum, reciprocal_) + half_) >> shift_);
  }
  U16 reciprocal_;
  U16 half_;
  int shift_;
};

// For 3 pixels, which are summed faster than taken from prefix sums.
inline void box_of_three_row(const std::uint16_t* row, const BoxMean& mean, std::ptrdiff_t channels, std::size_t bytes,
                             std::uint8_t* destination, bool streaming, const std::uint8_t* upcoming) {
  const BoxQuotient quotient(mean);
  const auto sum = [&](const std::uint16_t* at) {
    return load_batch<U16>(at - channels) + load_batch<U16>(at) + load_batch<U16>(at + channels);
  };
  for (std::size_t i = 0; i < bytes; i += kBytes) {
    if (i % (2 * kCacheLine) == kCacheLine) prefetch(upcoming + i);
    const std::size_t at = i + kBytes <= bytes ? i : bytes - kBytes;
    quotient.store(destination + at, sum(row + at), sum(row + at + U16::size), streaming && at == i);
  }
}

template <std::size_t kChannels>
inline void box_by_prefix_sums_row(const std::uint16_t* row, std::uint16_t* scratch, const BoxMean& mean,
                                   std::size_t bytes, std::uint8_t* destination, bool streaming,
                                   const std::uint8_t* upcoming) {
  const BoxQuotient quotient(mean);
  const std::size_t radius = static_cast<std::size_t>(mean.count / 2) * kChannels;
  // Summing starts before the border, where the row is as aligned as at its first pixel: whatever lies there is part of
  // both sums that are subtracted.
  const std::size_t before = (radius + U16::size - 1) / U16::size * U16::size;
  std::uint16_t* const sums = scratch + U16::size;
  BoxPrefixSums<kChannels> prefix(row - before, sums);
  const std::uint16_t* const behind = sums + before + radius;
  const std::uint16_t* const ahead = sums + before - radius - kChannels;
  const auto sum = [&](std::size_t i) { return load_batch<U16>(behind + i) - load_batch<U16>(ahead + i); };
  // In pieces, so that sums are still in the first cache when they are used.
  constexpr std::size_t kPiece = 16 * kBytes;
  for (std::size_t begin = 0; begin < bytes; begin += kPiece) {
    const std::size_t end = begin + kPiece < bytes ? begin + kPiece : bytes;
    prefix.extend(before + end + radius);
    for (std::size_t i = begin; i < end; i += kBytes) {
      if (i % (2 * kCacheLine) == kCacheLine) prefetch(upcoming + i);
      const std::size_t at = i + kBytes <= bytes ? i : bytes - kBytes;
      quotient.store(destination + at, sum(at), sum(at + U16::size), streaming && at == i);
    }
  }
}

inline void box_horizontal_simd(const std::uint16_t* row, std::uint16_t* scratch, const BoxMean& mean, int channels,
                                std::size_t bytes, std::uint8_t* destination, bool past_caches,
                                const std::uint8_t* upcoming) {
  if (bytes < kBytes)
    return box_horizontal_ref(row, scratch, mean, channels, bytes, destination, past_caches, upcoming);
  const bool streaming = past_caches && reinterpret_cast<std::uintptr_t>(destination) % kBytes == 0;
  if (mean.count == 3) {
    box_of_three_row(row, mean, channels, bytes, destination, streaming, upcoming);
  } else if (channels == 1) {
    box_by_prefix_sums_row<1>(row, scratch, mean, bytes, destination, streaming, upcoming);
  } else {
    box_by_prefix_sums_row<3>(row, scratch, mean, bytes, destination, streaming, upcoming);
  }
  if (streaming) flush_streaming_stores();
}

}  // namespace
}  // namespace tbbimg
