// One level's registers: xsimd's batches, and what xsimd 8.1 has not, named alike on every level.
//
// A register consists of kLanes lanes of 128 bits. Interleaving, widening and narrowing work within each lane, as the
// instructions of AVX2 and AVX-512 do: low and high halves belong together, and what was widened by widen_low() and
// widen_high() is put back in order by narrow(). Where memory must be in order, store_in_order() and
// narrow_in_order() see to it.
//
// Everything has internal linkage: see "What always holds" in kernels/README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <xsimd/xsimd.hpp>

namespace tbbimg {
namespace {

/// Where a few neighbouring output pixels find their source samples, so that one register takes two taps of each: pairs
/// of 16-bit samples, a pixel's next to each other. Starts do not decrease. near() tells whether load<true>() finds all
/// pairs; load<false>() always does.
///
///   Window<1>  kPixels = 4 kLanes gray pixels, a pair each; not on SSE2
///   Window<3>  kPixels = kLanes RGB pixels, a lane each: R0R1 G0G1 B0B1 and something
template <int kChannels>
class Window;

}  // namespace
}  // namespace tbbimg

#if defined(TBBIMG_LEVEL_sse2)
#include "kernels/arch/ops_sse2.hpp"
#elif defined(TBBIMG_LEVEL_avx2)
#include "kernels/arch/ops_avx2.hpp"
#elif defined(TBBIMG_LEVEL_avx512)
#include "kernels/arch/ops_avx512.hpp"
#else
#error "no SIMD operations for this level"
#endif

namespace tbbimg {
namespace {

static_assert(U8::size == kBytes && I16::size == kBytes / 2 && I32::size == kBytes / 4 && F32::size == kBytes / 4);

// Not named load and store: argument-dependent lookup would find xsimd's, which want aligned memory.
template <class Batch, class T>
inline Batch load_batch(const T* from) noexcept {
  return Batch::load_unaligned(from);
}

template <class Batch, class T>
inline void store_batch(T* to, Batch value) noexcept {
  value.store_unaligned(to);
}

inline I16 as_signed(U16 value) noexcept { return I16(value.data); }

/// Four bytes over and over.
inline U8 broadcast_four_bytes(const std::uint8_t* bytes) noexcept {
  std::uint32_t pattern = 0;
  __builtin_memcpy(&pattern, bytes, sizeof(pattern));
  return U8(U32(pattern).data);
}

/// Four 16-bit elements over and over.
inline U16 broadcast_four_words(const std::uint16_t* words) noexcept {
  std::uint64_t pattern = 0;
  __builtin_memcpy(&pattern, words, sizeof(pattern));
  return U16(xsimd::batch<std::uint64_t, Arch>(pattern).data);
}

/// `yes` where the bits of `mask` are set, otherwise `no`.
inline U8 choose(U8 mask, U8 yes, U8 no) noexcept { return no ^ ((yes ^ no) & mask); }

inline constexpr std::size_t kCacheLine = 64;

/// Asks for a cache line that is read after a while: kernels that alternate between memory and a row in the cache leave
/// the hardware's prefetcher behind.
inline void prefetch(const void* line) noexcept { __builtin_prefetch(line, 0, 2); }

inline constexpr std::size_t kReadAhead = 1024;

/// Likewise for a line that is going to be overwritten; it need not exist.
inline void prefetch_for_writing(const void* line) noexcept { __builtin_prefetch(line, 1, 2); }
inline constexpr std::size_t kWriteAhead = 2048;

/// Two neighbouring weights in every pair of 16-bit elements.
inline I16 broadcast_pair(const std::int16_t* weights) noexcept {
  std::int32_t pair = 0;
  __builtin_memcpy(&pair, weights, sizeof(pair));
  return I16(I32(pair).data);
}

}  // namespace
}  // namespace tbbimg
