#include "engine/statistics/throughput.hpp"

namespace tbbimg {

void Throughput::add(std::chrono::nanoseconds since_start, const RunCounts& what) {
  while (static_cast<std::size_t>(since_start / width_) >= kMaxSlices) {
    for (std::size_t i = 0; 2 * i < slices_.size(); ++i) {
      RunCounts merged = slices_[2 * i];
      if (2 * i + 1 < slices_.size()) merged += slices_[2 * i + 1];
      slices_[i] = merged;
    }
    slices_.resize((slices_.size() + 1) / 2);
    width_ *= 2;
  }
  const auto index = static_cast<std::size_t>(since_start / width_);
  if (slices_.size() <= index) slices_.resize(index + 1);
  slices_[index] += what;
}

}  // namespace tbbimg
