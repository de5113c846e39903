// The bare library loops: what encoding and decoding cost without us.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "kernels/image/image.hpp"

namespace tbbimg::bench {

using Bytes = std::vector<std::uint8_t>;

enum class JpegKind { baseline_420, progressive_420, progressive_444 };

[[nodiscard]] Bytes bare_jpeg_encode(ConstImageView picture, int quality, JpegKind kind);
/// At scale/8; gives the pixels, as a caller would want them.
[[nodiscard]] Bytes bare_jpeg_decode(const Bytes& file, int scale);
/// With libpng's defaults: all filters, zlib's level 6.
[[nodiscard]] Bytes bare_png_encode(ConstImageView picture);
[[nodiscard]] Bytes bare_png_decode(const Bytes& file);
[[nodiscard]] Bytes bare_webp_encode(ConstImageView picture, int quality);
[[nodiscard]] Bytes bare_webp_decode(const Bytes& file, bool alpha);

/// Times ours() and floor() in turns and reports both in MP/s of `pixels` on one line, and how many times the floor's
/// duration ours takes.
template <class Ours, class Floor>
void compare_with_floor(benchmark::State& state, std::uint64_t pixels, const Ours& ours, const Floor& floor) {
  const auto seconds_of = [](const auto& body) {
    const auto begin = std::chrono::steady_clock::now();
    auto result = body();
    benchmark::DoNotOptimize(result);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  double ours_seconds = 0;
  double floor_seconds = 0;
  for (auto _ : state) {
    const double seconds = seconds_of(ours);
    state.SetIterationTime(seconds);
    ours_seconds += seconds;
    floor_seconds += seconds_of(floor);
  }
  const double megapixels = static_cast<double>(pixels) / 1e6 * static_cast<double>(state.iterations());
  state.counters["MP/s"] = megapixels / ours_seconds;
  state.counters["floor_MP/s"] = megapixels / floor_seconds;
  state.counters["of_floor"] = ours_seconds / floor_seconds;
}

}  // namespace tbbimg::bench
