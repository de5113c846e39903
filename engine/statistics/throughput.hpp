// What was done when, in bounded memory however long it takes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/events/run_counts.hpp"

namespace tbbimg {

/// Sums over slices of time of one width. Once there are more than kMaxSlices, neighbours merge and the width doubles.
class Throughput {
 public:
  static constexpr std::size_t kMaxSlices = 120;
  static constexpr std::chrono::nanoseconds kFirstWidth = std::chrono::milliseconds(100);

  /// `since_start` is not negative.
  void add(std::chrono::nanoseconds since_start, const RunCounts& what);

  [[nodiscard]] std::chrono::nanoseconds width() const noexcept { return width_; }
  /// From the start to the last that happened, without a gap.
  [[nodiscard]] const std::vector<RunCounts>& slices() const noexcept { return slices_; }

 private:
  std::chrono::nanoseconds width_ = kFirstWidth;
  std::vector<RunCounts> slices_;
};

}  // namespace tbbimg
