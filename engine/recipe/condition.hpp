// For which images a variant is made.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/image/image_view.hpp"

namespace tbbimg {

enum class Aspect : std::uint8_t { any, landscape, portrait, square };

/// All of it must be true of an image; a condition that says nothing holds for every one.
struct Condition {
  int min_width = 0;  ///< pixels of the whole upright image, inclusive as the other bounds
  int max_width = std::numeric_limits<int>::max();
  int min_height = 0;
  int max_height = std::numeric_limits<int>::max();
  std::vector<std::string> formats;  ///< of the source, by the codec's name; empty: any
  Aspect aspect = Aspect::any;       ///< wider than high, higher than wide, or neither

  [[nodiscard]] bool says_nothing() const { return *this == Condition{}; }
  [[nodiscard]] bool holds(Size upright, std::string_view format) const noexcept;

  friend bool operator==(const Condition&, const Condition&) = default;
};

}  // namespace tbbimg
