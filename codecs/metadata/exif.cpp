#include "codecs/metadata/exif.hpp"

#include <libexif/exif-data.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace tbbimg {
namespace {

constexpr std::array<std::uint8_t, 6> kPrefix = {'E', 'x', 'i', 'f', 0, 0};

// What a JPEG's APP1 segment can hold; directories lie at the start, thumbnails and maker notes behind.
constexpr std::size_t kMaxBlockBytes = 65'533;

struct Unref {
  void operator()(ExifData* data) const noexcept { exif_data_unref(data); }
};

}  // namespace

Orientation exif_orientation(std::span<const std::uint8_t> block) noexcept try {
  if (block.size() >= kPrefix.size() && std::equal(kPrefix.begin(), kPrefix.end(), block.begin())) {
    block = block.subspan(kPrefix.size());
  }
  block = block.first(std::min(block.size(), kMaxBlockBytes - kPrefix.size()));
  std::vector<std::uint8_t> prefixed(kPrefix.begin(), kPrefix.end());
  prefixed.insert(prefixed.end(), block.begin(), block.end());

  const std::unique_ptr<ExifData, Unref> data(exif_data_new());
  if (!data) return Orientation::upright;
  // Without this option, libexif adds and "corrects" entries after loading.
  exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  exif_data_unset_option(data.get(), EXIF_DATA_OPTION_IGNORE_UNKNOWN_TAGS);
  exif_data_load_data(data.get(), prefixed.data(), static_cast<unsigned>(prefixed.size()));
  const ExifEntry* entry = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (entry == nullptr || entry->format != EXIF_FORMAT_SHORT || entry->components < 1 || entry->size < 2) {
    return Orientation::upright;
  }
  const int value = exif_get_short(entry->data, exif_data_get_byte_order(data.get()));
  return value >= 1 && value <= 8 ? static_cast<Orientation>(value) : Orientation::upright;
} catch (...) {
  return Orientation::upright;
}

}  // namespace tbbimg
