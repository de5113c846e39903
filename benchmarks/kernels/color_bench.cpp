#include <functional>
#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/gray_to_rgb.hpp"
#include "kernels/color/grayscale.hpp"

namespace tbbimg::bench {
namespace {

void add(const std::string& kernel, PixelFormat from, PixelFormat to,
         const std::function<Status(ConstImageView, ImageView, RowRange, Kernels)>& run) {
  const PixelFormat named = channels(from) < channels(to) ? to : from;
  for_each_level(kernel, std::string(to_string(named)) + "_4928x3279", kPhoto, [=](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, from));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, to));
    return [=] { require(run(source->view(), destination->view(), {0, kPhoto.height}, kernels)); };
  });
}

const bool kRegistered = [] {
  using enum PixelFormat;
  const auto luma = [](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return grayscale(from, to, LumaStandard::bt601, rows, kernels);
  };
  const auto over_white = [](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return flatten(from, to, {255, 255, 255}, rows, kernels);
  };
  add("gray", rgb8, gray8, luma);
  add("gray", rgb16, gray16, luma);
  add("flatten", rgba8, rgb8, over_white);
  add("flatten", rgba16, rgb16, over_white);
  add("gray_to_rgb", gray8, rgb8, gray_to_rgb);
  add("gray_to_rgb", gray16, rgb16, gray_to_rgb);
#ifdef TBBIMG_HAS_OPENCV
  add_opencv("gray", "rgb8_4928x3279", {kPhoto, rgb8}, {kPhoto, gray8},
             [](const cv::Mat& in, cv::Mat& out) { cv::cvtColor(in, out, cv::COLOR_RGB2GRAY); });
  add_opencv("gray_to_rgb", "rgb8_4928x3279", {kPhoto, gray8}, {kPhoto, rgb8},
             [](const cv::Mat& in, cv::Mat& out) { cv::cvtColor(in, out, cv::COLOR_GRAY2RGB); });
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
