#include "kernels/enhance/clahe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <numeric>
#include <string>

#include "kernels/core/validate.hpp"
#include "kernels/enhance/luma_row.hpp"

namespace tbbimg {
namespace {

Size tiles_of(Size image, Size wanted) noexcept {
  return {std::min(wanted.width, image.width), std::min(wanted.height, image.height)};
}

// First pixel of a tile, along one side.
int tile_begin(int tile, int tiles, int length) noexcept {
  return static_cast<int>(std::int64_t{tile} * length / tiles);
}

int tile_at(int position, int tiles, int length) noexcept {
  int tile = static_cast<int>(std::int64_t{position} * tiles / length);
  while (tile + 1 < tiles && tile_begin(tile + 1, tiles, length) <= position) ++tile;
  return tile;
}

// The two tiles around a pixel, and the weight of the second one.
struct Neighbours {
  int first;
  int second;
  int weight;
};

Neighbours neighbours_of(int position, int tiles, int length) noexcept {
  const auto centre = [&](int tile) {
    return (tile_begin(tile, tiles, length) + tile_begin(tile + 1, tiles, length)) / 2.0;
  };
  const double middle = position + 0.5;
  const int tile = tile_at(position, tiles, length);
  const int first = middle < centre(tile) ? tile - 1 : tile;
  if (first < 0) return {0, 0, 0};
  if (first + 1 >= tiles) return {first, first, 0};
  const double share = (middle - centre(first)) / (centre(first + 1) - centre(first));
  return {first, first + 1, static_cast<int>(std::lround(share * (1 << kClaheWeightBits)))};
}

// What count_values() asks for.
constexpr std::size_t kCopiedBins = kHistogramCopies * 4 * 256;

// Adds the copies of a row of tiles to its histograms, and clears them.
void add_copies(std::vector<std::uint32_t>& copies, std::uint32_t* bins) noexcept {
  for (std::size_t i = 0; i < copies.size(); ++i) {
    const bool is_luma = i / 256 % 4 == 0;  // and not the alpha of a pixel
    if (is_luma) bins[i / kCopiedBins * 256 + i % 256] += copies[i];
    copies[i] = 0;
  }
}

// A tile's table. Where nothing is visible, there is nothing to equalize.
void fill_table(const std::uint32_t* bins, double clip_limit, std::uint16_t* table) noexcept {
  const double area = std::accumulate(bins, bins + 256, 0.0);
  if (area == 0) {
    for (std::size_t value = 0; value < 256; ++value)
      table[value] = static_cast<std::uint16_t>(value << kClaheFractionBits);
    return;
  }
  const double limit = std::max(1.0, clip_limit * area / 256);
  double excess = 0;
  for (std::size_t value = 0; value < 256; ++value) excess += std::max(0.0, bins[value] - limit);
  double sum = 0;
  for (std::size_t value = 0; value < 256; ++value) {
    sum += std::min<double>(bins[value], limit) + excess / 256;
    const double share = std::min(1.0, sum / area);
    table[value] = static_cast<std::uint16_t>(std::lround(share * (255 << kClaheFractionBits)));
  }
}

}  // namespace

Result<TileHistograms> TileHistograms::create(ConstImageView source, Size tiles, RowRange rows, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, kAll8BitFormats, "CLAHE"));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, source.height));
  if (std::min(tiles.width, tiles.height) < 1 || std::max(tiles.width, tiles.height) > ClahePlan::kMaxTiles) {
    return fail(ErrorCode::invalid_argument,
                to_string(tiles) + " tiles are not within the allowed 1 to " + std::to_string(ClahePlan::kMaxTiles));
  }
  TileHistograms result;
  result.tiles_ = tiles_of(source.size(), tiles);
  if (source.empty() || rows.count() == 0) return result;

  const auto columns = static_cast<std::size_t>(result.tiles_.width);
  result.first_row_ = tile_at(rows.begin, result.tiles_.height, source.height);
  const int last_row = tile_at(rows.end - 1, result.tiles_.height, source.height);
  // A row of tiles is counted in copies, which are added up when it ends.
  std::vector<std::uint32_t> copies;
  try {
    result.bins_.resize(static_cast<std::size_t>(last_row - result.first_row_ + 1) * columns * 256);
    copies.resize(columns * kCopiedBins);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the histograms of " + to_string(result.tiles_) + " tiles");
  }
  TBBIMG_ASSIGN_OR_RETURN(LumaRow luma_row, LumaRow::create(source.format, source.width, kernels.table()));
  const auto channels = static_cast<std::size_t>(luma_row.gray_channels());
  for (int y = rows.begin; y < rows.end; ++y) {
    const std::uint8_t* const gray = luma_row.gray_of(source.row(y));
    for (int tile = 0; tile < result.tiles_.width; ++tile) {
      const int begin = tile_begin(tile, result.tiles_.width, source.width);
      const int end = tile_begin(tile + 1, result.tiles_.width, source.width);
      kernels.table().enhance.count_values(gray + static_cast<std::size_t>(begin) * channels,
                                           static_cast<std::size_t>(end - begin), channels,
                                           copies.data() + static_cast<std::size_t>(tile) * kCopiedBins);
    }
    const int row = tile_at(y, result.tiles_.height, source.height);
    if (y + 1 == rows.end || tile_at(y + 1, result.tiles_.height, source.height) != row) {
      add_copies(copies, result.bins_.data() + static_cast<std::size_t>(row - result.first_row_) * columns * 256);
    }
  }
  return result;
}

TileHistograms& TileHistograms::operator+=(const TileHistograms& other) {
  if (other.bins_.empty()) return *this;
  if (bins_.empty()) return *this = other;
  const auto row_bins = static_cast<std::size_t>(tiles_.width) * 256;
  if (other.first_row_ < first_row_) {
    bins_.insert(bins_.begin(), static_cast<std::size_t>(first_row_ - other.first_row_) * row_bins, 0);
    first_row_ = other.first_row_;
  }
  const std::size_t offset = static_cast<std::size_t>(other.first_row_ - first_row_) * row_bins;
  bins_.resize(std::max(bins_.size(), offset + other.bins_.size()));
  for (std::size_t i = 0; i < other.bins_.size(); ++i) bins_[offset + i] += other.bins_[i];
  return *this;
}

Result<ClahePlan> ClahePlan::create(const TileHistograms& histograms, Size image, double clip_limit) {
  if (!(clip_limit >= 1 && clip_limit <= kMaxClipLimit)) {
    return fail(ErrorCode::invalid_argument, "a clip limit of " + std::to_string(clip_limit) +
                                                 " is not within the allowed 1 to " + std::to_string(kMaxClipLimit));
  }
  const Size tiles = histograms.tiles_;
  const auto count = static_cast<std::size_t>(tiles.width) * static_cast<std::size_t>(tiles.height);
  if (tiles_of(image, tiles) != tiles || histograms.bins_.size() != count * 256) {
    return fail(ErrorCode::invalid_argument, "the histograms are not those of all tiles of the image");
  }
  ClahePlan plan;
  plan.image_ = image;
  plan.tiles_ = tiles;
  try {
    plan.tables_.resize(count * 256);
    plan.span_ends_.reserve(static_cast<std::size_t>(tiles.width) + 1);
    plan.column_weights_.reserve(2 * static_cast<std::size_t>(image.width));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory for the tables of " + to_string(tiles) + " tiles");
  }
  for (std::size_t first = 0; first < plan.tables_.size(); first += 256) {
    fill_table(histograms.bins_.data() + first, clip_limit, plan.tables_.data() + first);
  }
  for (int x = 0; x < image.width; ++x) {
    const auto [left, right, weight] = neighbours_of(x, tiles.width, image.width);
    // Spans are numbered by the tile on their right; the last one has none.
    const auto span = static_cast<std::size_t>(left == right && left > 0 ? tiles.width : right);
    plan.span_ends_.resize(std::max(plan.span_ends_.size(), span), x);
    plan.column_weights_.push_back(static_cast<std::int16_t>((1 << kClaheWeightBits) - weight));
    plan.column_weights_.push_back(static_cast<std::int16_t>(weight));
  }
  plan.span_ends_.resize(static_cast<std::size_t>(tiles.width) + 1, image.width);
  return plan;
}

Status ClahePlan::run(ConstImageView source, ImageView destination, RowRange rows, Kernels kernels) const {
  TBBIMG_RETURN_IF_ERROR(check_same_shape(source, destination, rows, "CLAHE"));
  TBBIMG_RETURN_IF_ERROR(check_size(source.size(), image_, "source"));
  if (destination.empty()) return {};

  const EnhanceTable& table = kernels.table().enhance;
  TBBIMG_ASSIGN_OR_RETURN(LumaRow luma_row, LumaRow::create(source.format, source.width, kernels.table()));
  std::array<std::uint32_t, 256> pairs;
  const auto tile_table = [this](int column, int row) {
    const std::int64_t tile = std::int64_t{row} * tiles_.width + std::clamp(column, 0, tiles_.width - 1);
    return tables_.data() + tile * 256;
  };
  for (int y = rows.begin; y < rows.end; ++y) {
    const std::uint8_t* const luma = luma_row.luma_of(source.row(y));
    const auto [above, below, weight] = neighbours_of(y, tiles_.height, image_.height);
    int begin = 0;
    for (int span = 0; span <= tiles_.width; ++span) {
      const int end = span_ends_[static_cast<std::size_t>(span)];
      if (end == begin) continue;
      const std::array<const std::uint16_t*, 4> around = {tile_table(span - 1, above), tile_table(span, above),
                                                          tile_table(span - 1, below), tile_table(span, below)};
      table.clahe_pairs(around.data(), (1 << kClaheWeightBits) - weight, weight, pairs.data());
      table.clahe_span({luma + begin, luma_row.new_luma() + begin, static_cast<std::size_t>(end - begin), pairs.data(),
                        column_weights_.data() + 2 * static_cast<std::size_t>(begin)});
      begin = end;
    }
    luma_row.replace(source.row(y), destination.row(y));
  }
  return {};
}

}  // namespace tbbimg
