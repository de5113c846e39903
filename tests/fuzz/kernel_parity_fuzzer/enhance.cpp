#include "kernels/enhance/clahe.hpp"
#include "kernels/enhance/tone.hpp"
#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

namespace tbbimg::parity {
namespace {

// The histograms are each level's own, of two parts: a difference in them shows in the picture.
Status clahe(ConstImageView from, ImageView to, Size tiles, double limit, RowRange rows, Kernels kernels) {
  const int middle = from.height / 2;
  TBBIMG_ASSIGN_OR_RETURN(TileHistograms histograms,
                          TileHistograms::create(from, tiles, {middle, from.height}, kernels));
  TBBIMG_ASSIGN_OR_RETURN(const TileHistograms upper, TileHistograms::create(from, tiles, {0, middle}, kernels));
  histograms += upper;
  TBBIMG_ASSIGN_OR_RETURN(const ClahePlan plan, ClahePlan::create(histograms, from.size(), limit));
  return plan.run(from, to, rows, kernels);
}

}  // namespace

void fuzz_enhance(Input& input) {
  const int split = input.between(0, 24);
  const Size tiles = {input.between(1, 12), input.between(1, 12)};
  const double limit = input.between(100, 1000) / 100.0;
  const bool local = input.between(0, 1) == 0;
  const Pixels source = random_pixels(input, random_8_bit_format(input));
  const ImageShape shape = {source.view.size(), source.view.format};
  if (local) {
    return compare_levels("clahe", source, shape, split,
                          [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                            return clahe(from, to, tiles, limit, rows, kernels);
                          });
  }
  compare_levels("equalize", source, shape, split,
                 [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) -> Status {
                   TBBIMG_ASSIGN_OR_RETURN(const Histogram luma, luma_histogram(from, from.all_rows(), kernels));
                   return map_luma(from, to, equalize_table(luma.channels[0]), rows, kernels);
                 });
}

}  // namespace tbbimg::parity
