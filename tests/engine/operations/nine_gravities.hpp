// Where a mark of 20x10 lies on 100x100.
#pragma once

#include "kernels/image/image_view.hpp"

namespace tbbimg::test {

struct GravityCase {
  const char* gravity;
  Point at;
  Point with_margins;  ///< of 3 and 5 pixels
};

inline constexpr GravityCase kNineGravities[] = {
    {"northwest", {0, 0}, {3, 5}},   {"north", {40, 0}, {43, 5}},    {"northeast", {80, 0}, {77, 5}},
    {"west", {0, 45}, {3, 50}},      {"center", {40, 45}, {43, 50}}, {"east", {80, 45}, {77, 50}},
    {"southwest", {0, 90}, {3, 85}}, {"south", {40, 90}, {43, 85}},  {"southeast", {80, 90}, {77, 85}},
};

}  // namespace tbbimg::test
