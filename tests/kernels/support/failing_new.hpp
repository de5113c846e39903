// Memory that runs out, for tests of what says out_of_memory.
#pragma once

#include <doctest/doctest.h>

#include "kernels/core/error.hpp"

namespace tbbimg::test {

/// While it lives, the `number`-th call of operator new on this thread, counted from 1, throws std::bad_alloc.
class FailingNew {
 public:
  explicit FailingNew(int number) noexcept;
  FailingNew(const FailingNew&) = delete;
  FailingNew& operator=(const FailingNew&) = delete;
  ~FailingNew();

  [[nodiscard]] bool has_failed() const noexcept;
};

/// `run`, which returns a Result, says out_of_memory whichever of its allocations fails, of which it has some.
template <class Run>
void check_out_of_memory(const Run& run) {
  for (int number = 1;; ++number) {
    bool failed = false;
    const auto result = [&] {
      const FailingNew failing(number);
      auto made = run();
      failed = failing.has_failed();
      return made;
    }();
    if (!failed) {
      CHECK(number > 1);
      CHECK(result.has_value());
      return;
    }
    REQUIRE_FALSE(result.has_value());
    REQUIRE(result.error().code == ErrorCode::out_of_memory);
  }
}

}  // namespace tbbimg::test
