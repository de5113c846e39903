#include "kernels/point/brighten.hpp"

#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"

namespace tbbimg::bench {
namespace {

const bool kRegistered = [] {
  for_each_level("brighten", "rgb8_4928x3279_in_place", kPhoto, [](Kernels kernels) {
    const auto image = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { require(brighten(image->view(), image->view(), 10, {0, kPhoto.height}, kernels)); };
  });
#ifdef TBBIMG_HAS_OPENCV
  const ImageShape photo = {kPhoto, PixelFormat::rgb8};
  add_opencv("brighten", "rgb8_4928x3279_in_place", photo, photo,
             [](const cv::Mat&, cv::Mat& out) { cv::add(out, cv::Scalar::all(10), out); });
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
