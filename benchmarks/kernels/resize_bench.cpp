#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg::bench {
namespace {

void add(const std::string& kernel, const std::string& name, Size from, Size to, PixelFormat format,
         ResizeFilter filter) {
  for_each_level(kernel, name, from.pixels() > to.pixels() ? from : to, [=](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(from, format));
    const auto destination = std::make_shared<Image>(make_photo(to, format));
    // The plan is part of the work: archives hold images of many sizes.
    return [=] {
      const ResizePlan plan = value_of(ResizePlan::create(from, to, format, filter, kernels));
      require(plan.run(source->view(), destination->view(), {0, to.height}));
    };
  });
}

const bool kRegistered = [] {
  add("resize_lanczos3", "rgb8_4928x3279_to_852x567", kPhoto, kThumbnail, PixelFormat::rgb8, ResizeFilter::lanczos3);
  add("resize_lanczos3", "rgb8_1704x1134_to_852x567", {1704, 1134}, kThumbnail, PixelFormat::rgb8,
      ResizeFilter::lanczos3);
  add("resize_lanczos3", "rgba8_4928x3279_to_852x567", kPhoto, kThumbnail, PixelFormat::rgba8, ResizeFilter::lanczos3);
  add("resize_lanczos3", "gray8_4928x3279_to_852x567", kPhoto, kThumbnail, PixelFormat::gray8, ResizeFilter::lanczos3);
  add("resize_bilinear", "rgb8_852x567_to_1704x1134", kThumbnail, {1704, 1134}, PixelFormat::rgb8,
      ResizeFilter::bilinear);
#ifdef TBBIMG_HAS_OPENCV
  const auto opencv = [](const char* kernel, const char* name, Size from, Size to, int interpolation) {
    add_opencv(kernel, name, {from, PixelFormat::rgb8}, {to, PixelFormat::rgb8},
               [=](const cv::Mat& in, cv::Mat& out) { cv::resize(in, out, out.size(), 0, 0, interpolation); });
  };
  // OpenCV's Lanczos has 8 taps whatever the ratio, and aliases when it reduces: INTER_AREA is what compares.
  opencv("resize_lanczos3", "rgb8_4928x3279_to_852x567", kPhoto, kThumbnail, cv::INTER_AREA);
  opencv("resize_bilinear", "rgb8_852x567_to_1704x1134", kThumbnail, {1704, 1134}, cv::INTER_LINEAR);
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
