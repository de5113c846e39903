#include "codecs/png/detail/compression.hpp"

#include <png.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

namespace tbbimg::detail {
namespace {

constexpr PngCompression kForPhotographs{PNG_FILTER_PAETH, 1, Z_RLE};
constexpr PngCompression kForIndices{PNG_FILTER_NONE, 9, Z_DEFAULT_STRATEGY};
constexpr PngCompression kAtOtherLevels{PNG_ALL_FILTERS, 0, Z_FILTERED};  // of photographs

// Shares of pixels that equal their left neighbour, measured. Photographs have up to 0.3, and 0.4 to 0.9 with a black
// sky; drawings that were scaled have 0.2 to 0.9, and screenshots 0.9.
constexpr double kFlatShareOfSomeDrawings = 0.15;
constexpr double kFlatShareOfDrawings = 0.7;

// In between, what is this much smaller than as a photograph is a drawing: of large pictures, for that takes three
// times as long as a photograph, and of small ones.
constexpr double kGainOfDrawings = 0.9;
constexpr double kGainOfSmallDrawings = 0.97;

double flat_share(ConstImageView image) noexcept {
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
  return sampled == 0 ? 0 : static_cast<double>(flat) / static_cast<double>(sampled);
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

// Bytes that deflate makes of them; nothing if zlib lacks memory.
std::optional<std::size_t> deflated(std::span<std::uint8_t> bytes, const PngCompression& compression) {
  z_stream stream{};
  if (deflateInit2(&stream, compression.level, Z_DEFLATED, MAX_WBITS, MAX_MEM_LEVEL - 1, compression.strategy) !=
      Z_OK) {
    return std::nullopt;
  }
  std::vector<std::uint8_t> compressed(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  stream.next_in = bytes.data();
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = compressed.data();
  stream.avail_out = static_cast<uInt>(compressed.size());
  const bool is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  deflateEnd(&stream);
  return is_done ? std::optional<std::size_t>(stream.total_out) : std::nullopt;
}

// Of up to 8 bands of a picture, together of `bytes`; `add` gets each row but the first.
template <class Add>
void sample_rows(int height, std::size_t row_bytes, std::size_t bytes, const Add& add) {
  constexpr int kBands = 8;
  const int band_rows = std::max(1, static_cast<int>(bytes / kBands / row_bytes));
  for (int band = 0; band < kBands; ++band) {
    const int begin = std::max(1, height * band / kBands);
    const int end = std::min(begin + band_rows, height * (band + 1) / kBands);
    for (int y = begin; y < end; ++y) add(y);
  }
}

// The whole of a small picture, and bands of a larger one, but for its first row.
class PngSample {
 public:
  explicit PngSample(ConstImageView image, std::size_t bytes = kPngSampleBytes) noexcept
      : image_(image), bytes_(bytes) {}

  // Bytes that it takes; nothing if zlib lacks memory.
  [[nodiscard]] std::optional<std::size_t> bytes(const PngCompression& compression) {
    filtered_.clear();
    sample_rows(image_.height, image_.row_bytes(), bytes_,
                [&](int y) { append_filtered(image_, y, compression.filter, filtered_); });
    return deflated(filtered_, compression);
  }

  // The sample's part of the picture, once bytes() was asked for.
  [[nodiscard]] double share() const noexcept {
    return static_cast<double>(filtered_.size()) / static_cast<double>(image_bytes({image_.size(), image_.format}));
  }

 private:
  ConstImageView image_;
  std::size_t bytes_;
  std::vector<std::uint8_t> filtered_;
};

// That of the filter which makes the sample smallest; `is_surely_drawing`: whatever photographs' would make of it.
PngCompression by_trial(ConstImageView image, bool is_surely_drawing) {
  constexpr int kFewRows = 8;  // of which there is nothing to choose by
  const bool is_small = image.row_bytes() * static_cast<std::size_t>(image.height) <= kPngSampleBytes;
  PngCompression best{PNG_FILTER_NONE, is_surely_drawing || is_small ? 9 : 6, Z_DEFAULT_STRATEGY};
  if (image.height < kFewRows) return is_surely_drawing ? best : kForPhotographs;
  PngSample sample(image);
  std::optional<std::size_t> least;
  for (const int filter : {PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP, PNG_FILTER_PAETH}) {
    const auto bytes = sample.bytes({filter, 6, Z_DEFAULT_STRATEGY});
    if (!bytes || (least && *bytes >= *least)) continue;
    least = bytes;
    best.filter = filter;
  }
  if (is_surely_drawing) return best;
  const auto as_photograph = sample.bytes(kForPhotographs);
  const double gain = is_small ? kGainOfSmallDrawings : kGainOfDrawings;
  const bool gains = least && as_photograph && static_cast<double>(*least) < gain * static_cast<double>(*as_photograph);
  return gains ? best : kForPhotographs;
}

}  // namespace

PngCompression choose_png_compression(ConstImageView image, const PngStorage& storage) {
  if (!storage.palette.empty() || storage.bit_depth < 8) return kForIndices;
  const double flat = flat_share(image);
  if (flat < kFlatShareOfSomeDrawings) return kForPhotographs;
  return by_trial(image, flat > kFlatShareOfDrawings);
}

bool deflates_better_in_bytes(Size size, int bits, const IndicesOfRow& indices_of_row) {
  // Of a small picture, a few bytes say nothing.
  constexpr std::size_t kLeastGain = 32;
  const auto width = static_cast<std::size_t>(size.width);
  std::vector<std::uint8_t> indices(width);
  std::vector<std::uint8_t> packed((width * static_cast<std::size_t>(bits) + 7) / 8);
  std::vector<std::uint8_t> all_indices;
  std::vector<std::uint8_t> all_packed;
  sample_rows(size.height, width, kPngSampleBytes, [&](int y) {
    indices_of_row(y, indices);
    pack_png_bits(indices, bits, packed);
    all_indices.insert(all_indices.end(), indices.begin(), indices.end());
    all_packed.insert(all_packed.end(), packed.begin(), packed.end());
  });
  const auto of_indices = deflated(all_indices, kForIndices);
  const auto of_packed = deflated(all_packed, kForIndices);
  return of_indices && of_packed && *of_indices + kLeastGain < *of_packed;
}

bool may_take_fewer_bytes(ConstImageView image, std::size_t bytes) {
  constexpr std::size_t kSampleBytes = std::size_t{128} << 10;
  struct Trial {
    PngCompression compression;
    double most_gain;  // of what is chosen in the end over this
  };
  constexpr std::array kTrials = {Trial{kForPhotographs, 1.3}, Trial{{PNG_FILTER_NONE, 1, Z_DEFAULT_STRATEGY}, 2}};
  PngSample sample(image, kSampleBytes);
  return std::any_of(kTrials.begin(), kTrials.end(), [&](const Trial& trial) {
    const auto of_sample = sample.bytes(trial.compression);
    return !of_sample ||
           static_cast<double>(*of_sample) <= trial.most_gain * sample.share() * static_cast<double>(bytes);
  });
}

PngCompression at_level(PngCompression compression, int level) noexcept {
  if (compression.strategy == kForPhotographs.strategy) compression = kAtOtherLevels;
  compression.level = level;
  return compression;
}

}  // namespace tbbimg::detail
