// When what failed is tried again, and how often.
#pragma once

#include <chrono>
#include <cstdint>

namespace tbbimg::queue {

/// Exponential backoff with full jitter, as engine/recovery/backoff.hpp has it, of other times: tasks wait in a store
/// and hold nothing meanwhile.
struct RetryPolicy {
  int max_attempts = 5;  ///< that end in an error; then the task has failed
  int max_crashes =
      3;  ///< attempts whose process dies or is not heard of again; then the task is poison, and has failed
  std::chrono::milliseconds first{std::chrono::seconds(5)};  ///< the longest first wait; doubled each time
  std::chrono::milliseconds longest{std::chrono::minutes(10)};

  /// Behind `failed` attempts, at least one. `random` is anything, evenly from all its values.
  [[nodiscard]] std::chrono::milliseconds after_error(int failed, std::uint64_t random) const noexcept;
  /// The first time at once: most processes die of what is not the task's fault.
  [[nodiscard]] std::chrono::milliseconds after_crash(int crashed, std::uint64_t random) const noexcept;

  friend bool operator==(const RetryPolicy&, const RetryPolicy&) = default;
};

/// How long a task waits whose attempt ended because of the environment. Workers have a breaker of their own beside it.
inline constexpr std::chrono::milliseconds kEnvironmentPause{10'000};

/// Even, and the same for the same arguments: the jitter of a task's next attempt. All stores draw alike, and a history
/// can be replayed (SplitMix64: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
[[nodiscard]] std::uint64_t jitter_of(std::int64_t task, std::uint32_t epoch) noexcept;

}  // namespace tbbimg::queue
