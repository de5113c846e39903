#include "engine/queue/task/retry_policy.hpp"

#include <algorithm>

namespace tbbimg::queue {

std::chrono::milliseconds RetryPolicy::after_error(int failed, std::uint64_t random) const noexcept {
  constexpr int kMostDoublings = 20;
  const std::int64_t most =
      std::min(longest, first * (std::int64_t{1} << std::clamp(failed - 1, 0, kMostDoublings))).count();
  if (most <= 0) return std::chrono::milliseconds(0);
  // The high half of a product spreads evenly (D. Lemire, "Fast Random Integer Generation in an Interval", 2019).
  const auto drawn = (random >> 32) * static_cast<std::uint64_t>(most + 1) >> 32;
  return std::chrono::milliseconds(static_cast<std::int64_t>(drawn));
}

std::chrono::milliseconds RetryPolicy::after_crash(int crashed, std::uint64_t random) const noexcept {
  return crashed <= 1 ? std::chrono::milliseconds(0) : after_error(crashed - 1, random);
}

std::uint64_t jitter_of(std::int64_t task, std::uint32_t epoch) noexcept {
  std::uint64_t z = (static_cast<std::uint64_t>(task) << 20) + epoch + 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

}  // namespace tbbimg::queue
