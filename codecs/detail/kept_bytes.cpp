#include "codecs/detail/kept_bytes.hpp"

#include <algorithm>

namespace tbbimg::detail {

Result<Buffer> KeptBytes::join(const BufferPool& pool) const {
  std::size_t bytes = 0;
  for (const auto& part : parts_) bytes += part.size();
  TBBIMG_ASSIGN_OR_RETURN(Buffer joined, pool.allocate(bytes));
  std::uint8_t* at = joined.data();
  for (const auto& part : parts_) at = std::copy(part.begin(), part.end(), at);
  return joined;
}

}  // namespace tbbimg::detail
