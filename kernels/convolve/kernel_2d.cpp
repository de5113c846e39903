#include "kernels/convolve/kernel_2d.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "kernels/convolve/kernel_2d_fixed_point.hpp"
#include "kernels/convolve/words.hpp"

namespace tbbimg {
namespace {

constexpr double kMaxSum = std::numeric_limits<std::int32_t>::max();
constexpr double kMaxNarrowSum = std::numeric_limits<std::int16_t>::max();
constexpr double kMaxWeight = std::numeric_limits<std::int16_t>::max();
constexpr double kMaxNarrowWeight = std::numeric_limits<std::int8_t>::max();
constexpr int kMaxFractionBits = 22;
// Of a gray level: what rounding the weights may do to a result, at the worst.
constexpr double kMaxError = 0.45;
// What to strive for, at the price of a few more layers.
constexpr double kGoodError = 0.2;

struct Rounded {
  std::vector<std::int32_t> weights;
  double error = 0;    // of a result, in gray levels, at the worst
  double largest = 0;  // of the weights
  double sum = 0;      // the largest that a sum of products may become
};

// To a sum that is right, so that what is constant stays so: the largest weight takes what the others leave.
Rounded round_weights(const std::vector<double>& weights, double bias, int fraction_bits) {
  Rounded rounded;
  const double one = std::ldexp(1.0, fraction_bits);
  double exact_sum = 0;
  double given = 0;
  std::size_t largest = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    rounded.weights.push_back(static_cast<std::int32_t>(std::lround(weights[i] * one)));
    exact_sum += weights[i] * one;
    given += rounded.weights.back();
    if (std::abs(weights[i]) > std::abs(weights[largest])) largest = i;
  }
  rounded.weights[largest] += static_cast<std::int32_t>(std::lround(exact_sum - given));
  double absolute_sum = 0;
  double error = 0;
  double error_of_sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double weight = rounded.weights[i];
    rounded.largest = std::max(rounded.largest, std::abs(weight));
    absolute_sum += std::abs(weight);
    error += std::abs(weight - weights[i] * one);
    error_of_sum += weight - weights[i] * one;
  }
  // Errors of weights that cancel do so for the mean of 0 and 255, which pixels differ from by 127.5.
  rounded.error = (127.5 * error + 127.5 * std::abs(error_of_sum)) / one;
  rounded.sum = 255 * absolute_sum + std::abs(bias) * one + one;
  return rounded;
}

// The fewest bits that lose nothing; else as many as one layer takes, and more where that is too coarse.
int choose_fraction_bits(const std::vector<double>& weights, double bias) {
  int chosen = 0;
  for (int bits = 0; bits <= kMaxFractionBits; ++bits) {
    const Rounded rounded = round_weights(weights, bias, bits);
    if (rounded.sum > kMaxSum) break;
    const bool exact_bias = std::ldexp(bias, bits) == std::round(std::ldexp(bias, bits));
    if (rounded.error == 0 && exact_bias) return bits;
    if (bits == 0 || rounded.largest <= kMaxWeight || round_weights(weights, bias, chosen).error > kGoodError) {
      chosen = bits;
    }
  }
  return chosen;
}

std::vector<std::vector<std::int16_t>> split_into_layers(std::vector<std::int32_t> weights) {
  std::vector<std::vector<std::int16_t>> layers;
  const auto is_zero = [](std::int32_t weight) { return weight == 0; };
  while (layers.empty() || !std::all_of(weights.begin(), weights.end(), is_zero)) {
    std::vector<std::int16_t>& layer = layers.emplace_back();
    for (std::int32_t& weight : weights) {
      constexpr auto kLimit = static_cast<std::int32_t>(kMaxWeight);
      layer.push_back(static_cast<std::int16_t>(std::clamp(weight, -kLimit, kLimit)));
      weight -= layer.back();
    }
  }
  return layers;
}

tl::unexpected<Error> invalid(std::string message) { return fail(ErrorCode::invalid_argument, std::move(message)); }

Status check(Size size, std::span<const double> weights, double divisor, double bias) {
  const auto allowed = [](int side) { return side >= 1 && side <= Kernel2D::kMaxSide && side % 2 == 1; };
  const std::string sides = std::to_string(size.width) + "x" + std::to_string(size.height);
  if (!allowed(size.width) || !allowed(size.height)) {
    return invalid("a convolution kernel of " + sides + " is not possible: both sides are odd numbers from 1 to 31");
  }
  if (weights.size() != size.pixels()) {
    return invalid("a convolution kernel of " + sides + " has " + std::to_string(size.pixels()) + " weights, not " +
                   std::to_string(weights.size()));
  }
  if (divisor == 0) return invalid("a convolution kernel cannot have the divisor 0");
  const auto finite = [](double value) { return std::isfinite(value) && std::abs(value) <= 1e6; };
  const auto finite_weight = [&](double weight) { return finite(weight) && finite(weight / divisor); };
  if (!std::all_of(weights.begin(), weights.end(), finite_weight) || !finite(bias)) {
    return invalid("the weights of a convolution kernel over its divisor, and its bias, are within -1e6 to 1e6");
  }
  return {};
}

Kernel2D preset(const std::array<double, 9>& weights) {
  return Kernel2D::create({3, 3}, weights).value();  // NOLINT(bugprone-unchecked-optional-access): sides and sums fit
}

}  // namespace

Result<Kernel2D> Kernel2D::create(Size size, std::span<const double> weights, double divisor, double bias) {
  TBBIMG_RETURN_IF_ERROR(check(size, weights, divisor, bias));
  std::vector<double> divided(weights.begin(), weights.end());
  for (double& weight : divided) weight /= divisor;
  const int bits = choose_fraction_bits(divided, bias);
  const Rounded rounded = round_weights(divided, bias, bits);
  if (rounded.sum > kMaxSum || rounded.error > kMaxError) {
    return fail(ErrorCode::unsupported,
                "the weights of this convolution kernel are too large to be exact: use a larger divisor");
  }
  FixedPoint fixed;
  fixed.size = size;
  fixed.fraction_bits = bits;
  fixed.offset = static_cast<std::int32_t>(std::lround(std::ldexp(bias, bits)) + (bits == 0 ? 0 : 1L << (bits - 1)));
  fixed.narrow = rounded.sum <= kMaxNarrowSum && rounded.largest <= kMaxNarrowWeight;
  fixed.layers = split_into_layers(rounded.weights);
  fixed.weights.assign(divided.begin(), divided.end());
  fixed.bias = static_cast<float>(bias * kWordsPerLevel);
  return Kernel2D(std::make_shared<const FixedPoint>(std::move(fixed)));
}

Kernel2D Kernel2D::identity() { return preset({0, 0, 0, 0, 1, 0, 0, 0, 0}); }
Kernel2D Kernel2D::sharpen() { return preset({0, -1, 0, -1, 5, -1, 0, -1, 0}); }
Kernel2D Kernel2D::emboss() { return preset({-2, -1, 0, -1, 1, 1, 0, 1, 2}); }
Kernel2D Kernel2D::edge() { return preset({-1, -1, -1, -1, 8, -1, -1, -1, -1}); }

Size Kernel2D::size() const noexcept { return fixed_point_->size; }

}  // namespace tbbimg
