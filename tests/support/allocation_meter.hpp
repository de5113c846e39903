// How much memory a piece of code takes from malloc, whoever calls it.
#pragma once

#include <cstddef>

namespace tbbimg::test {

/// Whether allocations are counted: not under a sanitizer, which brings a malloc of its own.
[[nodiscard]] bool meters_allocations() noexcept;

/// Counts from its construction on, in this thread.
class AllocationMeter {
 public:
  AllocationMeter() noexcept;
  AllocationMeter(const AllocationMeter&) = delete;
  AllocationMeter& operator=(const AllocationMeter&) = delete;
  ~AllocationMeter();

  /// The most bytes that were allocated and not yet freed at one time.
  [[nodiscard]] std::size_t peak() const noexcept;
};

}  // namespace tbbimg::test
