#include "kernels/point/word_tone.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tbbimg {
namespace {

constexpr int kWhite = 65535;
// Samples of a curve, which is on the scale 0..255.
constexpr double kWordsPerUnit = 257;

std::optional<int> offset_of(const std::vector<std::uint16_t>& table) noexcept {
  const int offset = table[0] != 0 ? table[0] : table[kWhite] - kWhite;
  for (int i = 0; i <= kWhite; ++i) {
    if (table[static_cast<std::size_t>(i)] != std::clamp(i + offset, 0, kWhite)) return std::nullopt;
  }
  return offset;
}

bool inverts_words(const std::vector<std::uint16_t>& table) noexcept {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] != kWhite - i) return false;
  }
  return true;
}

std::optional<std::uint16_t> lowest_of(const std::vector<std::uint16_t>& table) noexcept {
  const auto first = std::find(table.begin(), table.end(), std::uint16_t{kWhite});
  if (first == table.begin() || first == table.end()) return std::nullopt;
  const bool black = std::all_of(table.begin(), first, [](std::uint16_t value) { return value == 0; });
  const bool white = std::all_of(first, table.end(), [](std::uint16_t value) { return value == kWhite; });
  if (!black || !white) return std::nullopt;
  return static_cast<std::uint16_t>(first - table.begin());
}

}  // namespace

const WordTone::Entries& WordTone::entries(std::span<const Curve> curves) {
  std::call_once(once_, [&] {
    std::vector<std::uint16_t> table(std::size_t{kWhite} + 1);
    for (std::size_t i = 0; i < table.size(); ++i) {
      double value = static_cast<double>(i) / kWordsPerUnit;
      for (const Curve& curve : curves) value = curve(value);
      table[i] = static_cast<std::uint16_t>(std::lround(value * kWordsPerUnit));
    }
    entries_ = {.table = {}, .offset = offset_of(table), .lowest = lowest_of(table), .inverts = inverts_words(table)};
    entries_.table = std::move(table);
  });
  return entries_;
}

}  // namespace tbbimg
