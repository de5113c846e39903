#include "codecs/raw/detail/raw_directories.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "codecs/raw/detail/raw_tags.hpp"

namespace tbbimg::detail {
namespace {

constexpr std::uint64_t kRawEntryBytes = 12;

// Cameras write up to about 100.
constexpr std::uint64_t kMaxRawEntries = 1024;

// TIFF 6.0, section 2; the last one is a directory's offset.
constexpr std::array<std::uint8_t, 14> kRawTypeBytes = {1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

std::size_t bytes_of_raw_type(std::uint16_t type) noexcept {
  return type < kRawTypeBytes.size() ? kRawTypeBytes[type] : 1;
}

// Those by which nothing but sensors' samples is stored: Nikon's, Sony's, Pentax's, Samsung's and packed ones.
bool is_raw_compression(std::uint64_t compression) noexcept {
  constexpr std::array<std::uint64_t, 5> kOfMakers = {34713, 32767, 65535, 32770, 32769};
  return std::find(kOfMakers.begin(), kOfMakers.end(), compression) != kOfMakers.end();
}

}  // namespace

tl::unexpected<Error> raw_cut_short() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the RAW photograph is cut short: what it refers to lies behind its end; copy it again from its source");
}

tl::unexpected<Error> raw_damaged(const std::string& what) {
  return fail(ErrorCode::corrupt_data, ErrorKind::damaged,
              "the RAW photograph is damaged: " + what + "; copy it again from its source");
}

const RawEntry* RawDirectory::find(std::uint16_t tag) const noexcept {
  const auto found = std::find_if(entries.begin(), entries.end(), [tag](const RawEntry& e) { return e.tag == tag; });
  return found == entries.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> RawDirectories::number(std::uint64_t offset, std::size_t bytes) const noexcept {
  return file_.number(offset, bytes, big_endian_);
}

std::optional<std::uint64_t> RawDirectories::offset_at(std::uint64_t offset) const noexcept {
  const auto stored = number(offset, 4);
  if (!stored) return std::nullopt;
  return base_ + *stored;
}

std::optional<RawEntry> RawDirectories::entry(std::uint64_t at) const noexcept {
  const auto tag = number(at, 2);
  const auto type = number(at + 2, 2);
  const auto count = number(at + 4, 4);
  const auto offset = offset_at(at + 8);
  if (!tag || !type || !count || !offset) return std::nullopt;
  RawEntry entry{static_cast<std::uint16_t>(*tag), static_cast<std::uint16_t>(*type),
                 static_cast<std::uint32_t>(*count)};
  entry.at = *count * bytes_of_raw_type(entry.type) <= 4 ? at + 8 : *offset;
  return entry;
}

std::optional<std::uint64_t> RawDirectories::value(const RawEntry& entry, std::uint32_t index) const noexcept {
  const std::size_t bytes = bytes_of_raw_type(entry.type);
  if (index >= entry.count || bytes > 4) return std::nullopt;
  return number(entry.at + std::uint64_t{index} * bytes, bytes);
}

std::uint64_t RawDirectories::value_of(const RawDirectory& directory, std::uint16_t tag,
                                       std::uint64_t otherwise) const noexcept {
  const RawEntry* const entry = directory.find(tag);
  return entry == nullptr ? otherwise : value(*entry).value_or(otherwise);
}

Result<RawDirectory> RawDirectories::read(std::uint64_t offset) const {
  const auto count = number(offset, 2);
  if (!count) return raw_cut_short();
  if (*count > kMaxRawEntries) return raw_damaged("a directory has " + std::to_string(*count) + " entries");
  RawDirectory directory;
  const std::uint64_t end = offset + 2 + *count * kRawEntryBytes;
  for (std::uint64_t at = offset + 2; at < end; at += kRawEntryBytes) {
    const auto found = entry(at);
    if (!found) return raw_cut_short();
    directory.entries.push_back(*found);
  }
  const auto next = number(end, 4);
  if (!next) return raw_cut_short();
  directory.next = *next == 0 ? 0 : base_ + *next;
  return directory;
}

// TIFFs that cameras' programs write have none of this in their first directory: it is their picture.
bool is_raw_tiff(std::span<const std::uint8_t> head) noexcept {
  using namespace std::string_view_literals;
  const std::string_view start(reinterpret_cast<const char*>(head.data()), std::min<std::size_t>(head.size(), 4));
  if (start != "II*\0"sv && start != "MM\0*"sv) return false;
  FileBytes file(head);
  const RawDirectories directories(file, 0, start[0] == 'M');
  const auto first = directories.offset_at(4);
  const auto count = first ? directories.number(*first, 2) : std::nullopt;
  if (!count) return false;
  bool is_reduced = false;
  bool has_make = false;
  bool has_sub_directories = false;
  bool has_old_jpeg = false;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto entry = directories.entry(*first + 2 + i * kRawEntryBytes);
    if (!entry) break;
    const std::uint64_t value = directories.value(*entry).value_or(0);
    switch (entry->tag) {
      case kRawDngVersion: return true;
      case kRawPhotometric:
        if (value == kRawColorFilterArray || value == kRawLinear) return true;
        break;
      case kRawCompression:
        if (is_raw_compression(value)) return true;
        has_old_jpeg = value == kRawOldJpeg;
        break;
      case kRawSubfileType: is_reduced = (value & kRawReducedSubfile) != 0; break;
      case kRawMake: has_make = true; break;
      case kRawSubDirectories: has_sub_directories = true; break;
      default: break;
    }
  }
  return has_sub_directories && (is_reduced || (has_make && has_old_jpeg));
}

}  // namespace tbbimg::detail
