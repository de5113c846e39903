#include <cstring>
#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/geometry/orient.hpp"

namespace tbbimg::bench {
namespace {

void add(const std::string& kernel, Orientation orientation) {
  for_each_level(kernel, "rgb8_4928x3279", kPhoto, [=](Kernels kernels) {
    const Size turned = oriented(kPhoto, orientation);
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    const auto destination = std::make_shared<Image>(make_photo(turned, PixelFormat::rgb8));
    return [=] { require(orient(source->view(), destination->view(), orientation, {0, turned.height}, kernels)); };
  });
}

// What moving an image once costs: no kernel that makes as many bytes can be much faster.
void copy(benchmark::State& state) {
  const Image source = make_photo(kPhoto, PixelFormat::rgb8);
  Image destination = make_photo(kPhoto, PixelFormat::rgb8);
  for (auto _ : state) {
    std::memcpy(destination.view().data, source.view().data, image_bytes(source.shape()));
    benchmark::ClobberMemory();
  }
  count_pixels(state, kPhoto);
}

const bool kRegistered = [] {
  add("rotate90", Orientation::rotate_90);
  add("flip_horizontal", Orientation::flip_horizontal);
  benchmark::RegisterBenchmark("memcpy/memcpy/rgb8_4928x3279", copy)->Unit(benchmark::kMillisecond);
#ifdef TBBIMG_HAS_OPENCV
  const ImageShape photo = {kPhoto, PixelFormat::rgb8};
  add_opencv("rotate90", "rgb8_4928x3279", photo, {kPhoto.transposed(), PixelFormat::rgb8},
             [](const cv::Mat& in, cv::Mat& out) { cv::rotate(in, out, cv::ROTATE_90_CLOCKWISE); });
  add_opencv("flip_horizontal", "rgb8_4928x3279", photo, photo,
             [](const cv::Mat& in, cv::Mat& out) { cv::flip(in, out, 1); });
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
