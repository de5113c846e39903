#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codecs/detail/iso_box.hpp"
#include "codecs/raw/detail/raw_directories.hpp"
#include "codecs/raw/detail/raw_facts.hpp"

// Boxes of CR3 files, as https://github.com/lclevy/canon_cr3 describes them.
namespace tbbimg::detail {
namespace {

using Content = std::span<const std::uint8_t>;

constexpr int kMaxRawBoxes = 1000;
// Canon's has about 30 KiB, its largest tables of times included.
constexpr std::uint64_t kMaxMovieBytes = 16 << 20;
constexpr std::size_t kUserTypeBytes = 16;  // of a "uuid" box
constexpr std::size_t kPreviewHeaderBytes = 16;

tl::unexpected<Error> damaged_raw_boxes(std::string_view what) { return raw_damaged(std::string(what)); }

Result<std::vector<IsoBox>> boxes_of(Content content) {
  std::vector<IsoBox> boxes;
  for (std::size_t at = 0; at < content.size() && boxes.size() < kMaxRawBoxes;) {
    TBBIMG_ASSIGN_OR_RETURN(const auto box, iso_box_at(content, at, damaged_raw_boxes));
    if (!box) break;
    if (box->is_cut) return raw_damaged("one of its boxes is longer than the box around it");
    boxes.push_back(*box);
    at = box->end;
  }
  return boxes;
}

// The content of the box at the end of the path; empty if it is not there.
Result<Content> box_below(Content content, std::span<const std::string_view> path) {
  for (const std::string_view type : path) {
    TBBIMG_ASSIGN_OR_RETURN(const std::vector<IsoBox> boxes, boxes_of(content));
    const auto found = std::find_if(boxes.begin(), boxes.end(), [type](const IsoBox& b) { return b.type == type; });
    if (found == boxes.end()) return Content{};
    content = found->content;
  }
  return content;
}

// A track of one sample: a JPEG of the full size, or what the sensor saw.
Status look_at_track(Content track, RawFacts& facts) {
  constexpr std::array<std::string_view, 4> kSizes = {"mdia", "minf", "stbl", "stsz"};
  constexpr std::array<std::string_view, 4> kLongOffsets = {"mdia", "minf", "stbl", "co64"};
  constexpr std::array<std::string_view, 4> kOffsets = {"mdia", "minf", "stbl", "stco"};
  TBBIMG_ASSIGN_OR_RETURN(const Content sizes, box_below(track, kSizes));
  TBBIMG_ASSIGN_OR_RETURN(const Content long_offsets, box_below(track, kLongOffsets));
  TBBIMG_ASSIGN_OR_RETURN(const Content offsets, box_below(track, kOffsets));
  // Version and flags; one size for all, or 0; how many.
  if (sizes.size() < 12) return {};
  std::uint64_t bytes = big_endian(sizes.subspan(4, 4));
  if (bytes == 0 && sizes.size() >= 16) bytes = big_endian(sizes.subspan(12, 4));
  if (long_offsets.size() >= 16) return facts.add_preview(big_endian(long_offsets.subspan(8, 8)), bytes);
  if (offsets.size() >= 12) return facts.add_preview(big_endian(offsets.subspan(8, 4)), bytes);
  return {};
}

// Metadata: what of it cannot be read is passed over.
void look_at_directory(Content content, RawFacts& facts) {
  FileBytes bytes(content);
  RawFacts of_directory(bytes);
  if (!read_raw_directories(bytes, of_directory)) return;
  facts.exif = std::move(of_directory.exif);
  facts.orientation = of_directory.orientation;
  facts.add_size(static_cast<std::uint64_t>(of_directory.full_size().width),
                 static_cast<std::uint64_t>(of_directory.full_size().height));
}

Status look_at_movie(Content movie, std::uint64_t offset, RawFacts& facts) {
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<IsoBox> boxes, boxes_of(movie));
  for (const IsoBox& box : boxes) {
    if (box.type == "trak") TBBIMG_RETURN_IF_ERROR(look_at_track(box.content, facts));
    if (box.type != "uuid" || box.content.size() < kUserTypeBytes) continue;
    TBBIMG_ASSIGN_OR_RETURN(const std::vector<IsoBox> canons, boxes_of(box.content.subspan(kUserTypeBytes)));
    for (const IsoBox& each : canons) {
      if (each.type == "CMT1") look_at_directory(each.content, facts);
      if (each.type != "THMB" || each.content.size() <= kPreviewHeaderBytes) continue;
      const auto at = static_cast<std::uint64_t>(each.content.data() - movie.data());
      TBBIMG_RETURN_IF_ERROR(facts.add_preview(
          offset + at + kPreviewHeaderBytes,
          std::min<std::uint64_t>(big_endian(each.content.subspan(8, 4)), each.content.size() - kPreviewHeaderBytes)));
    }
  }
  return {};
}

// A preview stands behind its box's user type and two numbers.
Status look_at_user_box(FileBytes& file, std::uint64_t content, RawFacts& facts) {
  const RawDirectories numbers(file, 0, true);
  const std::uint64_t box = content + kUserTypeBytes + 8;
  constexpr std::uint64_t kPrvw = 0x50525657;
  if (numbers.number(box + 4, 4) != std::optional(kPrvw)) return {};
  const auto bytes = numbers.number(box + 8 + 12, 4);
  return bytes ? facts.add_preview(box + 8 + kPreviewHeaderBytes, *bytes) : Status{};
}

}  // namespace

Status read_raw_boxes(FileBytes& file, RawFacts& facts) {
  constexpr std::uint64_t kMoov = 0x6D6F6F76;
  constexpr std::uint64_t kUuid = 0x75756964;
  std::uint64_t at = 0;
  bool has_movie = false;
  for (int i = 0; i < kMaxRawBoxes && at < file.size(); ++i) {
    std::array<std::uint8_t, kMaxIsoBoxHeader> start{};
    const std::uint64_t rest = file.size() - at;
    const auto head = std::span(start).first(static_cast<std::size_t>(std::min<std::uint64_t>(rest, start.size())));
    if (!file.read(at, head)) return raw_cut_short();
    TBBIMG_ASSIGN_OR_RETURN(const auto box, iso_box_header(head, rest, damaged_raw_boxes));
    if (!box || box->length > rest) return raw_cut_short();
    const std::uint64_t bytes = box->length - box->bytes;
    const std::uint64_t type = big_endian(head.subspan(4, 4));
    if (type == kMoov) {
      has_movie = true;
      if (bytes > kMaxMovieBytes) return raw_damaged("the box with its tracks is longer than any camera writes it");
      std::vector<std::uint8_t> movie(static_cast<std::size_t>(bytes));
      if (!file.read(at + box->bytes, movie)) return raw_cut_short();
      TBBIMG_RETURN_IF_ERROR(look_at_movie(movie, at + box->bytes, facts));
    }
    if (type == kUuid) TBBIMG_RETURN_IF_ERROR(look_at_user_box(file, at + box->bytes, facts));
    at += box->length;
  }
  if (!has_movie) return raw_cut_short();
  return {};
}

}  // namespace tbbimg::detail
