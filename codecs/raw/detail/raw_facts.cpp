#include "codecs/raw/detail/raw_facts.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "codecs/detail/iso_box.hpp"
#include "codecs/jpeg/detail/app_segments.hpp"
#include "codecs/raw/detail/raw_directories.hpp"

namespace tbbimg::detail {
namespace {

using namespace std::string_view_literals;

// Of a JPEG in front of its frame header: cameras write about ten.
constexpr int kMaxRawJpegSegments = 256;

// T.81, table B.1: Huffman-coded with loss, which leaves out what sensors' samples are stored by.
bool is_frame_of_picture(std::uint8_t marker) noexcept { return marker >= 0xC0 && marker <= 0xC2; }
bool is_frame(std::uint8_t marker) noexcept {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Nothing if these bytes are no JPEG of a picture.
std::optional<Size> size_of_raw_jpeg(FileBytes& file, std::uint64_t offset, std::uint64_t bytes) {
  std::array<std::uint8_t, 9> segment{};
  const std::uint64_t end = offset + bytes;
  if (bytes < 4 || !file.read(offset, std::span(segment).first(3))) return std::nullopt;
  if (segment[0] != 0xFF || segment[1] != 0xD8 || segment[2] != 0xFF) return std::nullopt;
  std::uint64_t at = offset + 2;
  for (int i = 0; i < kMaxRawJpegSegments && at + segment.size() <= end; ++i) {
    if (!file.read(at, segment) || segment[0] != 0xFF) return std::nullopt;
    if (segment[1] == 0xFF) {
      ++at;
      continue;
    }
    if (is_frame_of_picture(segment[1])) {
      return Size{static_cast<int>(big_endian(std::span(segment).subspan(7, 2))),
                  static_cast<int>(big_endian(std::span(segment).subspan(5, 2)))};
    }
    if (is_frame(segment[1]) || segment[1] == static_cast<std::uint8_t>(JpegMarker::sos)) return std::nullopt;
    at += 2 + big_endian(std::span(segment).subspan(2, 2));
  }
  return std::nullopt;
}

// A header of fixed places (https://libopenraw.freedesktop.org/formats/raf), big-endian.
Status read_fujifilm(FileBytes& file, RawFacts& facts) {
  const RawDirectories numbers(file, 0, true);
  constexpr std::array<std::uint64_t, 3> kRanges = {84, 92, 100};  // JPEG, facts of the sensor, its samples
  std::array<std::array<std::uint64_t, 2>, kRanges.size()> ranges{};
  for (std::size_t i = 0; i < kRanges.size(); ++i) {
    const auto offset = numbers.number(kRanges[i], 4);
    const auto bytes = numbers.number(kRanges[i] + 4, 4);
    if (!offset || !bytes) return raw_cut_short();
    TBBIMG_RETURN_IF_ERROR(facts.check_range(*offset, *bytes));
    ranges[i] = {*offset, *bytes};
  }
  TBBIMG_RETURN_IF_ERROR(facts.add_preview(ranges[0][0], ranges[0][1]));
  constexpr std::uint64_t kMostRecords = 256;
  constexpr std::uint64_t kCroppedSize = 0x111;
  std::uint64_t at = ranges[1][0];
  const std::uint64_t records = std::min(numbers.number(at, 4).value_or(0), kMostRecords);
  at += 4;
  for (std::uint64_t i = 0; i < records; ++i) {
    const auto tag = numbers.number(at, 2);
    const auto bytes = numbers.number(at + 2, 2);
    if (!tag || !bytes) break;
    if (*tag == kCroppedSize) {
      facts.add_size(numbers.number(at + 6, 2).value_or(0), numbers.number(at + 4, 2).value_or(0));
    }
    at += 4 + *bytes;
  }
  return {};
}

}  // namespace

Status RawFacts::check_range(std::uint64_t offset, std::uint64_t bytes) const {
  return file_.holds(offset, bytes) ? Status{} : Status(raw_cut_short());
}

Status RawFacts::add_preview(std::uint64_t offset, std::uint64_t bytes) {
  TBBIMG_RETURN_IF_ERROR(check_range(offset, bytes));
  const auto size = size_of_raw_jpeg(file_, offset, bytes);
  if (!size || size->width == 0 || size->height == 0) return {};
  if (preview_.bytes == 0 || size->pixels() > preview_.size.pixels()) preview_ = {offset, bytes, *size};
  add_size(static_cast<std::uint64_t>(size->width), static_cast<std::uint64_t>(size->height));
  return {};
}

void RawFacts::add_size(std::uint64_t width, std::uint64_t height) noexcept {
  constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
  if (width == 0 || height == 0 || width > kMost || height > kMost) return;
  const Size size = {static_cast<int>(width), static_cast<int>(height)};
  if (size.pixels() > full_size_.pixels()) full_size_ = size;
}

void RawFacts::set_orientation(std::uint64_t stored) noexcept {
  if (stored >= 1 && stored <= 8 && !orientation) orientation = static_cast<Orientation>(stored);
}

Result<RawFacts> read_raw_facts(FileBytes& file) {
  RawFacts facts(file);
  std::array<std::uint8_t, 16> start{};
  Status status = raw_cut_short();
  if (file.read(0, start)) {
    const std::string_view words(reinterpret_cast<const char*>(start.data()), start.size());
    if (words.starts_with("FUJIFILM"sv)) {
      status = read_fujifilm(file, facts);
    } else if (words.substr(4).starts_with("ftyp"sv)) {
      status = read_raw_boxes(file, facts);
    } else {
      status = read_raw_directories(file, facts);
    }
  }
  if (file.failure()) return fail(*file.failure());
  TBBIMG_RETURN_IF_ERROR(status);
  return facts;
}

}  // namespace tbbimg::detail
