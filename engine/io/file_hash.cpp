#include "engine/io/file_hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tbbimg {

std::uint64_t file_hash(std::span<const std::uint8_t> bytes) noexcept {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::uint64_t file_hash(std::string_view bytes) noexcept { return XXH3_64bits(bytes.data(), bytes.size()); }

}  // namespace tbbimg
