#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/compare/ssim.hpp"

namespace tbbimg::bench {
namespace {

using enum PixelFormat;

#ifdef TBBIMG_HAS_OPENCV
// What OpenCV's quality module computes, from imgproc alone: Gaussian windows of 11x11 with sigma 1.5 in floats.
double gaussian_ssim(const cv::Mat& image, const cv::Mat& reference) {
  const auto blurred = [](const cv::Mat& from) {
    cv::Mat to;
    cv::GaussianBlur(from, to, {11, 11}, 1.5);
    return to;
  };
  cv::Mat a;
  cv::Mat b;
  image.convertTo(a, CV_32F);
  reference.convertTo(b, CV_32F);
  const cv::Mat mean_a = blurred(a);
  const cv::Mat mean_b = blurred(b);
  const cv::Mat product = mean_a.mul(mean_b);
  const cv::Mat squares = mean_a.mul(mean_a) + mean_b.mul(mean_b);
  const cv::Mat covariance = blurred(a.mul(b)) - product;
  const cv::Mat variances = blurred(a.mul(a)) + blurred(b.mul(b)) - squares;
  cv::Mat map;
  cv::divide((2 * product + 6.5025).mul(2 * covariance + 58.5225), (squares + 6.5025).mul(variances + 58.5225), map);
  return cv::mean(map)[0];
}
#endif

const bool kRegistered = [] {
  for (const PixelFormat format : {gray8, rgb8}) {
    for_each_level("ssim", std::string(to_string(format)) + "_4928x3279", kPhoto, [format](Kernels kernels) {
      const auto image = std::make_shared<Image>(make_photo(kPhoto, format));
      const auto reference = std::make_shared<Image>(make_photo(kPhoto, format));
      return [=] { benchmark::DoNotOptimize(value_of(ssim(image->view(), reference->view(), kernels))); };
    });
  }
#ifdef TBBIMG_HAS_OPENCV
  add_opencv("ssim", "gray8_4928x3279", {kPhoto, gray8}, {kPhoto, gray8},
             [](const cv::Mat& in, cv::Mat& out) { benchmark::DoNotOptimize(gaussian_ssim(in, out)); });
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
