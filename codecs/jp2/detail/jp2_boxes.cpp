#include "codecs/jp2/detail/jp2_boxes.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "codecs/detail/iso_box.hpp"
#include "codecs/jp2/detail/jp2_failure.hpp"

namespace tbbimg::detail {
namespace {

using Jp2Bytes = std::span<const std::uint8_t>;

Status read_colors(Jp2Bytes box, Jp2Boxes& boxes) {
  constexpr std::size_t kBeforeColors = 3;
  if (boxes.color != Jp2Color::unsaid || box.size() < kBeforeColors) return {};
  const std::uint8_t method = box[0];
  const Jp2Bytes rest = box.subspan(kBeforeColors);
  if (method == 1 && rest.size() >= 4) {
    switch (big_endian_jp2(rest.first(4))) {
      case 0: break;  // bi-level of JPX, and what openjpeg writes of colours that it does not know
      case 16: boxes.color = Jp2Color::rgb; break;
      case 17: boxes.color = Jp2Color::gray; break;
      case 18: boxes.color = Jp2Color::sycc; break;
      default: boxes.color = Jp2Color::other; break;
    }
    return {};
  }
  constexpr std::size_t kProfileHeader = 128;
  if ((method != 2 && method != 3) || rest.size() < kProfileHeader) return {};
  const std::string_view space(reinterpret_cast<const char*>(rest.data()) + 16, 4);
  boxes.color = space == "GRAY" ? Jp2Color::gray : space == "RGB " ? Jp2Color::rgb : Jp2Color::other;
  if (boxes.color != Jp2Color::other) boxes.icc_profile = rest;
  return {};
}

Status read_palette(Jp2Bytes box, Jp2Boxes& boxes) {
  constexpr std::size_t kBeforeBits = 3;
  constexpr std::size_t kMaxEntries = 1024;
  if (box.size() < kBeforeBits) return damaged_jp2("its palette is too short");
  const std::size_t entries = big_endian_jp2(box.first(2));
  Jp2Palette palette;
  palette.columns = box[2];
  const auto columns = static_cast<std::size_t>(palette.columns);
  if (entries == 0 || entries > kMaxEntries || columns == 0 || columns > 4) {
    return damaged_jp2("its palette has " + std::to_string(entries) + " entries of " + std::to_string(columns) +
                       " samples");
  }
  if (box.size() < kBeforeBits + columns) return damaged_jp2("its palette is too short");
  for (std::size_t i = 0; i < columns; ++i) {
    const std::uint8_t depth = box[kBeforeBits + i];
    palette.bits.push_back((depth & 0x7FU) + 1);
    if (depth > 15) return unsupported_jp2("its palette has samples that are signed or longer than 16 bits");
  }
  std::size_t at = kBeforeBits + columns;
  palette.values.reserve(entries * columns);
  for (std::size_t i = 0; i < entries * columns; ++i) {
    const std::size_t bytes = palette.bits[i % columns] > 8 ? 2 : 1;
    if (box.size() - at < bytes) return damaged_jp2("its palette is too short");
    palette.values.push_back(static_cast<std::uint16_t>(big_endian_jp2(box.subspan(at, bytes))));
    at += bytes;
  }
  boxes.palette = std::move(palette);
  return {};
}

Status read_mapping(Jp2Bytes box, Jp2Boxes& boxes) {
  boxes.mapping.clear();
  for (std::size_t at = 0; at + 4 <= box.size() && boxes.mapping.size() < 8; at += 4) {
    const std::size_t component = big_endian_jp2(box.subspan(at, 2));
    boxes.mapping.push_back({component, box[at + 2] == 1 ? int{box[at + 3]} : -1});
  }
  return {};
}

Status read_roles(Jp2Bytes box, Jp2Boxes& boxes) {
  boxes.roles.clear();
  for (std::size_t at = 2; at + 6 <= box.size() && boxes.roles.size() < 16; at += 6) {
    boxes.roles.push_back({big_endian_jp2(box.subspan(at, 2)), big_endian_jp2(box.subspan(at + 2, 2)),
                           big_endian_jp2(box.subspan(at + 4, 2))});
  }
  return {};
}

Status read_jp2_header(Jp2Bytes header, Jp2Boxes& boxes) {
  for (std::size_t offset = 0; offset < header.size();) {
    TBBIMG_ASSIGN_OR_RETURN(const std::optional<IsoBox> box, iso_box_at(header, offset, damaged_jp2));
    if (!box) break;
    if (box->type == "colr") TBBIMG_RETURN_IF_ERROR(read_colors(box->content, boxes));
    if (box->type == "pclr") TBBIMG_RETURN_IF_ERROR(read_palette(box->content, boxes));
    if (box->type == "cmap") TBBIMG_RETURN_IF_ERROR(read_mapping(box->content, boxes));
    if (box->type == "cdef") TBBIMG_RETURN_IF_ERROR(read_roles(box->content, boxes));
    offset = box->end;
  }
  return {};
}

}  // namespace

Result<Jp2Boxes> find_jp2_boxes(Jp2Bytes file) {
  Jp2Boxes boxes;
  if (!file.empty() && file[0] == 0xFF) {
    boxes.codestream = file;
    return boxes;
  }
  bool has_header = false;
  for (std::size_t offset = 0; offset < file.size();) {
    TBBIMG_ASSIGN_OR_RETURN(const std::optional<IsoBox> box, iso_box_at(file, offset, damaged_jp2));
    if (!box) break;
    if (box->type == "jp2h" && !has_header) {
      has_header = true;
      TBBIMG_RETURN_IF_ERROR(read_jp2_header(box->content, boxes));
    }
    if (box->type == "jp2c") {
      boxes.codestream = box->content;
      if (!has_header) return damaged_jp2("its header does not stand before its picture");
      if (boxes.palette.has_value() == boxes.mapping.empty()) {
        return damaged_jp2("it has one of a palette and a mapping to it, and lacks the other");
      }
      return boxes;
    }
    offset = box->end;
  }
  return cut_jp2();
}

tl::unexpected<Error> damaged_jp2(std::string_view what) {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the JPEG 2000 is damaged: " + std::string(what) + "; copy it again from its source");
}

tl::unexpected<Error> cut_jp2() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the JPEG 2000 is cut short: it ends before its picture does; copy it again from its source");
}

tl::unexpected<Error> unsupported_jp2(std::string_view what) {
  return fail(ErrorCode::unsupported, "the JPEG 2000 is of a kind that is not supported: " + std::string(what) +
                                          "; convert it with another program first");
}

}  // namespace tbbimg::detail
