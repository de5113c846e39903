// What a QOI's codecs remember of the pixels before. Not for users.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tbbimg::detail {

using QoiPixel = std::array<std::uint8_t, 4>;

inline constexpr std::size_t kQoiHeaderBytes = 14;
inline constexpr std::array<std::uint8_t, 8> kQoiEnd = {0, 0, 0, 0, 0, 0, 0, 1};
inline constexpr int kQoiLongestRun = 62;

struct QoiState {
  QoiPixel last = {0, 0, 0, 255};
  std::array<QoiPixel, 64> seen{};

  [[nodiscard]] static std::size_t place_of(const QoiPixel& pixel) noexcept {
    return (std::size_t{pixel[0]} * 3 + std::size_t{pixel[1]} * 5 + std::size_t{pixel[2]} * 7 +
            std::size_t{pixel[3]} * 11) %
           64;
  }
};

}  // namespace tbbimg::detail
