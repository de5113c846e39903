// Values to try of an encoder's options.
#pragma once

#include <vector>

#include "codecs/encoder.hpp"

namespace tbbimg::test {

/// Every value that the option allows, at most 11 of them.
inline std::vector<int> values_of(const EncoderOption& option) {
  std::vector<int> values;
  const int step = option.kind == EncoderOption::Kind::integer && option.max - option.min > 10 ? 10 : 1;
  for (int value = option.kind == EncoderOption::Kind::integer ? option.min : 0; option.allows(value); value += step) {
    values.push_back(value);
  }
  return values;
}

}  // namespace tbbimg::test
