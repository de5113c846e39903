#include <memory>

#include "benchmarks/kernels/support.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/grayscale.hpp"
#include "kernels/point/brighten.hpp"

namespace tbbimg::bench {
namespace {

const bool kRegistered = [] {
  for_each_level("gray", "rgb8_4928x3279", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::gray8));
    return [=] { require(grayscale(source->view(), destination->view(), {0, kPhoto.height}, kernels)); };
  });
  for_each_level("flatten", "rgba8_4928x3279", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgba8));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { require(flatten(source->view(), destination->view(), {255, 255, 255}, {0, kPhoto.height}, kernels)); };
  });
  for_each_level("brighten", "rgb8_4928x3279_in_place", kPhoto, [](Kernels kernels) {
    const auto image = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { require(brighten(image->view(), image->view(), 10, {0, kPhoto.height}, kernels)); };
  });
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
