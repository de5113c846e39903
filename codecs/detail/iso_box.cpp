#include "codecs/detail/iso_box.hpp"

#include <algorithm>

namespace tbbimg::detail {

Result<std::optional<IsoBox>> iso_box_at(std::span<const std::uint8_t> file, std::size_t offset, DamagedFile damaged) {
  const auto rest = file.subspan(offset);
  std::size_t header = 8;
  std::size_t type_at = 4;
  if (rest.size() < header) return std::nullopt;
  std::uint64_t length = big_endian(rest.first(4));
  if (length == 1) {
    header = 16;
    if (rest.size() < header) return std::nullopt;
    // libjxl up to 0.7 reads the long length in front of the type.
    if (big_endian(rest.subspan(4, 4)) == 0) type_at = 12;
    length = big_endian(rest.subspan(type_at == 4 ? 8 : 4, 8));
  } else if (length == 0) {
    length = rest.size();
  }
  if (length < header) return damaged("one of its boxes is shorter than its own header");
  const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(length, rest.size()));
  return IsoBox{{reinterpret_cast<const char*>(rest.data()) + type_at, 4},
                rest.subspan(header, there - header),
                offset + there,
                length > rest.size()};
}

}  // namespace tbbimg::detail
