#include "codecs/tiff/detail/tiff_structure.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace tbbimg::detail {
namespace {

constexpr std::uint16_t kTiffDateTime = 306;
constexpr std::uint16_t kTiffCopyright = 33432;
constexpr std::uint16_t kTiffExifDirectory = 34665;
constexpr std::uint16_t kTiffDateTimeOriginal = 36867;
constexpr std::uint16_t kTiffDateTimeDigitized = 36868;

// TIFF 6.0, section 2, and BigTIFF.
constexpr std::array<std::uint8_t, 19> kTiffTypeBytes = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
constexpr std::uint16_t kTiffAscii = 2;

// More of a copyright is for nobody.
constexpr std::size_t kMaxTiffTextBytes = 4096;

/// An EXIF block of texts, little-endian: one directory, and one for EXIF's own tags.
class TiffExifBlock {
 public:
  using Texts = std::vector<std::pair<std::uint16_t, std::vector<std::uint8_t>>>;

  [[nodiscard]] static std::vector<std::uint8_t> make(const Texts& general, const Texts& special) {
    TiffExifBlock block;
    block.bytes_ = {'I', 'I', 42, 0, 8, 0, 0, 0};
    block.add_directory(general, !special.empty());
    if (!special.empty()) block.add_directory(special, false);
    return std::move(block.bytes_);
  }

 private:
  void put(std::uint64_t value, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  }

  void add_directory(const Texts& texts, bool links) {
    const std::size_t entries = texts.size() + (links ? 1 : 0);
    std::size_t text_at = bytes_.size() + 2 + entries * 12 + 4;
    put(entries, 2);
    for (const auto& [tag, text] : texts) {
      // Four bytes or fewer would have to stand in the entry itself.
      const std::size_t bytes = std::max<std::size_t>(text.size(), 5);
      put(tag, 2);
      put(kTiffAscii, 2);
      put(bytes, 4);
      put(text_at, 4);
      text_at += bytes;
    }
    if (links) {
      put(kTiffExifDirectory, 2);
      put(4, 2);
      put(1, 4);
      put(text_at, 4);
    }
    put(0, 4);
    for (const auto& [tag, text] : texts) {
      bytes_.insert(bytes_.end(), text.begin(), text.end());
      if (text.size() < 5) bytes_.resize(bytes_.size() + 5 - text.size());
    }
  }

  std::vector<std::uint8_t> bytes_;
};

}  // namespace

tl::unexpected<Error> tiff_cut_short() {
  return fail(ErrorCode::corrupt_data, ErrorKind::cut_short,
              "the TIFF is cut short: what it refers to lies behind its end; copy it again from its source");
}

TiffStructure::TiffStructure(FileBytes& file) noexcept : file_(file) {
  is_big_endian_ = number(0, 1) == std::optional<std::uint64_t>('M');
  is_big_tiff_ = number(2, 2) == std::optional<std::uint64_t>(43);
}

std::optional<std::uint64_t> TiffStructure::number(std::uint64_t offset, std::size_t bytes) const noexcept {
  return file_.number(offset, bytes, is_big_endian_);
}

// Where the entries begin, if all of them and the link behind them lie in the file.
std::optional<std::uint64_t> TiffStructure::first_entry(std::uint64_t directory, std::uint64_t& count) const noexcept {
  const std::size_t head = is_big_tiff_ ? 8 : 2;
  const std::uint64_t entry = is_big_tiff_ ? 20 : 12;
  const auto stored = number(directory, head);
  if (!stored) return std::nullopt;
  const std::uint64_t room = file_.size() - directory - head;
  const std::uint64_t link = is_big_tiff_ ? 8 : 4;
  if (*stored > room / entry || room - *stored * entry < link) return std::nullopt;
  count = *stored;
  return directory + head;
}

std::optional<std::uint64_t> TiffStructure::first_directory() const noexcept {
  return is_big_tiff_ ? number(8, 8) : number(4, 4);
}

std::optional<std::uint64_t> TiffStructure::next_directory(std::uint64_t directory) const noexcept {
  std::uint64_t count = 0;
  const auto first = first_entry(directory, count);
  if (!first) return std::nullopt;
  return number(*first + count * (is_big_tiff_ ? 20 : 12), is_big_tiff_ ? 8 : 4);
}

// How many different directories a chain has, which is known to come back to one that `length` steps lead from to
// itself.
int TiffStructure::pages_of_circle(std::uint64_t length) const noexcept {
  const auto first = first_directory();
  auto ahead = first;
  for (std::uint64_t i = 0; i < length; ++i) ahead = next_directory(*ahead);
  std::uint64_t pages = length;
  for (auto behind = first; *behind != *ahead; ++pages) {
    behind = next_directory(*behind);
    ahead = next_directory(*ahead);
  }
  return static_cast<int>(pages);
}

Result<TiffPage> TiffStructure::find_page(int page) const {
  auto next = first_directory();
  TiffPage found;
  // Brent: a circle is met when a directory comes again that was remembered at a power of two.
  std::uint64_t remembered = 0;
  std::uint64_t remembered_at = 0;
  for (std::uint64_t steps = 0; next && *next != 0 && found.pages < std::numeric_limits<int>::max(); ++steps) {
    if (*next == remembered) {
      found.pages = pages_of_circle(steps - remembered_at);
      found.chain_is_broken = true;
      break;
    }
    if (std::has_single_bit(steps)) {
      remembered = *next;
      remembered_at = steps;
    }
    const std::uint64_t directory = *next;
    next = next_directory(directory);
    if (next && found.pages++ == page) found.directory = directory;
  }
  if (!next && found.directory == 0) return tiff_cut_short();
  found.chain_is_broken = found.chain_is_broken || !next;
  if (found.pages == 0) {
    return fail(ErrorCode::corrupt_data, ErrorKind::damaged, "the TIFF holds no picture: it has no directory");
  }
  if (page < 0 || page >= found.pages) {
    return fail(ErrorCode::invalid_argument, "there is no page " + std::to_string(page) + ": the TIFF has " +
                                                 std::to_string(found.pages) + (found.pages == 1 ? " page" : " pages") +
                                                 ", counted from 0");
  }
  return found;
}

TiffEntry TiffStructure::entry_at(std::uint64_t offset) const noexcept {
  const std::size_t wide = is_big_tiff_ ? 8 : 4;
  TiffEntry entry;
  entry.type = static_cast<std::uint16_t>(number(offset + 2, 2).value_or(0));
  entry.count = number(offset + 4, wide).value_or(0);
  const std::uint64_t each = entry.type < kTiffTypeBytes.size() ? kTiffTypeBytes[entry.type] : 0U;
  if (__builtin_mul_overflow(entry.count, each, &entry.bytes)) {
    entry.bytes = std::numeric_limits<std::uint64_t>::max();
  }
  const std::uint64_t value_at = offset + 4 + wide;
  entry.offset = entry.bytes <= wide ? value_at : number(value_at, wide).value_or(0);
  return entry;
}

std::optional<TiffEntry> TiffStructure::find(std::uint64_t directory, std::uint16_t tag) const noexcept {
  std::uint64_t count = 0;
  const auto first = first_entry(directory, count);
  for (std::uint64_t i = 0; first && i < count; ++i) {
    const std::uint64_t at = *first + i * (is_big_tiff_ ? 20 : 12);
    if (number(at, 2) == std::optional<std::uint64_t>(tag)) return entry_at(at);
  }
  return std::nullopt;
}

std::vector<std::uint8_t> TiffStructure::value(const TiffEntry& entry, std::size_t most) const {
  if (!holds(entry)) return {};
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min<std::uint64_t>(entry.bytes, most)));
  if (!file_.read(entry.offset, bytes)) return {};
  return bytes;
}

bool TiffStructure::is_whole(std::uint64_t directory) const noexcept {
  // Bits, offsets, rows, bytes, tone curves, palette, tiles, inks, extra samples, formats, JPEG's tables, and YCbCr's.
  constexpr std::array<std::uint16_t, 16> kOfPixels = {258, 273, 278, 279, 320, 324, 325, 338,
                                                       339, 347, 519, 520, 521, 529, 530, 532};
  return std::all_of(kOfPixels.begin(), kOfPixels.end(), [&](std::uint16_t tag) {
    const auto entry = find(directory, tag);
    return !entry || holds(*entry);
  });
}

Exif TiffStructure::exif(std::uint64_t directory) const {
  const auto texts_of = [this](std::uint64_t from, std::initializer_list<std::uint16_t> tags) {
    TiffExifBlock::Texts texts;
    for (const std::uint16_t tag : tags) {
      const auto entry = find(from, tag);
      if (!entry || entry->type != kTiffAscii) continue;
      auto text = value(*entry, kMaxTiffTextBytes);
      if (!text.empty()) texts.emplace_back(tag, std::move(text));
    }
    return texts;
  };
  const auto general = texts_of(directory, {kTiffDateTime, kTiffCopyright});
  TiffExifBlock::Texts special;
  if (const auto link = find(directory, kTiffExifDirectory);
      link && link->count == 1 && link->bytes >= 4 && link->bytes <= 8) {
    const auto at = number(link->offset, static_cast<std::size_t>(link->bytes));
    if (at) special = texts_of(*at, {kTiffDateTimeOriginal, kTiffDateTimeDigitized});
  }
  if (general.empty() && special.empty()) return {};
  return read_exif(TiffExifBlock::make(general, special));
}

}  // namespace tbbimg::detail
