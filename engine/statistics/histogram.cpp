#include "engine/statistics/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace tbbimg {
namespace {

// Values that have kSubBits + 1 bits or fewer are their own index; of longer ones the leading kSubBits + 1 bits count.
constexpr unsigned kSubBits = 6;
constexpr std::uint64_t kSub = std::uint64_t{1} << kSubBits;
constexpr std::size_t kBuckets = (64 - kSubBits + 1) * kSub;

unsigned shift_of(std::uint64_t value) noexcept {
  return value < 2 * kSub ? 0 : static_cast<unsigned>(std::bit_width(value)) - (kSubBits + 1);
}

std::size_t index_of(std::uint64_t value) noexcept {
  const unsigned shift = shift_of(value);
  return shift * kSub + (value >> shift);
}

std::uint64_t low_of(std::size_t index) noexcept {
  if (index < 2 * kSub) return index;
  const std::size_t shift = index / kSub - 1;
  return (index - shift * kSub) << shift;
}

std::uint64_t high_of(std::size_t index) noexcept {
  return index + 1 == kBuckets ? ~std::uint64_t{0} : low_of(index + 1) - 1;
}

}  // namespace

void Histogram::add(std::uint64_t value) {
  if (counts_.empty()) counts_.resize(kBuckets);
  ++counts_[index_of(value)];
  min_ = count_ == 0 ? value : std::min(min_, value);
  max_ = std::max(max_, value);
  ++count_;
  sum_ += value;
}

double Histogram::mean() const noexcept {
  return count_ == 0 ? 0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

std::uint64_t Histogram::quantile(double fraction) const noexcept {
  if (count_ == 0) return 0;
  const double rank = std::ceil(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(count_));
  const auto wanted = std::max<std::uint64_t>(static_cast<std::uint64_t>(rank), 1);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen < wanted) continue;
    const std::uint64_t middle = low_of(i) + (high_of(i) - low_of(i)) / 2;
    return std::clamp(middle, min_, max_);
  }
  return max_;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> buckets;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] > 0) buckets.push_back({low_of(i), high_of(i), counts_[i]});
  }
  return buckets;
}

}  // namespace tbbimg
