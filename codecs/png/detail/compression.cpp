#include "codecs/png/detail/compression.hpp"

#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace tbbimg::detail {
namespace {

constexpr PngCompression kForPhotographs{PNG_FILTER_PAETH, 1, Z_RLE};
constexpr PngCompression kForIndices{PNG_FILTER_NONE, 9, Z_DEFAULT_STRATEGY};
constexpr PngCompression kAtOtherLevels{PNG_ALL_FILTERS, 0, Z_FILTERED};  // of photographs

// Above this share of pixels that equal their left neighbour, an image is a drawing. Photographs have up to 0.4, those
// with a black sky 0.8; screenshots from 0.9, measured.
constexpr double kFlatShareOfDrawings = 0.7;

bool is_drawing(ConstImageView image) noexcept {
  constexpr int kSampledRows = 8;  // every eighth row
  const auto pixel = static_cast<std::size_t>(bytes_per_pixel(image.format));
  std::size_t flat = 0;
  std::size_t sampled = 0;
  for (int y = 0; y < image.height; y += kSampledRows) {
    const std::uint8_t* row = image.row(y);
    for (std::size_t i = pixel; i < image.row_bytes(); i += pixel) {
      flat += std::memcmp(row + i, row + i - pixel, pixel) == 0 ? 1 : 0;
    }
    sampled += image.row_bytes() / pixel - 1;
  }
  return static_cast<double>(flat) > kFlatShareOfDrawings * static_cast<double>(sampled);
}

// ISO/IEC 15948, 9.4.
std::uint8_t paeth(int left, int above, int corner) noexcept {
  const int estimate = left + above - corner;
  const int to_left = std::abs(estimate - left);
  const int to_above = std::abs(estimate - above);
  const int to_corner = std::abs(estimate - corner);
  if (to_left <= to_above && to_left <= to_corner) return static_cast<std::uint8_t>(left);
  return static_cast<std::uint8_t>(to_above <= to_corner ? above : corner);
}

void append_filtered(ConstImageView image, int y, int filter, std::vector<std::uint8_t>& to) {
  const auto pixel = static_cast<std::size_t>(bytes_per_pixel(image.format));
  const std::uint8_t* const row = image.row(y);
  const std::uint8_t* const above = image.row(y - 1);
  for (std::size_t i = 0; i < image.row_bytes(); ++i) {
    const std::uint8_t left = i < pixel ? std::uint8_t{0} : row[i - pixel];
    const std::uint8_t corner = i < pixel ? std::uint8_t{0} : above[i - pixel];
    std::uint8_t predicted = 0;
    if (filter == PNG_FILTER_SUB) predicted = left;
    if (filter == PNG_FILTER_UP) predicted = above[i];
    if (filter == PNG_FILTER_PAETH) predicted = paeth(left, above[i], corner);
    to.push_back(static_cast<std::uint8_t>(row[i] - predicted));
  }
}

// By the whole of a small picture, and by bands of a larger one. Of a few rows, there is nothing to choose by.
int best_filter(ConstImageView image) {
  constexpr int kBands = 8;
  const int band_rows = std::max(1, static_cast<int>(kPngSampleBytes / kBands / image.row_bytes()));
  constexpr std::array kFilters = {PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP, PNG_FILTER_PAETH};
  if (image.height < kBands) return PNG_FILTER_NONE;
  int best = PNG_FILTER_NONE;
  uLongf least = 0;
  std::vector<std::uint8_t> sample;
  std::vector<std::uint8_t> compressed;
  for (const int filter : kFilters) {
    sample.clear();
    for (int band = 0; band < kBands; ++band) {
      const int begin = std::max(1, image.height / kBands * band);
      const int end = std::min({begin + band_rows, image.height / kBands * (band + 1), image.height});
      for (int y = begin; y < end; ++y) append_filtered(image, y, filter, sample);
    }
    compressed.resize(compressBound(static_cast<uLong>(sample.size())));
    uLongf bytes = compressed.size();
    if (compress2(compressed.data(), &bytes, sample.data(), sample.size(), 6) != Z_OK) return PNG_FILTER_NONE;
    if (filter == kFilters.front() || bytes < least) {
      least = bytes;
      best = filter;
    }
  }
  return best;
}

}  // namespace

PngCompression choose_png_compression(ConstImageView image, const PngStorage& storage) {
  if (!storage.palette.empty() || storage.bit_depth < 8) return kForIndices;
  if (!is_drawing(image)) return kForPhotographs;
  return {best_filter(image), 9, Z_DEFAULT_STRATEGY};
}

PngCompression at_level(PngCompression compression, int level) noexcept {
  if (compression.strategy == kForPhotographs.strategy) compression = kAtOtherLevels;
  compression.level = level;
  return compression;
}

}  // namespace tbbimg::detail
