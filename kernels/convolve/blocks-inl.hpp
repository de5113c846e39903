// The walk over a row in whole registers.
#pragma once

#include <cstddef>

namespace tbbimg {
namespace {

// Calls block(i) for blocks of kStep elements that cover [0, count): the last one may overlap its predecessor. `count`
// is not below kStep.
template <std::size_t kStep, class Block>
inline void for_blocks(std::size_t count, const Block& block) {
  std::size_t i = 0;
  for (; i + kStep <= count; i += kStep) block(i);
  if (i < count) block(count - kStep);
}

}  // namespace
}  // namespace tbbimg
