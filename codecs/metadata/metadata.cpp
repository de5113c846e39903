#include "codecs/metadata/metadata.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tbbimg {

bool icc_profile_fits(const std::vector<std::uint8_t>& profile, PixelFormat format) noexcept {
  constexpr std::size_t kHeaderBytes = 128;
  constexpr std::size_t kColorSpaceAt = 16;
  if (profile.size() < kHeaderBytes) return false;
  const std::string_view expected = is_gray(format) ? "GRAY" : "RGB ";
  return std::equal(expected.begin(), expected.end(), profile.begin() + kColorSpaceAt,
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

}  // namespace tbbimg
