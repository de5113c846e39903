#include "codecs/jp2/detail/jp2_codestream.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "codecs/jp2/detail/jp2_failure.hpp"

namespace tbbimg::detail {
namespace {

using Codestream = std::span<const std::uint8_t>;

constexpr std::uint32_t kSiz = 0xFF51;
constexpr std::uint32_t kCod = 0xFF52;
constexpr std::uint32_t kCoc = 0xFF53;
constexpr std::uint32_t kSot = 0xFF90;
constexpr std::uint32_t kSod = 0xFF93;
constexpr std::uint32_t kEoc = 0xFFD9;
constexpr std::size_t kMaxComponents = 4;
constexpr std::size_t kPartHeader = 12;  // the SOT marker segment

// What openjpeg keeps of each tile is 12 kB, so that tiles are to be at least 45 pixels wide and high on average.
constexpr std::uint64_t kTilesOfAnyPicture = 256;
constexpr std::uint64_t kPixelsOfTile = 2048;
// And 6 kB of each precinct.
constexpr std::uint64_t kPrecinctsOfAnyPicture = 1024;
constexpr std::uint64_t kPixelsOfPrecinct = 128;

constexpr std::int64_t divided_up(std::int64_t value, std::int64_t by) noexcept { return (value + by - 1) / by; }

struct Segment {
  std::uint32_t marker = 0;
  Codestream content;  // behind the length
  std::size_t end = 0;
};

Result<Segment> segment_at(Codestream bytes, std::size_t at) {
  if (bytes.size() < at + 4) return cut_jp2();
  Segment segment;
  segment.marker = big_endian_jp2(bytes.subspan(at, 2));
  if (segment.marker < 0xFF00) return damaged_jp2("its header holds something that is no marker");
  const std::size_t length = big_endian_jp2(bytes.subspan(at + 2, 2));
  if (length < 2) return damaged_jp2("a part of its header is shorter than its own length");
  if (bytes.size() - at - 2 < length) return cut_jp2();
  segment.content = bytes.subspan(at + 4, length - 2);
  segment.end = at + 2 + length;
  return segment;
}

Status read_components(Codestream content, Jp2Codestream& stream) {
  for (std::size_t i = 0; i < content.size() / 3; ++i) {
    const auto of_component = content.subspan(3 * i, 3);
    const Jp2Component component{(of_component[0] & 0x7F) + 1, (of_component[0] & 0x80U) != 0, of_component[1],
                                 of_component[2]};
    if (component.step_x == 0 || component.step_y == 0) return damaged_jp2("the distance of its samples is 0");
    if (component.bits > 24) return unsupported_jp2("it has samples of " + std::to_string(component.bits) + " bits");
    const Size size = stream.component_size(component);
    if (size.width < 1 || size.height < 1) return damaged_jp2("one of its components has no samples");
    stream.components.push_back(component);
  }
  return {};
}

Result<Jp2Codestream> read_size(Codestream content) {
  constexpr std::size_t kBeforeComponents = 36;
  if (content.size() < kBeforeComponents) return damaged_jp2("the part of its header about its size is too short");
  const auto number = [content](std::size_t at) { return std::int64_t{big_endian_jp2(content.subspan(at, 4))}; };
  Jp2Codestream stream;
  stream.right = number(2);
  stream.bottom = number(6);
  stream.left = number(10);
  stream.top = number(14);
  const std::int64_t tile_width = number(18);
  const std::int64_t tile_height = number(22);
  const std::int64_t tile_left = number(26);
  const std::int64_t tile_top = number(30);
  const std::int64_t width = stream.right - stream.left;
  const std::int64_t height = stream.bottom - stream.top;
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  if (width < 1 || height < 1 || stream.right > kMost || stream.bottom > kMost) {
    return damaged_jp2("its header says " + std::to_string(width) + "x" + std::to_string(height) + " pixels");
  }
  if (tile_width < 1 || tile_height < 1 || tile_left > stream.left || tile_top > stream.top ||
      tile_left + tile_width <= stream.left || tile_top + tile_height <= stream.top) {
    return damaged_jp2("its tiles do not cover it");
  }
  const auto across = static_cast<std::uint64_t>(divided_up(stream.right - tile_left, tile_width));
  const auto down = static_cast<std::uint64_t>(divided_up(stream.bottom - tile_top, tile_height));
  const std::uint64_t pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
  if (across > 65'535 || down > 65'535 ||
      across * down > std::min<std::uint64_t>(65'535, kTilesOfAnyPicture + pixels / kPixelsOfTile)) {
    return fail(ErrorCode::limit_exceeded, ErrorKind::decoded_too_large,
                "the JPEG 2000 has " + std::to_string(across) + "x" + std::to_string(down) +
                    " tiles, which is too many for its size; store it with larger ones");
  }
  stream.tiles = static_cast<std::size_t>(across * down);
  stream.small_blocks = stream.tiles > 64 + pixels / 16'384;
  const std::size_t components = big_endian_jp2(content.subspan(34, 2));
  if (components == 0) return damaged_jp2("it has no components");
  if (components > kMaxComponents) return unsupported_jp2("it has " + std::to_string(components) + " components");
  if (content.size() < kBeforeComponents + 3 * components) {
    return damaged_jp2("the part of its header about its size is too short");
  }
  TBBIMG_RETURN_IF_ERROR(read_components(content.subspan(kBeforeComponents, 3 * components), stream));
  return stream;
}

/// How one component or all are coded: what COD and COC have in common (table A.15), and a byte before it that says
/// whether there are precincts.
Status read_coding(std::uint8_t style, Codestream content, const Jp2Codestream& stream, int& levels,
                   bool& small_blocks) {
  if (content.size() < 5) return damaged_jp2("the part of its header about its coding is too short");
  const int own_levels = content[0];
  if (own_levels > 32) return damaged_jp2("it has " + std::to_string(own_levels) + " levels of resolution");
  levels = std::min(levels, own_levels);
  const int block_exponents = (content[1] & 15) + (content[2] & 15) + 4;
  small_blocks = small_blocks || block_exponents < 8;
  if ((style & 1U) == 0) return {};
  std::uint64_t precincts = 0;
  const std::int64_t width = stream.right - stream.left;
  const std::int64_t height = stream.bottom - stream.top;
  for (int i = 0; i <= own_levels; ++i) {
    const std::size_t at = 5 + static_cast<std::size_t>(i);
    if (content.size() <= at) return damaged_jp2("the part of its header about its precincts is too short");
    const auto count = [left = own_levels - i](std::int64_t side, int exponent) {
      return static_cast<std::uint64_t>(((side >> left) >> exponent) + 1);
    };
    precincts += count(width, content[at] & 15) * count(height, content[at] >> 4);
  }
  precincts *= stream.components.size();
  const std::uint64_t pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
  if (precincts > kPrecinctsOfAnyPicture + pixels / kPixelsOfPrecinct) {
    return fail(ErrorCode::limit_exceeded, ErrorKind::decoded_too_large,
                "the JPEG 2000 has " + std::to_string(precincts) +
                    " precincts, which is too many for its size; store it with larger ones");
  }
  small_blocks = small_blocks || precincts > 64 + pixels / 2048;
  return {};
}

Status read_coding(const Segment& segment, const Jp2Codestream& stream, int& levels, bool& small_blocks) {
  // Scod, the progression, the number of layers, the transform of components; or Ccoc, Scoc.
  const std::size_t before = segment.marker == kCod ? 5 : 2;
  if (segment.content.size() < before) return damaged_jp2("the part of its header about its coding is too short");
  const std::uint8_t style = segment.content[segment.marker == kCod ? 0 : 1];
  return read_coding(style, segment.content.subspan(before), stream, levels, small_blocks);
}

}  // namespace

Size Jp2Codestream::component_size(const Jp2Component& component) const noexcept {
  return {static_cast<int>(divided_up(right, component.step_x) - divided_up(left, component.step_x)),
          static_cast<int>(divided_up(bottom, component.step_y) - divided_up(top, component.step_y))};
}

Result<Jp2Codestream> read_jp2_codestream(Codestream bytes) {
  TBBIMG_ASSIGN_OR_RETURN(const Segment first, segment_at(bytes, 2));
  if (big_endian_jp2(bytes.first(2)) != 0xFF4F || first.marker != kSiz) {
    return damaged_jp2("its picture does not begin with its size");
  }
  TBBIMG_ASSIGN_OR_RETURN(Jp2Codestream stream, read_size(first.content));
  stream.levels = 32;
  bool has_coding = false;
  for (std::size_t at = first.end;;) {
    if (bytes.size() < at + 2) return cut_jp2();
    if (big_endian_jp2(bytes.subspan(at, 2)) == kSot) {
      stream.header_bytes = at;
      if (!has_coding) return damaged_jp2("its header does not say how it is coded");
      return stream;
    }
    TBBIMG_ASSIGN_OR_RETURN(const Segment segment, segment_at(bytes, at));
    if (segment.marker == kCod || segment.marker == kCoc) {
      TBBIMG_RETURN_IF_ERROR(read_coding(segment, stream, stream.levels, stream.small_blocks));
    }
    has_coding = has_coding || segment.marker == kCod;
    at = segment.end;
  }
}

Result<Jp2Tiles> check_jp2_tiles(Codestream bytes, const Jp2Codestream& header) {
  struct Parts {
    int seen = 0;
    int said = 0;  // 0: not at all
  };
  std::vector<Parts> tiles(header.tiles);
  Jp2Tiles result{header.levels, true};
  std::size_t at = header.header_bytes;
  while (bytes.size() - at >= 2 && big_endian_jp2(bytes.subspan(at, 2)) == kSot) {
    if (bytes.size() - at < kPartHeader) return cut_jp2();
    const std::size_t tile = big_endian_jp2(bytes.subspan(at + 4, 2));
    std::size_t length = big_endian_jp2(bytes.subspan(at + 6, 4));
    if (tile >= tiles.size()) return damaged_jp2("a part of it belongs to a tile that is none");
    // The last part need not say how long it is, and then only the mark of the end tells that it is whole.
    const bool is_last = length == 0;
    if (is_last) {
      const auto rest = bytes.subspan(at);
      if (rest.size() < kPartHeader + 4 || big_endian_jp2(rest.last(2)) != kEoc) return cut_jp2();
      length = rest.size() - 2;
    }
    if (length < kPartHeader + 2) return damaged_jp2("a part of a tile is shorter than its own header");
    if (bytes.size() - at < length) return cut_jp2();
    const Codestream part = bytes.subspan(at, length);
    ++tiles[tile].seen;
    if (part[11] != 0) tiles[tile].said = part[11];
    std::size_t in_part = kPartHeader;
    while (part.size() - in_part >= 2 && big_endian_jp2(part.subspan(in_part, 2)) != kSod) {
      TBBIMG_ASSIGN_OR_RETURN(const Segment segment, segment_at(part, in_part));
      bool small_blocks = false;
      if (segment.marker == kCod || segment.marker == kCoc) {
        TBBIMG_RETURN_IF_ERROR(read_coding(segment, header, result.levels, small_blocks));
      }
      if (small_blocks && !header.small_blocks)
        return unsupported_jp2("a tile has smaller blocks than its header says");
      in_part = segment.end;
    }
    at += length;
  }
  result.lacks_end = bytes.size() - at < 2 || big_endian_jp2(bytes.subspan(at, 2)) != kEoc;
  if (result.lacks_end && bytes.size() - at >= 2) return damaged_jp2("there is no tile where one should be");
  for (const Parts& parts : tiles) {
    const bool may_be_more = parts.said == 0 && result.lacks_end;
    if (parts.seen == 0 || parts.seen < parts.said || may_be_more) {
      return result.lacks_end ? cut_jp2() : damaged_jp2("a tile of it is missing");
    }
  }
  return result;
}

}  // namespace tbbimg::detail
