#include "engine/recovery/backoff.hpp"

#include <algorithm>

namespace tbbimg {

std::chrono::milliseconds Backoff::next(int attempts) {
  constexpr int kMostDoublings = 16;
  const auto most = std::min(kLongest, kFirst * (1 << std::clamp(attempts - 1, 0, kMostDoublings)));
  return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, most.count())(random_));
}

}  // namespace tbbimg
