#include "codecs/detail/iso_box.hpp"

#include <algorithm>

namespace tbbimg::detail {

Result<std::optional<IsoBoxHeader>> iso_box_header(std::span<const std::uint8_t> start, std::uint64_t rest,
                                                   DamagedFile damaged) {
  IsoBoxHeader header{.bytes = 8, .length = 0};
  if (start.size() < header.bytes) return std::nullopt;
  header.length = big_endian(start.first(4));
  if (header.length == 1) {
    header.bytes = kMaxIsoBoxHeader;
    if (start.size() < header.bytes) return std::nullopt;
    // libjxl up to 0.7 reads the long length in front of the type.
    if (big_endian(start.subspan(4, 4)) == 0) header.type_at = 12;
    header.length = big_endian(start.subspan(header.type_at == 4 ? 8 : 4, 8));
  } else if (header.length == 0) {
    header.length = rest;
  }
  if (header.length < header.bytes) return damaged("one of its boxes is shorter than its own header");
  return header;
}

Result<std::optional<IsoBox>> iso_box_at(std::span<const std::uint8_t> file, std::size_t offset, DamagedFile damaged) {
  const auto rest = file.subspan(offset);
  TBBIMG_ASSIGN_OR_RETURN(const std::optional<IsoBoxHeader> header, iso_box_header(rest, rest.size(), damaged));
  if (!header) return std::nullopt;
  const auto there = static_cast<std::size_t>(std::min<std::uint64_t>(header->length, rest.size()));
  return IsoBox{{reinterpret_cast<const char*>(rest.data()) + header->type_at, 4},
                rest.subspan(header->bytes, there - header->bytes),
                offset + there,
                header->length > rest.size()};
}

}  // namespace tbbimg::detail
