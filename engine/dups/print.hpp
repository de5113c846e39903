// What a picture looks like, in 128 bits.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "codecs/registry.hpp"
#include "engine/operations/operation.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::dups {

struct Print {
  std::uint64_t dhash = 0;
  std::uint64_t phash = 0;
  /// Nearly one colour: all such pictures would have one print, and none is taken as like another.
  bool is_flat = false;
};

/// Decoders may shrink a picture to this: twice the square that hashes are made of.
inline constexpr Size kEnoughForPrint{128, 128};

/// Of pixels of 8 bits in stored orientation: transparent ones over white, upright. Errors: out_of_memory, cancelled.
[[nodiscard]] Result<Print> print_of(const Image& image, Orientation orientation, const OperationContext& context);

}  // namespace tbbimg::dups
