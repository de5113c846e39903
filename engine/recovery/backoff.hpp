// How long to wait before another attempt.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace tbbimg {

/// Exponential backoff with full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015):
/// the n-th wait is drawn evenly from 0 to kFirst * 2^(n-1), at most kLongest, so that what failed together does not
/// come back together.
class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{200};
  static constexpr std::chrono::milliseconds kLongest{30'000};

  explicit Backoff(std::uint64_t seed) : random_(seed) {}

  /// `attempts` have failed so far, at least one.
  [[nodiscard]] std::chrono::milliseconds next(int attempts);

 private:
  std::mt19937_64 random_;
};

}  // namespace tbbimg
