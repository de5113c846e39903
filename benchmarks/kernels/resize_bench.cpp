#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg::bench {
namespace {

constexpr Size kHalf = {2464, 1640};
constexpr Size kTwiceThumbnail = {2 * kThumbnail.width, 2 * kThumbnail.height};

void add(const std::string& kernel, const std::string& name, Size from, Size to, PixelFormat format,
         ResizeOptions options) {
  for_each_level(kernel, name, from.pixels() > to.pixels() ? from : to, [=](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(from, format));
    const auto destination = std::make_shared<Image>(make_photo(to, format));
    // The plan is part of the work: archives hold images of many sizes.
    return [=] {
      const ResizePlan plan = value_of(ResizePlan::create(from, to, format, options, kernels));
      require(plan.run(source->view(), destination->view(), {0, to.height}));
    };
  });
}

const bool kRegistered = [] {
  using enum PixelFormat;
  const auto reduce = [](const std::string& kernel, PixelFormat format, ResizeOptions options) {
    add(kernel, std::string(to_string(format)) + "_4928x3279_to_852x567", kPhoto, kThumbnail, format, options);
  };
  for (const PixelFormat format : {rgb8, gray8, gray_alpha8, rgba8, gray16, gray_alpha16, rgb16, rgba16}) {
    reduce("resize_lanczos3", format, {});
  }
  for (const PixelFormat format : {rgb8, rgb16}) {
    add("resize_lanczos3", std::string(to_string(format)) + "_4928x3279_to_2464x1640", kPhoto, kHalf, format, {});
  }
  reduce("resize_lanczos3_linear", rgb8, {.light = LightSpace::linear});
  reduce("resize_lanczos3_linear", rgb16, {.light = LightSpace::linear});
  add("resize_lanczos3", "rgb8_1704x1134_to_852x567", kTwiceThumbnail, kThumbnail, rgb8, {});

  const auto enlarge = [](const std::string& kernel, PixelFormat format, ResizeFilter filter) {
    add(kernel, std::string(to_string(format)) + "_852x567_to_1704x1134", kThumbnail, kTwiceThumbnail, format,
        {.filter = filter});
  };
  for (const PixelFormat format : {rgb8, gray8, rgba8}) {
    enlarge("resize_catmull_rom_up", format, ResizeFilter::catmull_rom);
  }
  enlarge("resize_lanczos3_up", rgb8, ResizeFilter::lanczos3);
  enlarge("resize_bilinear", rgb8, ResizeFilter::bilinear);
#ifdef TBBIMG_HAS_OPENCV
  const auto opencv = [](const std::string& kernel, const std::string& name, Size from, Size to, PixelFormat format,
                         int interpolation) {
    add_opencv(kernel, std::string(to_string(format)) + name, {from, format}, {to, format},
               [=](const cv::Mat& in, cv::Mat& out) { cv::resize(in, out, out.size(), 0, 0, interpolation); });
  };
  // OpenCV's Lanczos has 8 taps whatever the ratio, and aliases when it reduces: INTER_AREA is what compares.
  for (const PixelFormat format : {rgb16, gray16, rgba16}) {
    opencv("resize_lanczos3", "_4928x3279_to_852x567", kPhoto, kThumbnail, format, cv::INTER_AREA);
  }
  for (const PixelFormat format : {rgb8, gray8, rgba8}) {
    opencv("resize_lanczos3", "_4928x3279_to_852x567", kPhoto, kThumbnail, format, cv::INTER_AREA);
    opencv("resize_catmull_rom_up", "_852x567_to_1704x1134", kThumbnail, kTwiceThumbnail, format, cv::INTER_CUBIC);
  }
  opencv("resize_bilinear", "_852x567_to_1704x1134", kThumbnail, kTwiceThumbnail, rgb8, cv::INTER_LINEAR);
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
