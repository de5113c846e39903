// Look-up tables on one level's registers; lookup_ref.hpp is the specification.
#pragma once

#include "kernels/arch/ops.hpp"
#include "kernels/point/lookup_ref.hpp"

namespace tbbimg {
namespace {

inline void lookup_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t bytes,
                        const std::uint8_t* table, const std::uint8_t* colours) {
  const ByteLookup lookup(table);
  const U8 changed = broadcast_four_bytes(colours);
  std::size_t i = 0;
  for (; i + kBytes <= bytes; i += kBytes) {
    const U8 values = load_batch<U8>(source + i);
    store_batch(destination + i, choose(changed, lookup(values), values));
  }
  lookup_ref(source + i, destination + i, bytes - i, table, colours);
}

// 255 where a byte belongs to the first channel, for rows that begin with any channel.
template <std::size_t kChannels>
struct ChannelMask {
  std::uint8_t bytes[(kChannels + 1) * kBytes + kChannels] = {};
  constexpr ChannelMask() {
    for (std::size_t i = 0; i < sizeof(bytes); i += kChannels) bytes[i] = 255;
  }
};

// kChannels registers hold whole pixels, and each of them begins with a channel of its own.
template <std::size_t kChannels>
inline void lookup_channels_in_registers(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                         const std::uint8_t* tables) {
  static constexpr ChannelMask<kChannels> kMask;
  const std::size_t bytes = pixels * kChannels;
  std::size_t i = 0;
  for (; i + kChannels * kBytes <= bytes; i += kChannels * kBytes) {
    U8 values[kChannels];
    U8 found[kChannels];
    for (std::size_t r = 0; r < kChannels; ++r) {
      values[r] = load_batch<U8>(source + i + r * kBytes);
      found[r] = U8(std::uint8_t{0});
    }
    for (std::size_t c = 0; c < kChannels; ++c) {
      const ByteLookup lookup(tables + 256 * c);
      for (std::size_t r = 0; r < kChannels; ++r) {
        const U8 own = load_batch<U8>(kMask.bytes + (kChannels - c + r * kBytes) % kChannels);
        found[r] = found[r] | (lookup(values[r]) & own);
      }
    }
    for (std::size_t r = 0; r < kChannels; ++r) store_batch(destination + i + r * kBytes, found[r]);
  }
  lookup_channels_ref(source + i, destination + i, pixels - i / kChannels, tables, kChannels);
}

// Eight bytes that the compiler may read and write at once, because it sees that all are read before one is written.
template <std::size_t kChannels>
inline void lookup_channels_by_bytes(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                     const std::uint8_t* tables) {
  constexpr std::size_t kPixels = 4;
  std::size_t x = 0;
  for (; x + kPixels <= pixels; x += kPixels) {
    std::uint8_t values[kPixels * kChannels];
    __builtin_memcpy(values, source + x * kChannels, sizeof(values));
    for (std::size_t i = 0; i < sizeof(values); ++i) {
      destination[x * kChannels + i] = tables[i % kChannels * 256 + values[i]];
    }
  }
  lookup_channels_ref(source + x * kChannels, destination + x * kChannels, pixels - x, tables, kChannels);
}

template <std::size_t kChannels>
inline void lookup_each_channel(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                const std::uint8_t* tables) {
  if constexpr (ByteLookup::kFast) {
    lookup_channels_in_registers<kChannels>(source, destination, pixels, tables);
  } else {
    lookup_channels_by_bytes<kChannels>(source, destination, pixels, tables);
  }
}

inline void lookup_channels_simd(const std::uint8_t* source, std::uint8_t* destination, std::size_t pixels,
                                 const std::uint8_t* tables, std::size_t channels) {
  switch (channels) {
    case 1: return lookup_each_channel<1>(source, destination, pixels, tables);
    case 2: return lookup_each_channel<2>(source, destination, pixels, tables);
    case 3: return lookup_each_channel<3>(source, destination, pixels, tables);
    default: return lookup_each_channel<4>(source, destination, pixels, tables);
  }
}

}  // namespace
}  // namespace tbbimg
