#include "codecs/detail/iso_box.hpp"

#include <algorithm>

namespace tbbimg::detail {

Result<std::optional<IsoBox>> iso_box_at(std::span<const std::uint8_t> file, std::size_t offset, DamagedFile damaged) {
  const auto rest = file.subspan(offset);
  std::size_t header = 8;
  if (rest.size() < header) return std::nullopt;
  std::uint64_t length = big_endian(rest.first(4));
  if (length == 1) {
    header = 16;
    if (rest.size() < header) return std::nullopt;
    length = big_endian(rest.subspan(8, 8));
  } else if (length == 0) {
    length = rest.size();
  }
  if (length < header) return damaged("one of its boxes is shorter than its own header");
  const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(length, rest.size()));
  return IsoBox{{reinterpret_cast<const char*>(rest.data()) + 4, 4},
                rest.subspan(header, there - header),
                offset + there,
                length > rest.size()};
}

}  // namespace tbbimg::detail
