// What a SeparableKernel holds.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/convolve/separable.hpp"

namespace tbbimg {

struct SeparableKernel::Taps {
  std::vector<std::int16_t> values;
  bool is_box = false;
};

}  // namespace tbbimg
