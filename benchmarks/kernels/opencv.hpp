// The same work by OpenCV, on one thread, where CMake found it.
#pragma once

#ifdef TBBIMG_HAS_OPENCV
#include <opencv2/imgproc.hpp>

#include "benchmarks/kernels/support.hpp"

namespace tbbimg::bench {

inline cv::Mat as_mat(Image& image) {
  const ImageView view = image.view();
  const int depth = bytes_per_sample(view.format) == 2 ? CV_16U : CV_8U;
  return {view.height, view.width, CV_MAKETYPE(depth, channels(view.format)), view.data,
          static_cast<std::size_t>(view.stride)};
}

/// Times `work(source, destination)` as `kernel/opencv/name`.
template <class Work>
void add_opencv(const std::string& kernel, const std::string& name, ImageShape from, ImageShape to, Work work) {
  benchmark::RegisterBenchmark((kernel + "/opencv/" + name).c_str(), [=](benchmark::State& state) {
    cv::setNumThreads(1);
    Image source = make_photo(from.size, from.format);
    Image destination = make_photo(to.size, to.format);
    const cv::Mat in = as_mat(source);
    cv::Mat out = as_mat(destination);
    for (auto _ : state) work(in, out);
    count_pixels(state, from.size.pixels() > to.size.pixels() ? from.size : to.size);
  })->Unit(benchmark::kMillisecond);
}

}  // namespace tbbimg::bench
#endif
