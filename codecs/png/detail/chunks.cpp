#include "codecs/png/detail/chunks.hpp"

#include <cstddef>
#include <cstring>

namespace tbbimg::detail {

std::span<const std::uint8_t> find_png_chunk(std::span<const std::uint8_t> file, std::string_view type) noexcept {
  constexpr std::size_t kSignatureLength = 8;
  constexpr std::size_t kTypeLength = 4;
  constexpr std::size_t kHeaderLength = 4 + kTypeLength;
  constexpr std::size_t kCrcLength = 4;
  if (file.size() < kSignatureLength) return {};
  auto rest = file.subspan(kSignatureLength);
  while (rest.size() >= kHeaderLength) {
    const std::size_t length = big_endian_32(rest);
    const bool found = std::memcmp(rest.data() + 4, type.data(), kTypeLength) == 0;
    rest = rest.subspan(kHeaderLength);
    if (rest.size() < length) return {};
    if (found) return rest.first(length);
    if (rest.size() - length < kCrcLength) return {};
    rest = rest.subspan(length + kCrcLength);
  }
  return {};
}

}  // namespace tbbimg::detail
