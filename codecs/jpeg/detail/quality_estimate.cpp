#include "codecs/jpeg/detail/quality_estimate.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <span>

namespace tbbimg::detail {
namespace {

constexpr std::size_t kSteps = DCTSIZE2;
using QuantTable = std::array<std::uint16_t, kSteps>;

// T.81, tables K.1 and K.2, by rows.
constexpr QuantTable kLuma = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,  //
                              14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,  //
                              18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,  //
                              49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr QuantTable kChroma = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,  //
                                24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,  //
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,  //
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

// Steps of a baseline file have 8 bits; those of others 16, of which libjpeg's scaling uses 15.
constexpr int kMostBaselineStep = 255;
constexpr int kMostStep = 32'767;

// jpeg_quality_scaling(): in percent.
constexpr int scaling_of(int quality) noexcept { return quality < 50 ? 5000 / quality : 200 - 2 * quality; }

constexpr int scaled_step(int standard, int scaling, int most) noexcept {
  return std::clamp((standard * scaling + 50) / 100, 1, most);
}

struct ComparedTable {
  const QuantTable* standard;
  std::span<const UINT16, kSteps> steps;
};
using ComparedTables = std::array<std::optional<ComparedTable>, 2>;

std::int64_t sum_of_scaled(const ComparedTables& tables, int quality, int most) noexcept {
  const int scaling = scaling_of(quality);
  std::int64_t sum = 0;
  for (const auto& table : tables) {
    if (!table) continue;
    for (const int step : *table->standard) sum += scaled_step(step, scaling, most);
  }
  return sum;
}

std::int64_t sum_of_steps(const ComparedTables& tables) noexcept {
  std::int64_t sum = 0;
  for (const auto& table : tables) {
    if (table) sum = std::accumulate(table->steps.begin(), table->steps.end(), sum);
  }
  return sum;
}

bool are_scaled(const ComparedTables& tables, int quality, int most) noexcept {
  const int scaling = scaling_of(quality);
  return std::all_of(tables.begin(), tables.end(), [&](const auto& table) {
    return !table || std::equal(table->steps.begin(), table->steps.end(), table->standard->begin(),
                                [&](int step, int standard) { return step == scaled_step(standard, scaling, most); });
  });
}

// The quality whose sum of steps comes nearest: sums fall with the quality.
int nearest_quality(const ComparedTables& tables, int most) noexcept {
  const std::int64_t wanted = sum_of_steps(tables);
  int low = 1;
  int high = 100;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (sum_of_scaled(tables, middle, most) <= wanted) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  if (low == 1) return low;
  const std::int64_t below = wanted - sum_of_scaled(tables, low, most);
  const std::int64_t above = sum_of_scaled(tables, low - 1, most) - wanted;
  return std::abs(below) <= above ? low : low - 1;
}

}  // namespace

std::optional<QualityEstimate> estimate_jpeg_quality(const jpeg_decompress_struct& header) noexcept {
  // Whatever shares the table of the first component is quantised like luma, as in RGB and CMYK; the fourth is the K.
  ComparedTables tables;
  const int luma = header.comp_info[0].quant_tbl_no;
  for (int i = 0; i < std::min(header.num_components, 4); ++i) {
    const int number = header.comp_info[i].quant_tbl_no;
    if (number < 0 || number >= NUM_QUANT_TBLS || header.quant_tbl_ptrs[number] == nullptr) return std::nullopt;
    const std::span<const UINT16, kSteps> steps(header.quant_tbl_ptrs[number]->quantval);
    const bool is_chroma = number != luma && i != 3;
    auto& table = tables[is_chroma ? 1 : 0];
    if (!table) table = ComparedTable{is_chroma ? &kChroma : &kLuma, steps};
  }
  for (const int most : {kMostBaselineStep, kMostStep}) {
    const int quality = nearest_quality(tables, most);
    if (are_scaled(tables, quality, most)) return QualityEstimate{quality, true};
  }
  return QualityEstimate{nearest_quality(tables, kMostStep), false};
}

}  // namespace tbbimg::detail
