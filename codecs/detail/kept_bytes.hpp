// A file made of parts of another. Not for users.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

/// Those parts of `file` that `walk(add)` names by calling add(begin, end) in their order, `begin <= end <=
/// file.size()`. It walks twice, so that no list of parts is held: a hostile file has millions.
/// Errors: out_of_memory.
template <class Walk>
[[nodiscard]] Result<Buffer> keep_bytes(std::span<const std::uint8_t> file, const BufferPool& pool, const Walk& walk) {
  std::size_t bytes = 0;
  walk([&bytes](std::size_t begin, std::size_t end) { bytes += end - begin; });
  TBBIMG_ASSIGN_OR_RETURN(Buffer kept, pool.allocate(bytes));
  std::uint8_t* at = kept.data();
  walk([&](std::size_t begin, std::size_t end) {
    const auto part = file.subspan(begin, end - begin);
    at = std::copy(part.begin(), part.end(), at);
  });
  return kept;
}

}  // namespace tbbimg::detail
