// The same work by OpenCV, on one thread.
#include <opencv2/imgproc.hpp>

#include "benchmarks/kernels/support.hpp"

namespace tbbimg::bench {
namespace {

cv::Mat as_mat(Image& image) {
  const ImageView view = image.view();
  return {view.height, view.width, CV_8UC(channels(view.format)), view.data, static_cast<std::size_t>(view.stride)};
}

template <class Work>
void add(const std::string& name, Size from, PixelFormat from_format, Size to, PixelFormat to_format, Work work) {
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    cv::setNumThreads(1);
    Image source = make_photo(from, from_format);
    Image destination = make_photo(to, to_format);
    const cv::Mat in = as_mat(source);
    cv::Mat out = as_mat(destination);
    for (auto _ : state) work(in, out);
    count_pixels(state, from.pixels() > to.pixels() ? from : to);
  })->Unit(benchmark::kMillisecond);
}

const bool kRegistered = [] {
  using enum PixelFormat;
  const auto resize = [](int interpolation) {
    return [=](const cv::Mat& in, cv::Mat& out) { cv::resize(in, out, out.size(), 0, 0, interpolation); };
  };
  // OpenCV's Lanczos has 8 taps whatever the ratio, and aliases when it reduces: INTER_AREA is what compares.
  add("resize_lanczos3/opencv/rgb8_4928x3279_to_852x567_area", kPhoto, rgb8, kThumbnail, rgb8, resize(cv::INTER_AREA));
  add("resize_bilinear/opencv/rgb8_852x567_to_1704x1134", kThumbnail, rgb8, {1704, 1134}, rgb8,
      resize(cv::INTER_LINEAR));
  const auto blur = [](double sigma) {
    return
        [=](const cv::Mat& in, cv::Mat& out) { cv::GaussianBlur(in, out, {}, sigma, sigma, cv::BORDER_REFLECT_101); };
  };
  add("gaussian_s2/opencv/rgb8_4928x3279", kPhoto, rgb8, kPhoto, rgb8, blur(2));
  add("gaussian_s12/opencv/rgb8_4928x3279", kPhoto, rgb8, kPhoto, rgb8, blur(12));
  const auto box = [](int radius) {
    return [=](const cv::Mat& in, cv::Mat& out) {
      cv::blur(in, out, {2 * radius + 1, 2 * radius + 1}, {-1, -1}, cv::BORDER_REFLECT_101);
    };
  };
  add("box_r1/opencv/rgb8_4928x3279", kPhoto, rgb8, kPhoto, rgb8, box(1));
  add("box_r15/opencv/rgb8_4928x3279", kPhoto, rgb8, kPhoto, rgb8, box(15));
  add("gray/opencv/rgb8_4928x3279", kPhoto, rgb8, kPhoto, gray8,
      [](const cv::Mat& in, cv::Mat& out) { cv::cvtColor(in, out, cv::COLOR_RGB2GRAY); });
  add("brighten/opencv/rgb8_4928x3279_in_place", kPhoto, rgb8, kPhoto, rgb8,
      [](const cv::Mat&, cv::Mat& out) { cv::add(out, cv::Scalar::all(10), out); });
  add("rotate90/opencv/rgb8_4928x3279", kPhoto, rgb8, kPhoto.transposed(), rgb8,
      [](const cv::Mat& in, cv::Mat& out) { cv::rotate(in, out, cv::ROTATE_90_CLOCKWISE); });
  add("flip_horizontal/opencv/rgb8_4928x3279", kPhoto, rgb8, kPhoto, rgb8,
      [](const cv::Mat& in, cv::Mat& out) { cv::flip(in, out, 1); });
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
