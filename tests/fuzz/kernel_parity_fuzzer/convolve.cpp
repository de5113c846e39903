#include "kernels/convolve/convolve_2d.hpp"
#include "kernels/convolve/median.hpp"
#include "kernels/convolve/separable.hpp"
#include "kernels/convolve/sobel.hpp"
#include "kernels/convolve/unsharp.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {

namespace {

void fuzz_convolve_2d(Input& input, int split) {
  const Size size = {input.between(0, 15) * 2 + 1, input.between(0, 15) * 2 + 1};
  // Integers that fit into few bits, or fractions.
  const bool integers = input.between(0, 1) == 0;
  std::vector<double> weights;
  for (std::uint64_t i = 0; i < size.pixels(); ++i) {
    weights.push_back(integers ? input.between(0, 3) * input.between(0, 2) - 2 : input.between(-30000, 30000) / 1e4);
  }
  const double divisor = integers ? 1 : input.between(1, 2000);
  const auto border = static_cast<Border>(input.between(0, 3));
  const Result<Kernel2D> kernel = Kernel2D::create(size, weights, divisor, input.between(-300, 300));
  if (!kernel) return;
  const Pixels source = random_pixels(input, random_format(input));
  compare_levels("convolve_2d", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return convolve_2d(from, to, *kernel, border, rows, kernels);
                 });
}

void fuzz_median(Input& input, int split) {
  const int side = input.between(0, 1) == 0 ? 3 : 5;
  const auto border = static_cast<Border>(input.between(0, 3));
  const Pixels source = random_pixels(input, random_format(input));
  compare_levels("median", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return median(from, to, side, border, rows, kernels);
                 });
}

void fuzz_sobel(Input& input, int split) {
  const auto output = static_cast<SobelOutput>(input.between(0, 2));
  const Pixels source = random_pixels(input, random_format(input));
  compare_levels("sobel", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return sobel(from, to, output, rows, kernels);
                 });
}

void fuzz_unsharp(Input& input, int split) {
  const UnsharpOptions options = {.sigma = input.between(10, 1000) / 100.0,
                                  .amount = input.between(0, 500) / 100.0,
                                  .threshold = input.between(0, 20) / 2.0};
  const Pixels source = random_pixels(input, random_format(input));
  compare_levels("unsharp", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return unsharp(from, to, options, rows, kernels);
                 });
}

SeparableKernel random_separable(Input& input) {
  switch (input.between(0, 2)) {
    case 0: return SeparableKernel::gaussian(input.between(1, 20000) / 100.0).value();
    case 1: return SeparableKernel::box(input.between(1, 600)).value();
    default: break;
  }
  std::vector<double> axes[2];
  for (std::vector<double>& taps : axes) {
    const int count = 2 * input.between(0, 40) + 1;
    for (int i = 0; i < count; ++i) taps.push_back(input.between(-20000, 20000) / (6000.0 * count));
  }
  return SeparableKernel::create(axes[0], axes[1]).value();
}

void fuzz_separable(Input& input, int split) {
  const SeparableKernel taps = random_separable(input);
  const auto border = static_cast<Border>(input.between(0, 3));
  const Pixels source = random_pixels(input, random_format(input));
  compare_levels("convolve", source, {source.view.size(), source.view.format}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return convolve_separable(from, to, taps, rows, kernels, border);
                 });
}

}  // namespace

void fuzz_convolve(Input& input) {
  const int split = input.between(0, 24);
  switch (input.between(0, 4)) {
    case 0: return fuzz_convolve_2d(input, split);
    case 1: return fuzz_median(input, split);
    case 2: return fuzz_sobel(input, split);
    case 3: return fuzz_unsharp(input, split);
    default: return fuzz_separable(input, split);
  }
}

}  // namespace tbbimg::parity
