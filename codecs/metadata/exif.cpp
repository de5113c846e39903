#include "codecs/metadata/exif.hpp"

#include <libexif/exif-data.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string_view>
#include <vector>

#include "kernels/core/utf8.hpp"

namespace tbbimg {
namespace {

constexpr std::array<std::uint8_t, 6> kPrefix = {'E', 'x', 'i', 'f', 0, 0};

// What a JPEG's APP1 segment can hold; directories lie at the start, thumbnails and maker notes behind.
constexpr std::size_t kMaxBlockBytes = 65'533;

struct Unref {
  void operator()(ExifData* data) const noexcept { exif_data_unref(data); }
};
using Data = std::unique_ptr<ExifData, Unref>;

Data load(std::span<const std::uint8_t> block) {
  if (block.size() >= kPrefix.size() && std::equal(kPrefix.begin(), kPrefix.end(), block.begin())) {
    block = block.subspan(kPrefix.size());
  }
  block = block.first(std::min(block.size(), kMaxBlockBytes - kPrefix.size()));
  std::vector<std::uint8_t> prefixed(kPrefix.begin(), kPrefix.end());
  prefixed.insert(prefixed.end(), block.begin(), block.end());

  Data data(exif_data_new());
  if (!data) return data;
  // Without this option, libexif adds and "corrects" entries after loading.
  exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  exif_data_unset_option(data.get(), EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
  exif_data_load_data(data.get(), prefixed.data(), static_cast<unsigned>(prefixed.size()));
  return data;
}

Orientation orientation_of(const ExifData& data) noexcept {
  const ExifEntry* entry = exif_content_get_entry(data.ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->components < 1 || entry->size < 2) {
    return Orientation::upright;
  }
  const int value = exif_get_short(entry->data, exif_data_get_byte_order(const_cast<ExifData*>(&data)));
  return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::upright;
}

// The text up to its first NUL: a copyright goes on with the editor's behind that.
std::string_view ascii_of(const ExifData& data, ExifIfd directory, ExifTag tag) noexcept {
  const ExifEntry* entry = exif_content_get_entry(data.ifd[directory], tag);
  if (entry == nullptr || entry->format != EXIF_FORMAT_ASCII || entry->data == nullptr) return {};
  const std::string_view text(reinterpret_cast<const char*>(entry->data), entry->size);
  return text.substr(0, text.find('\0'));
}

// "2019:07:23 10:11:12" as "2019-07-23" if there is such a day; cameras whose clock was never set write zeros or
// blanks.
std::string date_of(std::string_view text) {
  constexpr std::string_view kPattern = "dddd:dd:dd";
  if (text.size() < kPattern.size()) return {};
  for (std::size_t i = 0; i < kPattern.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == 'd' ? !is_digit : text[i] != ':') return {};
  }
  const auto two_digits = [text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const std::chrono::year_month_day day{std::chrono::year(two_digits(0) * 100 + two_digits(2)),
                                        std::chrono::month(static_cast<unsigned>(two_digits(5))),
                                        std::chrono::day(static_cast<unsigned>(two_digits(8)))};
  if (!day.ok()) return {};
  std::string date(text.substr(0, kPattern.size()));
  std::replace(date.begin(), date.end(), ':', '-');
  return date;
}

std::string first_date(const ExifData& data) {
  for (const auto& [directory, tag] : {std::pair{EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL},
                                       {EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_DIGITIZED},
                                       {EXIF_IFD_0, EXIF_TAG_DATE_TIME}}) {
    if (std::string date = date_of(ascii_of(data, directory, tag)); !date.empty()) return date;
  }
  return {};
}

}  // namespace

Exif read_exif(std::span<const std::uint8_t> block) noexcept try {
  Exif exif;
  const Data data = load(block);
  if (!data) return exif;
  exif.orientation = orientation_of(*data);
  exif.date = first_date(*data);
  // EXIF knows ASCII only; what cameras and editors write is UTF-8 or Windows-1252.
  exif.copyright = one_line_utf8(ascii_of(*data, EXIF_IFD_0, EXIF_TAG_COPYRIGHT));
  return exif;
} catch (...) {
  return {};
}

}  // namespace tbbimg
