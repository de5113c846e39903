// What tells files apart.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tbbimg {

/// XXH3 with 64 bits and seed 0 (github.com/Cyan4973/xxHash, specification 0.2): finds damage, not forgery.
/// `xxhsum -H3` prints the same.
[[nodiscard]] std::uint64_t file_hash(std::span<const std::uint8_t> bytes) noexcept;
[[nodiscard]] std::uint64_t file_hash(std::string_view bytes) noexcept;

}  // namespace tbbimg
