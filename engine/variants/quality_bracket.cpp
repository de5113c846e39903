#include "engine/variants/quality_bracket.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace tbbimg {
namespace {

constexpr int kKnotDistance = 5;
constexpr int kHighest = 100;

// Where a measure is not smooth, halving is what ends the search.
constexpr int kPredictions = 6;

}  // namespace

double value_at(const QualityCurve& curve, int quality) noexcept {
  const int knot = std::min(quality / kKnotDistance, static_cast<int>(curve.size()) - 2);
  const double low = curve[static_cast<std::size_t>(knot)];
  const double high = curve[static_cast<std::size_t>(knot) + 1];
  return low + (high - low) * (quality - knot * kKnotDistance) / kKnotDistance;
}

// The value of the curve at the crossing.
double QualityBracket::predicted(double expected) const noexcept {
  const auto value = [this](const End& end) { return value_at(curve_, end.quality); };
  if (below_.excess && above_.excess) {
    const double share = -*below_.excess / (*above_.excess - *below_.excess);
    return value(below_) + (value(above_) - value(below_)) * share;
  }
  // From one end, in growing steps, because the other should come into sight.
  const auto beyond = [this](int quality) { return value_at(curve_, std::clamp(quality, 0, kHighest)); };
  const int step = 1 << std::max(repeats_ - 1, 0);
  if (below_.excess) return std::max(value(below_) - *below_.excess, beyond(below_.quality + step));
  if (above_.excess) return std::min(value(above_) - *above_.excess, beyond(above_.quality - step));
  return expected;
}

int QualityBracket::next(double expected) noexcept {
  if (++predictions_ > kPredictions) return (below_.quality + above_.quality) / 2;
  const double wanted = predicted(expected);
  int nearest = below_.quality + 1;
  for (int quality = nearest; quality < above_.quality; ++quality) {
    if (std::abs(value_at(curve_, quality) - wanted) < std::abs(value_at(curve_, nearest) - wanted)) nearest = quality;
  }
  return nearest;
}

void QualityBracket::tried(int quality, double excess) noexcept {
  if (quality <= below_.quality || quality >= above_.quality) return;
  const bool below = excess < 0;
  repeats_ = repeats_ >= 0 && below == last_below_ ? repeats_ + 1 : 0;
  last_below_ = below;
  (below ? below_ : above_) = {quality, excess};
}

}  // namespace tbbimg
