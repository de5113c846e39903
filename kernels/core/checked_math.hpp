// Arithmetic on sizes that come from outside: a header may claim 65,535 x 65,535, a recipe may ask for more.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>

namespace tbbimg {

/// a * b, or nothing if it does not fit.
[[nodiscard]] inline std::optional<std::size_t> checked_multiply(std::size_t a, std::size_t b) noexcept {
  std::size_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

/// a + b, or nothing if it does not fit.
[[nodiscard]] inline std::optional<std::size_t> checked_add(std::size_t a, std::size_t b) noexcept {
  std::size_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

/// The smallest multiple of `alignment` (a power of two) that is not below `size`, or nothing if it does not fit.
[[nodiscard]] inline std::optional<std::size_t> checked_align_up(std::size_t size, std::size_t alignment) noexcept {
  const auto padded = checked_add(size, alignment - 1);
  if (!padded) return std::nullopt;
  return *padded & ~(alignment - 1);
}

/// The smallest multiple of `multiple` that is not below `value`. Nothing is checked: the result must fit.
template <std::integral Integer>
[[nodiscard]] constexpr Integer round_up(Integer value, Integer multiple) noexcept {
  return (value + multiple - 1) / multiple * multiple;
}

}  // namespace tbbimg
