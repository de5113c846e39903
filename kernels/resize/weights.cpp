#include "kernels/resize/weights.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "kernels/resize/table.hpp"

namespace tbbimg {
namespace {

double support_of(ResizeFilter filter) noexcept {
  switch (filter) {
    case ResizeFilter::nearest: return 0.0;
    case ResizeFilter::box: return 0.5;
    case ResizeFilter::bilinear:
    case ResizeFilter::hermite: return 1.0;
    case ResizeFilter::catmull_rom:
    case ResizeFilter::mitchell:
    case ResizeFilter::lanczos2: return 2.0;
    case ResizeFilter::lanczos3: return 3.0;
  }
  return 0.0;
}

// The two-parameter family of Mitchell and Netravali (1988), equation 8.
double cubic(double x, double b, double c) noexcept {
  x = std::abs(x);
  if (x < 1.0) return ((12 - 9 * b - 6 * c) * x * x * x + (-18 + 12 * b + 6 * c) * x * x + (6 - 2 * b)) / 6;
  if (x < 2.0) {
    return ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x + (-12 * b - 48 * c) * x + (8 * b + 24 * c)) / 6;
  }
  return 0.0;
}

double polynomial_filter(ResizeFilter filter, double x) noexcept {
  switch (filter) {
    case ResizeFilter::box: return x >= -0.5 && x < 0.5 ? 1.0 : 0.0;
    case ResizeFilter::bilinear: return std::max(0.0, 1.0 - std::abs(x));
    case ResizeFilter::hermite: return cubic(x, 0.0, 0.0);
    case ResizeFilter::catmull_rom: return cubic(x, 0.0, 0.5);
    case ResizeFilter::mitchell: return cubic(x, 1.0 / 3.0, 1.0 / 3.0);
    default: return 0.0;
  }
}

// sin(pi x) and sin(pi x / lobes) at equidistant x by rotation: a sine per tap would cost more than resampling a
// thumbnail. The error grows by 1e-16 per tap.
class LanczosSequence {
 public:
  LanczosSequence(int lobes, double first, double step) noexcept
      : lobes_(lobes),
        x_(first),
        step_(step),
        sine_(std::sin(std::numbers::pi * first / lobes)),
        cosine_(std::cos(std::numbers::pi * first / lobes)),
        sine_step_(std::sin(std::numbers::pi * step / lobes)),
        cosine_step_(std::cos(std::numbers::pi * step / lobes)) {}

  double next() noexcept {
    // sin 2a = 2 sin a cos a; sin 3a = 3 sin a - 4 sin^3 a
    const double sine_of_multiple = lobes_ == 2 ? 2 * sine_ * cosine_ : sine_ * (3 - 4 * sine_ * sine_);
    const double x = std::numbers::pi * x_;
    const double value = std::abs(x_) >= lobes_ ? 0.0
                         : std::abs(x) < 1e-8   ? 1.0
                                                : lobes_ * sine_of_multiple * sine_ / (x * x);
    const double sine = sine_ * cosine_step_ + cosine_ * sine_step_;
    cosine_ = cosine_ * cosine_step_ - sine_ * sine_step_;
    sine_ = sine;
    x_ += step_;
    return value;
  }

 private:
  int lobes_;
  double x_, step_, sine_, cosine_, sine_step_, cosine_step_;
};

void fill_taps(ResizeFilter filter, double first, double step, std::vector<double>& taps) noexcept {
  if (filter == ResizeFilter::lanczos2 || filter == ResizeFilter::lanczos3) {
    LanczosSequence sequence(filter == ResizeFilter::lanczos2 ? 2 : 3, first, step);
    for (double& tap : taps) tap = sequence.next();
  } else {
    for (std::size_t i = 0; i < taps.size(); ++i) {
      taps[i] = polynomial_filter(filter, first + static_cast<double>(i) * step);
    }
  }
}

}  // namespace

int nearest_sample(int index, AxisSpan source, int destination) noexcept {
  // The quotient of two integers is rounded to an integer only if it is one.
  const double centre = source.begin + (2.0 * index + 1) * source.length / (2.0 * destination);
  return std::clamp(static_cast<int>(std::floor(centre)), 0, source.size - 1);
}

AxisWeights make_nearest_starts(AxisSpan source, int destination) {
  AxisWeights axis;
  axis.taps = 1;
  for (int i = 0; i < destination; ++i) axis.starts.push_back(nearest_sample(i, source, destination));
  return axis;
}

AxisWeights make_axis_weights(AxisSpan source, int destination, ResizeFilter filter) {
  const double ratio = source.length / destination;
  const double scale = std::max(1.0, ratio);
  const double support = support_of(filter) * scale;

  AxisWeights axis;
  // An interval of length 2 support holds at most floor(2 support) + 1 integers.
  axis.taps = static_cast<int>(std::min(std::floor(2 * support) + 1, static_cast<double>(source.size)));
  const auto taps = static_cast<std::size_t>(axis.taps);
  const auto outputs = static_cast<std::size_t>(destination);
  axis.starts.resize(outputs);
  axis.weights.resize(outputs * taps);
  std::vector<double> exact(taps);

  for (std::size_t i = 0; i < outputs; ++i) {
    const double centre = source.begin + (static_cast<double>(i) + 0.5) * ratio - 0.5;
    const double first = std::clamp(std::ceil(centre - support), 0.0, static_cast<double>(source.size - axis.taps));
    axis.starts[i] = static_cast<std::int32_t>(first);
    fill_taps(filter, (first - centre) / scale, 1 / scale, exact);
    double sum = 0;
    for (const double weight : exact) sum += weight;
    if (!(sum > 0)) {  // a box narrower than the rounding error of its centre
      std::fill(exact.begin(), exact.end(), 0.0);
      const int nearest = nearest_sample(static_cast<int>(i), source, destination);
      exact[static_cast<std::size_t>(std::clamp(nearest - axis.starts[i], 0, axis.taps - 1))] = sum = 1;
    }
    for (std::size_t k = 0; k < taps; ++k) axis.weights[i * taps + k] = static_cast<float>(exact[k] / sum);
  }
  return axis;
}

std::vector<std::int16_t> to_fixed_point(const AxisWeights& axis, int padded_taps) {
  constexpr int kOne = 1 << kWeightBits;
  const auto taps = static_cast<std::size_t>(axis.taps);
  const auto padded = static_cast<std::size_t>(padded_taps);
  std::vector<std::int16_t> fixed(axis.starts.size() * padded);
  for (std::size_t i = 0; i < axis.starts.size(); ++i) {
    const float* weights = &axis.weights[i * taps];
    double exact = 0;
    long given = 0;
    std::size_t largest = 0;
    for (std::size_t k = 0; k < taps; ++k) {
      exact += static_cast<double>(weights[k]) * kOne;
      const long rounded = std::lround(exact) - given;
      given += rounded;
      fixed[i * padded + k] = static_cast<std::int16_t>(rounded);
      if (weights[k] > weights[largest]) largest = k;
    }
    // Floats sum to 1 up to their own rounding only; what is left is a unit of the last place at most.
    std::int16_t& centre = fixed[i * padded + largest];
    centre = static_cast<std::int16_t>(centre + (kOne - given));
  }
  return fixed;
}

}  // namespace tbbimg
