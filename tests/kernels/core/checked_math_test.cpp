#include "kernels/core/checked_math.hpp"

#include <doctest/doctest.h>

#include <limits>

namespace tbbimg {

TEST_CASE("checked_math: what fits is given, what does not is not") {
  constexpr std::size_t kMax = std::numeric_limits<std::size_t>::max();
  CHECK(checked_multiply(65535, 65535) == std::size_t{4294836225});
  CHECK(checked_multiply(kMax, 1) == kMax);
  CHECK_FALSE(checked_multiply(kMax / 2 + 1, 2).has_value());
  CHECK(checked_add(kMax - 1, 1) == kMax);
  CHECK_FALSE(checked_add(kMax, 1).has_value());
  CHECK(checked_align_up(0, 64) == std::size_t{0});
  CHECK(checked_align_up(1, 64) == std::size_t{64});
  CHECK(checked_align_up(64, 64) == std::size_t{64});
  CHECK_FALSE(checked_align_up(kMax - 5, 64).has_value());
  CHECK(round_up(0, 24) == 0);
  CHECK(round_up(1, 24) == 24);
  CHECK(round_up(24, 24) == 24);
  CHECK(round_up(std::size_t{25}, std::size_t{24}) == 48);
}

}  // namespace tbbimg
