#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/composite/over.hpp"

namespace tbbimg::bench {
namespace {

void add(const std::string& name, PixelFormat layer_format, PixelFormat format) {
  for_each_level("over", name, kPhoto, [=](Kernels kernels) {
    const auto layer = std::make_shared<Image>(make_photo(kPhoto, layer_format));
    const auto background = std::make_shared<Image>(make_photo(kPhoto, format));
    return [=] { require(over(layer->view(), background->view(), {0, 0}, 0.5, {0, kPhoto.height}, kernels)); };
  });
}

const bool kRegistered = [] {
  using enum PixelFormat;
  add("rgba8_on_rgb8_4928x3279", rgba8, rgb8);
  add("rgba8_on_rgba8_4928x3279", rgba8, rgba8);
#ifdef TBBIMG_HAS_OPENCV
  // OpenCV has no "over": the nearest is a blend with one weight for all pixels, without alpha.
  add_opencv("over", "rgba8_on_rgb8_4928x3279", {kPhoto, rgb8}, {kPhoto, rgb8},
             [](const cv::Mat& in, cv::Mat& out) { cv::addWeighted(in, 0.5, out, 0.5, 0, out); });
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
