// What was done when, in bounded memory however long it takes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tbbimg {

/// Sums over slices of time of one width. Once there are more than kMaxSlices, neighbours merge and the width doubles.
class Throughput {
 public:
  static constexpr std::size_t kMaxSlices = 120;
  static constexpr std::chrono::nanoseconds kFirstWidth = std::chrono::milliseconds(100);

  struct Slice {
    std::uint64_t done = 0, failed = 0, skipped = 0, cancelled = 0;
    std::uint64_t pixels = 0;     ///< of those done
    std::uint64_t bytes_in = 0;   ///< read
    std::uint64_t bytes_out = 0;  ///< written

    Slice& operator+=(const Slice& other) noexcept;
  };

  /// `since_start` is not negative.
  void add(std::chrono::nanoseconds since_start, const Slice& what);

  [[nodiscard]] std::chrono::nanoseconds width() const noexcept { return width_; }
  /// From the start to the last that happened, without a gap.
  [[nodiscard]] const std::vector<Slice>& slices() const noexcept { return slices_; }

 private:
  std::chrono::nanoseconds width_ = kFirstWidth;
  std::vector<Slice> slices_;
};

}  // namespace tbbimg
