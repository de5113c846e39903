#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "codecs/raw/detail/raw_directories.hpp"
#include "codecs/raw/detail/raw_facts.hpp"
#include "codecs/raw/detail/raw_tags.hpp"

namespace tbbimg::detail {
namespace {

// Cameras write up to about ten; a DNG has one for each of its pictures and masks.
constexpr std::size_t kMaxRawDirectories = 64;

// Of strips or tiles; 64 x 64 tiles of 400 megapixels are as many.
constexpr std::uint32_t kMaxRawBlocks = 100'000;

// EXIF's directories stand in front of the pixels; metadata.cpp takes no more.
constexpr std::size_t kMaxRawExifBytes = 65'000;

/// The directories of a file, and those below them.
class RawTiff {
 public:
  RawTiff(FileBytes& file, RawFacts& facts, bool big_endian, bool is_panasonic)
      : file_(file), facts_(facts), directories_(file, 0, big_endian), is_panasonic_(is_panasonic) {}

  [[nodiscard]] Status read() {
    const auto first = directories_.offset_at(4);
    if (!first) return raw_cut_short();
    add(*first);
    for (std::size_t i = 0; i < offsets_.size(); ++i) {
      if (i == kMaxRawDirectories) return raw_damaged("it has more directories than any camera writes");
      const auto found = directories_.read(offsets_[i]);
      // The first Sony's tag of directories leads to samples.
      if (!found && found.error().kind == ErrorKind::damaged && i > 0) continue;
      if (!found) return fail(found.error());
      const RawDirectory& directory = *found;
      if (i == 0) {
        facts_.set_orientation(directories_.value_of(directory, kRawOrientation, 0));
        if (is_panasonic_) TBBIMG_RETURN_IF_ERROR(look_at_panasonic(directory));
      }
      TBBIMG_RETURN_IF_ERROR(look_at(directory));
      add(directory.next);
    }
    return {};
  }

 private:
  // Each once, so that those that lead back end the walk.
  void add(std::uint64_t offset) {
    if (offset == 0 || offsets_.size() > kMaxRawDirectories) return;
    if (std::find(offsets_.begin(), offsets_.end(), offset) == offsets_.end()) offsets_.push_back(offset);
  }

  [[nodiscard]] Status look_at(const RawDirectory& directory) {
    facts_.add_size(directories_.value_of(directory, kRawWidth, 0), directories_.value_of(directory, kRawHeight, 0));
    facts_.add_size(directories_.value_of(directory, kRawPixelsAcross, 0),
                    directories_.value_of(directory, kRawPixelsDown, 0));
    const std::uint64_t jpeg = directories_.value_of(directory, kRawJpegOffset, 0);
    const std::uint64_t jpeg_bytes = directories_.value_of(directory, kRawJpegBytes, 0);
    if (jpeg != 0 && jpeg_bytes != 0) TBBIMG_RETURN_IF_ERROR(facts_.add_preview(jpeg, jpeg_bytes));
    if (!is_panasonic_) {
      TBBIMG_RETURN_IF_ERROR(look_at_blocks(directory, kRawStripOffsets, kRawStripBytes));
      TBBIMG_RETURN_IF_ERROR(look_at_blocks(directory, kRawTileOffsets, kRawTileBytes));
    }
    if (const RawEntry* const below = directory.find(kRawSubDirectories)) {
      for (std::uint32_t i = 0; i < std::min<std::uint32_t>(below->count, kMaxRawDirectories); ++i) {
        const auto at = directories_.value(*below, i);
        if (!at) return raw_cut_short();
        add(*at);
      }
    }
    if (directory.find(kRawExifDirectory) != nullptr) add(directories_.value_of(directory, kRawExifDirectory, 0));
    if (const RawEntry* const note = directory.find(kRawMakerNote)) {
      return read_olympus_note(file_, note->at, note->count, facts_);
    }
    return {};
  }

  // That the file ends behind the last pixel, and what may be a preview.
  [[nodiscard]] Status look_at_blocks(const RawDirectory& directory, std::uint16_t offsets_tag,
                                      std::uint16_t bytes_tag) {
    const RawEntry* const offsets = directory.find(offsets_tag);
    const RawEntry* const bytes = directory.find(bytes_tag);
    if (offsets == nullptr || bytes == nullptr) return {};
    const std::uint32_t count = std::min({offsets->count, bytes->count, kMaxRawBlocks});
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto offset = directories_.value(*offsets, i);
      const auto length = directories_.value(*bytes, i);
      if (!offset || !length) return raw_cut_short();
      TBBIMG_RETURN_IF_ERROR(facts_.check_range(*offset, *length));
    }
    const std::uint64_t compression = directories_.value_of(directory, kRawCompression, 0);
    const std::uint64_t colors = directories_.value_of(directory, kRawPhotometric, 0);
    if (count != 1 || (compression != kRawOldJpeg && compression != kRawJpeg)) return {};
    if (colors == kRawColorFilterArray || colors == kRawLinear) return {};
    return facts_.add_preview(directories_.value(*offsets).value_or(0), directories_.value(*bytes).value_or(0));
  }

  // The sizes of its strips are not to be relied on.
  [[nodiscard]] Status look_at_panasonic(const RawDirectory& directory) {
    const auto border = [&](std::uint16_t tag) { return directories_.value_of(directory, tag, 0); };
    const std::uint64_t left = border(kPanasonicLeft);
    const std::uint64_t top = border(kPanasonicTop);
    facts_.add_size(std::max(border(kPanasonicRight), left) - left, std::max(border(kPanasonicBottom), top) - top);
    TBBIMG_RETURN_IF_ERROR(facts_.check_range(border(kPanasonicRawOffset), 0));
    const RawEntry* const jpeg = directory.find(kPanasonicJpeg);
    return jpeg == nullptr ? Status{} : facts_.add_preview(jpeg->at, jpeg->count);
  }

  FileBytes& file_;
  RawFacts& facts_;
  RawDirectories directories_;
  bool is_panasonic_;
  std::vector<std::uint64_t> offsets_;  // seen, and to be seen
};

}  // namespace

Status read_raw_directories(FileBytes& file, RawFacts& facts) {
  std::array<std::uint8_t, 4> start{};
  if (!file.read(0, start)) return raw_cut_short();
  const bool big_endian = start[0] == 'M';
  // What stands for TIFF's 42 is each maker's own, and unknown to whoever reads EXIF.
  facts.exif.resize(static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), kMaxRawExifBytes)));
  if (!file.read(0, facts.exif)) return raw_cut_short();
  facts.exif[2] = big_endian ? 0 : 42;
  facts.exif[3] = big_endian ? 42 : 0;
  return RawTiff(file, facts, big_endian, start[2] == 'U').read();
}

}  // namespace tbbimg::detail
