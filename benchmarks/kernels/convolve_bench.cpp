#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/convolve/convolve_2d.hpp"
#include "kernels/convolve/separable.hpp"

namespace tbbimg::bench {
namespace {

void add(const std::string& kernel, PixelFormat format, const std::function<Result<SeparableKernel>()>& make) {
  for_each_level(kernel, std::string(to_string(format)) + "_4928x3279", kPhoto, [=](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, format));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, format));
    const auto taps = std::make_shared<SeparableKernel>(value_of(make()));
    return [=] {
      require(convolve_separable(source->view(), destination->view(), *taps, {0, kPhoto.height}, kernels));
    };
  });
}

void add(const std::string& kernel, PixelFormat format, const Kernel2D& matrix) {
  for_each_level(kernel, std::string(to_string(format)) + "_4928x3279", kPhoto, [=](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, format));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, format));
    return [=] {
      require(convolve_2d(source->view(), destination->view(), matrix, Border::mirror, {0, kPhoto.height}, kernels));
    };
  });
}

// Nothing that factors, is symmetric, or fits into few bits.
std::vector<double> seven_by_seven() {
  std::vector<double> weights;
  for (int i = 0; i < 49; ++i) weights.push_back((i * 29 % 49 - 16) / 400.0);
  return weights;
}

const bool kRegistered = [] {
  add("gaussian_s2", PixelFormat::rgb8, [] { return SeparableKernel::gaussian(2); });
  add("gaussian_s12", PixelFormat::rgb8, [] { return SeparableKernel::gaussian(12); });
  add("gaussian_s2", PixelFormat::rgba8, [] { return SeparableKernel::gaussian(2); });
  add("box_r1", PixelFormat::rgb8, [] { return SeparableKernel::box(1); });
  add("box_r15", PixelFormat::rgb8, [] { return SeparableKernel::box(15); });
  add("sharpen_3x3", PixelFormat::rgb8, Kernel2D::sharpen());
  add("convolve_7x7", PixelFormat::rgb8, value_of(Kernel2D::create({7, 7}, seven_by_seven())));
#ifdef TBBIMG_HAS_OPENCV
  const ImageShape photo = {kPhoto, PixelFormat::rgb8};
  const auto blur = [&](const char* kernel, double sigma) {
    add_opencv(kernel, "rgb8_4928x3279", photo, photo, [=](const cv::Mat& in, cv::Mat& out) {
      cv::GaussianBlur(in, out, {}, sigma, sigma, cv::BORDER_REFLECT_101);
    });
  };
  blur("gaussian_s2", 2);
  blur("gaussian_s12", 12);
  const auto box = [&](const char* kernel, int radius) {
    add_opencv(kernel, "rgb8_4928x3279", photo, photo, [=](const cv::Mat& in, cv::Mat& out) {
      cv::blur(in, out, {2 * radius + 1, 2 * radius + 1}, {-1, -1}, cv::BORDER_REFLECT_101);
    });
  };
  box("box_r1", 1);
  box("box_r15", 15);
  const auto filter = [&](const char* kernel, const cv::Mat& weights) {
    add_opencv(kernel, "rgb8_4928x3279", photo, photo, [=](const cv::Mat& in, cv::Mat& out) {
      cv::filter2D(in, out, -1, weights, {-1, -1}, 0, cv::BORDER_REFLECT_101);
    });
  };
  filter("sharpen_3x3", (cv::Mat_<float>(3, 3) << 0, -1, 0, -1, 5, -1, 0, -1, 0));
  const std::vector<double> seven = seven_by_seven();
  cv::Mat weights(7, 7, CV_32F);
  std::copy(seven.begin(), seven.end(), weights.begin<float>());
  filter("convolve_7x7", weights);
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
