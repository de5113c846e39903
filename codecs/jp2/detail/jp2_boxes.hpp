// What the boxes around a codestream say (ISO/IEC 15444-1, annex I). Not for users.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "kernels/core/error.hpp"

namespace tbbimg::detail {

enum class Jp2Color : std::uint8_t { unsaid, gray, rgb, sycc, other };

/// One channel, as component mapping and channel definition make it.
struct Jp2Channel {
  std::size_t component = 0;
  int palette_column = -1;  ///< below 0: the component's samples are the channel's
};

struct Jp2ChannelRole {
  std::uint32_t channel = 0;
  std::uint32_t type = 0;         ///< 0: colour, 1: opacity, 2: opacity by which colours are multiplied
  std::uint32_t association = 0;  ///< 0: all of the picture, 1 to 3: the colour
};

struct Jp2Palette {
  int columns = 0;
  std::vector<int> bits;              ///< of each column
  std::vector<std::uint16_t> values;  ///< row by row
};

struct Jp2Boxes {
  std::span<const std::uint8_t> codestream;
  Jp2Color color = Jp2Color::unsaid;
  std::span<const std::uint8_t> icc_profile;
  std::optional<Jp2Palette> palette;
  std::vector<Jp2Channel> mapping;    ///< empty: channel i is component i
  std::vector<Jp2ChannelRole> roles;  ///< empty: none are said
};

/// `file` begins as a JP2 or as a bare codestream. Errors: corrupt_data, unsupported.
[[nodiscard]] Result<Jp2Boxes> find_jp2_boxes(std::span<const std::uint8_t> file);

}  // namespace tbbimg::detail
