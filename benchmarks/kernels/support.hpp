// Images to time kernels on, and their registration: `kernel/implementation/case`.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>

#include "kernels/image/image.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg::bench {

/// A photograph of 16 megapixels, as many cameras make them.
inline constexpr Size kPhoto = {4928, 3279};
inline constexpr Size kThumbnail = {852, 567};

/// The value, or the end of the program: a benchmark of a failure would look very fast.
template <class T>
T value_of(Result<T> result) {
  if (!result) {
    std::cerr << result.error().to_string() << '\n';
    std::exit(EXIT_FAILURE);
  }
  return *std::move(result);
}
inline void require(const Status& status) {
  if (!status) {
    std::cerr << status.error().to_string() << '\n';
    std::exit(EXIT_FAILURE);
  }
}

/// Smooth with some noise, deterministic, every page touched.
inline Image make_photo(Size size, PixelFormat format) {
  Image image = value_of(Image::create({size, format}));
  std::uint32_t noise = 1;
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* row = image.view().row(y);
    for (std::size_t i = 0; i < image.view().row_bytes(); ++i) {
      noise = noise * 1664525U + 1013904223U;  // Numerical Recipes, 7.1
      row[i] = static_cast<std::uint8_t>((i / 16 + static_cast<std::size_t>(y) / 8 + (noise >> 29)) & 0xffU);
    }
  }
  return image;
}

/// Megapixels of the larger image per second, as "MP/s".
inline void count_pixels(benchmark::State& state, Size size) {
  state.counters["MP/s"] =
      benchmark::Counter(static_cast<double>(size.pixels()) * 1e-6, benchmark::Counter::kIsIterationInvariantRate);
}

/// Times `run(kernels)` on every level that this machine has.
inline void for_each_level(const std::string& kernel, const std::string& name, Size size,
                           const std::function<std::function<void()>(Kernels)>& prepare) {
  for (const SimdLevel level : supported_simd_levels()) {
    benchmark::RegisterBenchmark((kernel + "/" + std::string(to_string(level)) + "/" + name).c_str(),
                                 [=](benchmark::State& state) {
                                   const std::function<void()> run = prepare(value_of(Kernels::of(level)));
                                   for (auto _ : state) run();
                                   count_pixels(state, size);
                                 })
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace tbbimg::bench
