#include "codecs/gif/detail/gif_strip.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "codecs/detail/kept_bytes.hpp"

namespace tbbimg::detail {
namespace {

// GIF89a, 17 to 27.
constexpr std::uint8_t kImageSeparator = 0x2C;
constexpr std::uint8_t kExtensionIntroducer = 0x21;
constexpr std::uint8_t kTrailerByte = 0x3B;
constexpr std::uint8_t kGraphicControlLabel = 0xF9;
constexpr std::uint8_t kApplicationLabel = 0xFF;
constexpr std::size_t kScreenBytes = 13;
constexpr std::size_t kFlagsOfScreen = 10;
constexpr std::size_t kImageBytes = 10;  // with the separator
constexpr std::size_t kFlagsOfImage = 9;

struct GifPart {
  std::size_t end = 0;
  bool is_kept = false;
  bool is_last = false;
};

std::size_t palette_bytes(std::uint8_t flags) noexcept {
  return (flags & 0x80U) != 0 ? std::size_t{3} << ((flags & 7U) + 1) : 0;
}

std::optional<std::size_t> behind_sub_blocks(std::span<const std::uint8_t> file, std::size_t at) noexcept {
  while (at < file.size()) {
    const std::size_t length = file[at];
    at += 1 + length;
    if (length == 0) return at;
  }
  return std::nullopt;
}

bool is_kept_application(std::span<const std::uint8_t> block) noexcept {
  constexpr std::array<std::string_view, 3> kKept = {"NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012"};
  return std::any_of(kKept.begin(), kKept.end(), [block](std::string_view known) {
    return block.size() > known.size() && block[0] == known.size() &&
           std::equal(known.begin(), known.end(), block.begin() + 1,
                      [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
  });
}

// Nothing where the file ends before the part does, or no part begins.
std::optional<GifPart> gif_part_at(std::span<const std::uint8_t> file, std::size_t at) noexcept {
  if (at >= file.size()) return std::nullopt;
  if (file[at] == kTrailerByte) return GifPart{at + 1, true, true};
  if (file[at] == 0) return GifPart{at + 1, false, false};  // some encoders end data twice
  std::size_t data = 0;
  bool is_kept = true;
  if (file[at] == kImageSeparator) {
    if (file.size() - at < kImageBytes) return std::nullopt;
    data = at + kImageBytes + palette_bytes(file[at + kFlagsOfImage]) + 1;  // and the size of codes
  } else if (file[at] == kExtensionIntroducer && file.size() - at >= 2) {
    data = at + 2;
    const std::uint8_t label = file[at + 1];
    is_kept = label == kGraphicControlLabel || (label == kApplicationLabel && is_kept_application(file.subspan(data)));
  } else {
    return std::nullopt;
  }
  const auto end = behind_sub_blocks(file, data);
  if (!end || *end > file.size()) return std::nullopt;
  return GifPart{*end, is_kept, false};
}

std::optional<std::size_t> first_gif_part(std::span<const std::uint8_t> file) noexcept {
  if (file.size() < kScreenBytes || file[0] != 'G') return std::nullopt;
  return kScreenBytes + palette_bytes(file[kFlagsOfScreen]);
}

}  // namespace

std::optional<std::size_t> gif_end(std::span<const std::uint8_t> file) noexcept {
  auto at = first_gif_part(file);
  while (at) {
    const auto part = gif_part_at(file, *at);
    if (!part) return std::nullopt;
    if (part->is_last) return part->end;
    at = part->end;
  }
  return std::nullopt;
}

Result<Buffer> strip_gif(std::span<const std::uint8_t> file, const BufferPool& pool) {
  const auto end = gif_end(file);
  if (!end) {
    return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
                "the GIF has no end mark behind its last block; copy it again from its source");
  }
  return keep_bytes(file.first(*end), pool, [file = file.first(*end)](const auto& add) {
    std::size_t at = *first_gif_part(file);
    add(0, at);
    while (const auto part = gif_part_at(file, at)) {
      if (part->is_kept) add(at, part->end);
      at = part->end;
    }
  });
}

}  // namespace tbbimg::detail
