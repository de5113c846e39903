#include <cmath>
#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/convolve/convolve_2d.hpp"
#include "kernels/convolve/median.hpp"
#include "kernels/convolve/separable.hpp"
#include "kernels/convolve/sobel.hpp"
#include "kernels/convolve/unsharp.hpp"

namespace tbbimg::bench {
namespace {

using Filter = std::function<Status(ConstImageView, ImageView, RowRange, Kernels)>;

void add(const std::string& kernel, PixelFormat format, const Filter& filter) {
  for_each_level(kernel, std::string(to_string(format)) + "_4928x3279", kPhoto, [=](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, format));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, format));
    return [=] { require(filter(source->view(), destination->view(), {0, kPhoto.height}, kernels)); };
  });
}

// Symmetric, which OpenCV has a faster way for: a blur, or with negative lobes, a windowed sinc.
std::vector<double> thirteen_taps(bool lobes) {
  std::vector<double> taps;
  for (int i = -6; i <= 6; ++i) {
    const double x = i / 2.0 * 3.14159265358979;
    const double sinc = i == 0 ? 0.5 : std::sin(x) / x * std::cos(x / 7) / 2;
    taps.push_back(lobes ? sinc : (7 - std::abs(i)) / 49.0);
  }
  return taps;
}

Filter separable(Result<SeparableKernel> made) {
  const auto kernel = std::make_shared<SeparableKernel>(value_of(std::move(made)));
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return convolve_separable(from, to, *kernel, rows, kernels);
  };
}
Filter matrix(const Kernel2D& kernel) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return convolve_2d(from, to, kernel, Border::mirror, rows, kernels);
  };
}
Filter median_of(int side) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return median(from, to, side, Border::clamp, rows, kernels);
  };
}
Filter sobel_magnitude() {
  return [](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return sobel(from, to, SobelOutput::magnitude, rows, kernels);
  };
}

Filter unsharp_of(const UnsharpOptions& options) {
  return [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return unsharp(from, to, options, rows, kernels);
  };
}

// Nothing that factors, is symmetric, or fits into few bits.
std::vector<double> seven_by_seven() {
  std::vector<double> weights;
  for (int i = 0; i < 49; ++i) weights.push_back((i * 29 % 49 - 16) / 400.0);
  return weights;
}

#ifdef TBBIMG_HAS_OPENCV
cv::Mat float_mat(const std::vector<double>& values, int rows, int columns) {
  cv::Mat mat(rows, columns, CV_32F);
  std::copy(values.begin(), values.end(), mat.begin<float>());
  return mat;
}
#endif

void add_ours() {
  using enum PixelFormat;
  const auto blur = [](double sigma) { return separable(SeparableKernel::gaussian(sigma)); };
  const auto box = [](int radius) { return separable(SeparableKernel::box(radius)); };
  for (const PixelFormat format : {rgb8, rgb16, rgba8, rgba16}) {
    add("gaussian_s2", format, blur(2));
    add("gaussian_s20", format, blur(20));
    add("box_r15", format, box(15));
  }
  for (const PixelFormat format : {rgb8, rgb16}) {
    add("gaussian_s64", format, blur(64));
    add("box_r1", format, box(1));
    add("box_r200", format, box(200));
    for (const bool lobes : {false, true}) {
      const std::vector<double> taps = thirteen_taps(lobes);
      add(lobes ? "separable_13_lobes" : "separable_13", format, separable(SeparableKernel::create(taps, taps)));
    }
    add("sharpen_3x3", format, matrix(Kernel2D::sharpen()));
    add("convolve_7x7", format, matrix(value_of(Kernel2D::create({7, 7}, seven_by_seven()))));
    add("median_3x3", format, median_of(3));
    add("median_5x5", format, median_of(5));
    add("unsharp_s2", format, unsharp_of({.sigma = 2}));
    add("sobel_magnitude", format, sobel_magnitude());
  }
  add("gaussian_s500", rgb8, blur(500));
  add("box_r2000", rgb8, box(2000));
}

#ifdef TBBIMG_HAS_OPENCV
void add_theirs(PixelFormat format) {
  const ImageShape photo = {kPhoto, format};
  const std::string name = std::string(to_string(format)) + "_4928x3279";
  const auto blur = [&](const char* kernel, double sigma) {
    add_opencv(kernel, name, photo, photo, [=](const cv::Mat& in, cv::Mat& out) {
      cv::GaussianBlur(in, out, {}, sigma, sigma, cv::BORDER_REFLECT_101);
    });
  };
  blur("gaussian_s2", 2);
  blur("gaussian_s20", 20);
  const auto box = [&](const char* kernel, int radius) {
    add_opencv(kernel, name, photo, photo, [=](const cv::Mat& in, cv::Mat& out) {
      cv::blur(in, out, {2 * radius + 1, 2 * radius + 1}, {-1, -1}, cv::BORDER_REFLECT_101);
    });
  };
  box("box_r1", 1);
  box("box_r15", 15);
  box("box_r200", 200);
  for (const bool lobes : {false, true}) {
    const cv::Mat taps = float_mat(thirteen_taps(lobes), 13, 1);
    add_opencv(lobes ? "separable_13_lobes" : "separable_13", name, photo, photo, [=](const cv::Mat& in, cv::Mat& out) {
      cv::sepFilter2D(in, out, -1, taps, taps, {-1, -1}, 0, cv::BORDER_REFLECT_101);
    });
  }
  const auto filter = [&](const char* kernel, const cv::Mat& weights) {
    add_opencv(kernel, name, photo, photo, [=](const cv::Mat& in, cv::Mat& out) {
      cv::filter2D(in, out, -1, weights, {-1, -1}, 0, cv::BORDER_REFLECT_101);
    });
  };
  filter("sharpen_3x3", (cv::Mat_<float>(3, 3) << 0, -1, 0, -1, 5, -1, 0, -1, 0));
  filter("convolve_7x7", float_mat(seven_by_seven(), 7, 7));
  const auto median_filter = [&](const char* kernel, int side) {
    add_opencv(kernel, name, photo, photo, [=](const cv::Mat& in, cv::Mat& out) { cv::medianBlur(in, out, side); });
  };
  median_filter("median_3x3", 3);
  median_filter("median_5x5", 5);
  add_opencv("unsharp_s2", name, photo, photo, [](const cv::Mat& in, cv::Mat& out) {
    cv::GaussianBlur(in, out, {}, 2, 2, cv::BORDER_REFLECT_101);
    cv::addWeighted(in, 2, out, -1, 0, out);
  });
  // Along x alone, and without a root.
  add_opencv("sobel_magnitude", name, photo, photo, [](const cv::Mat& in, cv::Mat&) {
    static cv::Mat slopes;  // allocated once, as the others' output is
    cv::Sobel(in, slopes, in.depth() == CV_8U ? CV_16S : CV_32F, 1, 0);
  });
}
#endif

const bool kRegistered = [] {
  add_ours();
#ifdef TBBIMG_HAS_OPENCV
  add_theirs(PixelFormat::rgb8);
  add_theirs(PixelFormat::rgb16);
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
