#include "codecs/jpeg/detail/app_segments.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace tbbimg::detail {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kExifTag = "Exif\0\0"sv;
constexpr std::string_view kIccTag = "ICC_PROFILE\0"sv;
constexpr std::size_t kAfterSoi = 2;

bool starts_with(std::span<const std::uint8_t> bytes, std::string_view tag) noexcept {
  return bytes.size() >= tag.size() && std::memcmp(bytes.data(), tag.data(), tag.size()) == 0;
}

constexpr bool stands_alone(JpegMarker marker) noexcept {
  return marker == JpegMarker::soi || marker == JpegMarker::eoi || marker == JpegMarker::tem;
}

constexpr bool belongs_to_scan(std::uint8_t code) noexcept {
  return code == 0 ||
         (code >= static_cast<std::uint8_t>(JpegMarker::rst0) && code <= static_cast<std::uint8_t>(JpegMarker::rst7));
}

// Calls visit(segment) for the segments between SOI and the first scan until it gives false.
template <class Visit>
void for_each_header_segment(std::span<const std::uint8_t> file, const Visit& visit) {
  std::size_t offset = kAfterSoi;
  while (const auto segment = next_jpeg_segment(file, offset)) {
    if (segment->marker == JpegMarker::sos || segment->marker == JpegMarker::eoi || !visit(*segment)) return;
    offset = segment->end;
  }
}

}  // namespace

std::optional<JpegSegment> next_jpeg_segment(std::span<const std::uint8_t> file, std::size_t offset) noexcept {
  while (offset < file.size()) {
    const auto* const found =
        static_cast<const std::uint8_t*>(std::memchr(file.data() + offset, 0xFF, file.size() - offset));
    if (found == nullptr) return std::nullopt;
    JpegSegment segment{
        .marker = JpegMarker::eoi, .begin = static_cast<std::size_t>(found - file.data()), .payload = {}};
    std::size_t at = segment.begin;
    while (at < file.size() && file[at] == 0xFF) ++at;
    if (at == file.size()) return std::nullopt;
    offset = at + 1;
    if (belongs_to_scan(file[at])) continue;
    segment.marker = static_cast<JpegMarker>(file[at]);
    segment.end = offset;
    if (stands_alone(segment.marker)) return segment;
    if (file.size() - offset < 2) return std::nullopt;
    const std::size_t length = (std::size_t{file[offset]} << 8U) | file[offset + 1];
    if (length < 2 || file.size() - offset < length) return std::nullopt;
    segment.payload = file.subspan(offset + 2, length - 2);
    segment.end = offset + length;
    return segment;
  }
  return std::nullopt;
}

std::optional<std::size_t> jpeg_end(std::span<const std::uint8_t> file) noexcept {
  std::size_t offset = kAfterSoi;
  while (const auto segment = next_jpeg_segment(file, offset)) {
    if (segment->marker == JpegMarker::eoi) return segment->end;
    offset = segment->end;
  }
  return std::nullopt;
}

std::span<const std::uint8_t> without_last_jpeg_scan(std::span<const std::uint8_t> file) noexcept {
  std::size_t end = file.size();
  int scans = 0;
  std::size_t offset = kAfterSoi;
  while (const auto segment = next_jpeg_segment(file, offset)) {
    if (segment->marker == JpegMarker::eoi) break;
    if (segment->marker == JpegMarker::sos && ++scans > 1) end = segment->begin;
    offset = segment->end;
  }
  return file.first(end);
}

// The frame header tells (T.81, table B.1; T.87, C.1.1).
std::string_view unusual_jpeg(std::span<const std::uint8_t> file) noexcept {
  std::string_view unusual;
  for_each_header_segment(file, [&unusual](const JpegSegment& segment) {
    const auto code = static_cast<unsigned>(segment.marker);
    const bool is_frame = code >= 0xC0 && code <= 0xCF && code != 0xC4 && code != 0xC8 && code != 0xCC;
    if (code == 0xF7) {
      unusual = "the file is a JPEG-LS, which is another format than JPEG, and is not read; convert it to a PNG";
    } else if (code == 0xDE || (is_frame && (code & 7U) >= 5)) {
      unusual =
          "the JPEG is hierarchical, which the JPEG library of this build cannot read; convert it to a baseline "
          "JPEG";
    } else if (is_frame && (code & 3U) == 3) {
      unusual =
          "the JPEG is stored without loss, which the JPEG library of this build cannot read; convert it to a PNG "
          "or TIFF";
    } else if (is_frame && !segment.payload.empty() && segment.payload[0] == 12) {
      unusual =
          "the JPEG has 12 bits a sample, which the JPEG library of this build cannot read; convert it to a JPEG "
          "of 8 bits or a TIFF of 16";
    }
    return unusual.empty() && !is_frame;
  });
  return unusual;
}

bool says_what_pixels_mean(const JpegSegment& segment) noexcept {
  const JpegMarker marker = segment.marker;
  if (marker == JpegMarker::app0) return starts_with(segment.payload, "JFIF\0"sv);
  if (marker == JpegMarker::app2) return starts_with(segment.payload, kIccTag);
  if (marker == JpegMarker::app14) return starts_with(segment.payload, "Adobe"sv);
  return (marker < JpegMarker::app0 || marker > JpegMarker::app15) && marker != JpegMarker::com;
}

bool has_jfif_thumbnail(std::span<const std::uint8_t> file) noexcept {
  constexpr std::size_t kWithoutThumbnail = 14;  // bytes of a JFIF segment (ITU-T T.871, 10.1)
  bool has_any = false;
  for_each_header_segment(file, [&has_any](const JpegSegment& segment) {
    has_any = segment.marker == JpegMarker::app0 && starts_with(segment.payload, "JFIF\0"sv) &&
              segment.payload.size() > kWithoutThumbnail;
    return !has_any;
  });
  return has_any;
}

std::span<const std::uint8_t> jpeg_exif(std::span<const std::uint8_t> file) noexcept {
  std::span<const std::uint8_t> exif;
  for_each_header_segment(file, [&exif](const JpegSegment& segment) {
    if (segment.marker == JpegMarker::app1 && starts_with(segment.payload, kExifTag)) exif = segment.payload;
    return exif.empty();
  });
  return exif;
}

bool has_damaged_profile(std::span<const std::uint8_t> file) {
  bool has_any = false;
  for_each_header_segment(file, [&has_any](const JpegSegment& segment) {
    has_any = segment.marker == JpegMarker::app2 && starts_with(segment.payload, kIccTag);
    return !has_any;
  });
  return has_any && jpeg_icc_pieces(file).empty();
}

std::vector<std::span<const std::uint8_t>> jpeg_icc_pieces(std::span<const std::uint8_t> file) {
  constexpr std::size_t kHeaderBytes = kIccTag.size() + 2;  // the piece's number, from 1, and their count
  std::vector<std::span<const std::uint8_t>> pieces;
  bool consistent = true;
  for_each_header_segment(file, [&](const JpegSegment& segment) {
    if (segment.marker != JpegMarker::app2 || segment.payload.size() <= kHeaderBytes) return true;
    if (!starts_with(segment.payload, kIccTag)) return true;
    const std::size_t number = segment.payload[kIccTag.size()];
    const std::size_t count = segment.payload[kIccTag.size() + 1];
    if (pieces.empty()) pieces.resize(count);
    consistent = number >= 1 && number <= count && count == pieces.size() && pieces[number - 1].empty();
    if (consistent) pieces[number - 1] = segment.payload.subspan(kHeaderBytes);
    return consistent;
  });
  const bool complete = std::none_of(pieces.begin(), pieces.end(), [](const auto& piece) { return piece.empty(); });
  if (!consistent || !complete) pieces.clear();
  return pieces;
}

std::shared_ptr<const std::vector<std::uint8_t>> jpeg_icc_profile(std::span<const std::uint8_t> file) {
  const auto pieces = jpeg_icc_pieces(file);
  if (pieces.empty()) return nullptr;
  auto profile = std::make_shared<std::vector<std::uint8_t>>();
  for (const auto& piece : pieces) profile->insert(profile->end(), piece.begin(), piece.end());
  return profile;
}

}  // namespace tbbimg::detail
