#include "kernels/point/brighten.hpp"
#include "kernels/point/lookup.hpp"
#include "kernels/point/narrow.hpp"
#include "kernels/point/point_chain.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {
namespace {

PointChain random_chain(Input& input) {
  PointChain chain;
  for (int stages = input.between(0, 4); stages > 0; --stages) {
    switch (input.between(0, 8)) {
      case 0: chain.then(Curve::brighten(input.between(-255, 255)).value()); break;
      case 1: chain.then(Curve::contrast(input.between(0, 400) / 100.0).value()); break;
      case 2: chain.then(Curve::gamma(input.between(10, 1000) / 100.0).value()); break;
      case 3: chain.then(Curve::invert()); break;
      case 4: chain.then(Curve::threshold(input.between(0, 255)).value()); break;
      case 5: chain.then(ColorMatrix::saturation(input.between(0, 800) / 100.0).value()); break;
      case 6: chain.then(ColorMatrix::hue(input.between(-360, 360)).value()); break;
      case 7: chain.then(ColorMatrix::sepia()); break;
      default: chain.then(input.between(0, 1) == 0 ? LumaStandard::bt601 : LumaStandard::bt709);
    }
  }
  return chain;
}

}  // namespace

void fuzz_point(Input& input) {
  const int split = input.between(0, 24);
  const int kernel = input.between(0, 3);
  const PixelFormat format = random_8_bit_format(input);
  if (kernel == 0) {
    const int offset = input.between(-255, 255);
    const Pixels source = random_pixels(input, format);
    return compare_levels("brighten", source, {source.view.size(), format}, split,
                          [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                            return brighten(from, to, offset, rows, kernels);
                          });
  }
  if (kernel == 1) {
    ChannelTables tables;
    for (ByteTable& table : tables) {
      for (std::uint8_t& entry : table) entry = input.byte();
    }
    const Pixels source = random_pixels(input, format);
    return compare_levels("lookup", source, {source.view.size(), format}, split,
                          [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                            return lookup(from, to, tables, rows, kernels);
                          });
  }
  if (kernel == 3) {
    const Pixels source = random_pixels(input, sixteen_bits(format));
    return compare_levels("narrow", source, {source.view.size(), format}, split, narrow);
  }
  const PointChain chain = random_chain(input);
  const Pixels source = random_pixels(input, format);
  compare_levels("point chain", source, {source.view.size(), chain.output_format(format).value()}, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                   return chain.run(from, to, rows, kernels);
                 });
}

}  // namespace tbbimg::parity
