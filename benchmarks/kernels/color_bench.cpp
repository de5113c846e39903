#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/gray_to_rgb.hpp"
#include "kernels/color/grayscale.hpp"

namespace tbbimg::bench {
namespace {

const bool kRegistered = [] {
  for_each_level("gray", "rgb8_4928x3279", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::gray8));
    return [=] {
      require(grayscale(source->view(), destination->view(), LumaStandard::bt601, {0, kPhoto.height}, kernels));
    };
  });
  for_each_level("flatten", "rgba8_4928x3279", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgba8));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { require(flatten(source->view(), destination->view(), {255, 255, 255}, {0, kPhoto.height}, kernels)); };
  });
  for_each_level("gray_to_rgb", "rgb8_4928x3279", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::gray8));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { require(gray_to_rgb(source->view(), destination->view(), {0, kPhoto.height}, kernels)); };
  });
#ifdef TBBIMG_HAS_OPENCV
  using enum PixelFormat;
  add_opencv("gray", "rgb8_4928x3279", {kPhoto, rgb8}, {kPhoto, gray8},
             [](const cv::Mat& in, cv::Mat& out) { cv::cvtColor(in, out, cv::COLOR_RGB2GRAY); });
  add_opencv("gray_to_rgb", "rgb8_4928x3279", {kPhoto, gray8}, {kPhoto, rgb8},
             [](const cv::Mat& in, cv::Mat& out) { cv::cvtColor(in, out, cv::COLOR_GRAY2RGB); });
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
