#include <memory>

#include "benchmarks/kernels/opencv.hpp"
#include "benchmarks/kernels/support.hpp"
#include "kernels/enhance/clahe.hpp"
#include "kernels/enhance/histogram.hpp"
#include "kernels/enhance/tone.hpp"

namespace tbbimg::bench {
namespace {

constexpr RowRange kAllRows = {0, kPhoto.height};

const bool kRegistered = [] {
  for_each_level("histogram", "rgb8_4928x3279", kPhoto, [](Kernels kernels) {
    const auto image = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::rgb8));
    return [=] { benchmark::DoNotOptimize(value_of(histogram(image->view(), kAllRows, kernels))); };
  });
  for_each_level("equalize", "gray8_4928x3279", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::gray8));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::gray8));
    return [=] {
      const Histogram counted = value_of(histogram(source->view(), kAllRows, kernels));
      ChannelTables tables{};
      tables[0] = equalize_table(counted.channels[0]);
      require(lookup(source->view(), destination->view(), tables, kAllRows, kernels));
    };
  });
  for_each_level("clahe", "gray8_4928x3279_8x8", kPhoto, [](Kernels kernels) {
    const auto source = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::gray8));
    const auto destination = std::make_shared<Image>(make_photo(kPhoto, PixelFormat::gray8));
    return [=] {
      const auto tiles = value_of(TileHistograms::create(source->view(), {8, 8}, kAllRows, kernels));
      const ClahePlan plan = value_of(ClahePlan::create(tiles, kPhoto, 2));
      require(plan.run(source->view(), destination->view(), kAllRows, kernels));
    };
  });
#ifdef TBBIMG_HAS_OPENCV
  using enum PixelFormat;
  add_opencv("histogram", "rgb8_4928x3279", {kPhoto, rgb8}, {kPhoto, rgb8}, [](const cv::Mat& in, cv::Mat&) {
    for (int c = 0; c < 3; ++c) {
      cv::Mat counted;
      cv::calcHist(std::vector<cv::Mat>{in}, {c}, {}, counted, {256}, {0, 256});
      benchmark::DoNotOptimize(counted.data);
    }
  });
  add_opencv("equalize", "gray8_4928x3279", {kPhoto, gray8}, {kPhoto, gray8},
             [](const cv::Mat& in, cv::Mat& out) { cv::equalizeHist(in, out); });
  add_opencv("clahe", "gray8_4928x3279_8x8", {kPhoto, gray8}, {kPhoto, gray8},
             [clahe = cv::createCLAHE(2, {8, 8})](const cv::Mat& in, cv::Mat& out) { clahe->apply(in, out); });
#endif
  return true;
}();

}  // namespace
}  // namespace tbbimg::bench
