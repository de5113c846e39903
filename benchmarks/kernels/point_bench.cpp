#include "kernels/point/brighten.hpp"

#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/point/narrow.hpp"
#include "kernels/point/point_chain.hpp"

namespace tbbimg::bench {
namespace {

constexpr const char* kInPlace = "rgb8_4928x3279_in_place";

void add_chain(const std::string& kernel, const PointChain& chain) {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgb16}) {
    const std::string name = std::string(to_string(format)) + "_4928x3279_in_place";
    for_each_level(kernel, name, kPhoto, [=](Kernels kernels) {
      const auto image = std::make_shared<Image>(make_photo(kPhoto, format));
      return [=] { require(chain.run(image->view(), image->view(), {0, kPhoto.height}, kernels)); };
    });
  }
}

#ifdef TBBIMG_HAS_OPENCV
constexpr ImageShape kPhotoShape = {kPhoto, PixelFormat::rgb8};

void add_opencv_lut(const std::string& kernel) {
  cv::Mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i) table.at<std::uint8_t>(i) = static_cast<std::uint8_t>(255 - i / 2);
  add_opencv(kernel, kInPlace, kPhotoShape, kPhotoShape,
             [table](const cv::Mat&, cv::Mat& out) { cv::LUT(out, table, out); });
}

void add_opencv_mix(const std::string& kernel) {
  const cv::Mat weights = (cv::Mat_<float>(3, 3) << .393, .769, .189, .349, .686, .168, .272, .534, .131);
  add_opencv(kernel, kInPlace, kPhotoShape, kPhotoShape,
             [weights](const cv::Mat&, cv::Mat& out) { cv::transform(out, out, weights); });
}
#endif

const bool kRegistered = [] {
  for_each_level("narrow", "rgb16_4928x3279", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb16));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { require(narrow(source->view(), destination->view(), {0, kPhoto.height}, kernels)); };
  });
  for_each_level("brighten", kInPlace, kPhoto, [](Kernels kernels) {
    const auto image = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { require(brighten(image->view(), image->view(), 10, {0, kPhoto.height}, kernels)); };
  });
  const Curve contrast = value_of(Curve::contrast(1.2));
  const Curve gamma = value_of(Curve::gamma(1.4));
  add_chain("brighten_contrast_gamma", PointChain().then(value_of(Curve::brighten(10))).then(contrast).then(gamma));
  add_chain("contrast", PointChain().then(contrast));
  add_chain("gamma", PointChain().then(gamma));
  add_chain("invert", PointChain().then(Curve::invert()));
  add_chain("threshold", PointChain().then(value_of(Curve::threshold(100))));
  add_chain("saturation", PointChain().then(value_of(ColorMatrix::saturation(1.4))));
  add_chain("sepia", PointChain().then(ColorMatrix::sepia()));
  for_each_level("lookup_channels", kInPlace, kPhoto, [](Kernels kernels) {
    const auto image = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    const auto tables = std::make_shared<ChannelTables>();
    for (std::size_t c = 0; c < 3; ++c) (*tables)[c].fill(static_cast<std::uint8_t>(60 * c));
    return [=] { require(lookup(image->view(), image->view(), *tables, {0, kPhoto.height}, kernels)); };
  });
#ifdef TBBIMG_HAS_OPENCV
  add_opencv("brighten", kInPlace, kPhotoShape, kPhotoShape,
             [](const cv::Mat&, cv::Mat& out) { cv::add(out, cv::Scalar::all(10), out); });
  for (const char* kernel : {"brighten_contrast_gamma", "contrast", "gamma"}) add_opencv_lut(kernel);
  add_opencv("invert", kInPlace, kPhotoShape, kPhotoShape,
             [](const cv::Mat&, cv::Mat& out) { cv::bitwise_not(out, out); });
  add_opencv("threshold", kInPlace, kPhotoShape, kPhotoShape,
             [](const cv::Mat&, cv::Mat& out) { cv::threshold(out, out, 99, 255, cv::THRESH_BINARY); });
  for (const char* kernel : {"saturation", "sepia"}) add_opencv_mix(kernel);
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
