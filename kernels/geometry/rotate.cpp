#include "kernels/geometry/rotate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numbers>
#include <string>
#include <tuple>
#include <utility>

#include "kernels/core/validate.hpp"
#include "kernels/resize/weights.hpp"

namespace tbbimg {
namespace {

constexpr double kNothing = 1.0 / 64;  // of a pixel

// Exact at quarter turns.
std::pair<double, double> sine_and_cosine(double degrees) noexcept {
  const double quarters = degrees / 90;
  if (quarters == std::floor(quarters)) {
    constexpr std::array<std::pair<double, double>, 4> kExact = {{{0, 1}, {1, 0}, {0, -1}, {-1, 0}}};
    return kExact[static_cast<std::size_t>(static_cast<long long>(quarters) & 3)];
  }
  const double radians = degrees * std::numbers::pi / 180;
  return {std::sin(radians), std::cos(radians)};
}

int whole_side(double side) noexcept { return std::max(static_cast<int>(std::ceil(side - kNothing)), 1); }
int filled_side(double side) noexcept { return std::max(static_cast<int>(std::floor(side + kNothing)), 1); }

int taps_of(ResizeFilter filter) noexcept {
  switch (filter) {
    case ResizeFilter::nearest:
    case ResizeFilter::box: return 1;
    case ResizeFilter::bilinear:
    case ResizeFilter::hermite: return 2;
    case ResizeFilter::catmull_rom:
    case ResizeFilter::mitchell:
    case ResizeFilter::lanczos2: return 4;
    case ResizeFilter::lanczos3: return 6;
  }
  return 1;
}

}  // namespace

Size rotated_size(Size size, double degrees) noexcept {
  const auto [sine, cosine] = sine_and_cosine(degrees);
  const double s = std::abs(sine);
  const double c = std::abs(cosine);
  return {whole_side(size.width * c + size.height * s), whole_side(size.width * s + size.height * c)};
}

// Either two corners lie on the long sides and the others inside, or all four lie on the sides.
Size filled_size(Size size, double degrees) noexcept {
  const auto [sine, cosine] = sine_and_cosine(degrees);
  const double s = std::abs(sine);
  const double c = std::abs(cosine);
  const double w = size.width;
  const double h = size.height;
  const double doubled = c * c - s * s;  // cosine of twice the angle
  if (std::min(w, h) <= 2 * s * c * std::max(w, h) || std::abs(doubled) < 1e-9) {
    const double half = std::min(w, h) / 2;
    const Size tall = {filled_side(half / c), filled_side(half / s)};
    return w >= h ? tall.transposed() : tall;
  }
  return {filled_side((w * c - h * s) / doubled), filled_side((h * c - w * s) / doubled)};
}

Result<Rotation> Rotation::create(double degrees, ResizeFilter filter, Rgba8 background) {
  if (!std::isfinite(degrees) || std::abs(degrees) > 1e6) {
    return fail(ErrorCode::invalid_argument, std::to_string(degrees) + " degrees is not an allowed angle");
  }
  Rotation rotation;
  rotation.background_ = background;
  std::tie(rotation.sine_, rotation.cosine_) = sine_and_cosine(degrees);
  rotation.taps_ = taps_of(filter);
  if (rotation.taps_ == 1) return rotation;
  // One output whose centre lies between the middles of samples 5 and 6 of twelve.
  constexpr int kBase = 5;
  const int first = kBase - rotation.taps_ / 2 + 1;
  rotation.phases_.resize(kPhases + 1);
  for (std::size_t phase = 0; phase <= kPhases; ++phase) {
    const double begin = kBase + static_cast<double>(phase) / kPhases;
    const AxisWeights axis = make_axis_weights({2 * kBase + 2, begin, 1}, 1, filter);
    for (int tap = 0; tap < rotation.taps_; ++tap) {
      const int index = first + tap - axis.starts[0];
      if (index >= 0 && index < axis.taps) {
        rotation.phases_[phase][static_cast<std::size_t>(tap)] = axis.weights[static_cast<std::size_t>(index)];
      }
    }
  }
  return rotation;
}

// The walk over rows of one format. Pixels are floats in the samples' range, colours multiplied by alpha.
template <class Sample, std::size_t kFrom, std::size_t kTo>
class RotationRows {
 public:
  RotationRows(const Rotation& rotation, ConstImageView source, ImageView destination) noexcept
      : rotation_(rotation), source_(source), destination_(destination) {
    const Rgba8 color = rotation.background_;
    background_bytes_ = pixel_of(color, destination.format);
    background_ = read<kTo>(background_bytes_.data());
  }

  void make(int y) const noexcept {
    std::uint8_t* out = destination_.row(y);
    const double down = y + 0.5 - destination_.height / 2.0;
    const double shift = rotation_.taps_ == 1 ? 0 : 0.5;
    // Of the middle of the row.
    const double u0 = source_.width / 2.0 + rotation_.sine_ * down - shift;
    const double v0 = source_.height / 2.0 + rotation_.cosine_ * down - shift;
    const int before = std::max(rotation_.taps_ / 2 - 1, 0);
    for (int x = 0; x < destination_.width; ++x, out += kTo * sizeof(Sample)) {
      const double right = x + 0.5 - destination_.width / 2.0;
      const double u = u0 + rotation_.cosine_ * right;
      const double v = v0 - rotation_.sine_ * right;
      const double column = std::floor(u);
      const double row = std::floor(v);
      const Point at = {static_cast<int>(column) - before, static_cast<int>(row) - before};
      if (at.x >= source_.width || at.y >= source_.height || at.x + rotation_.taps_ <= 0 ||
          at.y + rotation_.taps_ <= 0) {
        std::memcpy(out, background_bytes_.data(), kTo * sizeof(Sample));
        continue;
      }
      switch (rotation_.taps_) {
        case 1: write(tap(at.x, at.y), out); break;
        case 2: write(sum<2>(at, phase(u - column), phase(v - row)), out); break;
        case 4: write(sum<4>(at, phase(u - column), phase(v - row)), out); break;
        default: write(sum<6>(at, phase(u - column), phase(v - row)), out); break;
      }
    }
  }

 private:
  using Pixel = std::array<float, kTo>;
  static constexpr bool kHasAlpha = kTo % 2 == 0;
  static constexpr std::size_t kColors = kHasAlpha ? kTo - 1 : kTo;
  static constexpr float kMax = static_cast<Sample>(-1);

  template <std::size_t kChannels>
  static Pixel read(const std::uint8_t* bytes) noexcept {
    std::array<Sample, kChannels> samples;  // rows of 16 bits need not be aligned
    std::memcpy(samples.data(), bytes, sizeof samples);
    Pixel pixel{};
    for (std::size_t c = 0; c < kColors; ++c) pixel[c] = samples[c];
    if constexpr (kHasAlpha) {
      pixel[kColors] = kMax;
      if constexpr (kChannels == kTo) {
        const float alpha = samples[kColors];
        for (std::size_t c = 0; c < kColors; ++c) pixel[c] *= alpha / kMax;
        pixel[kColors] = alpha;
      }
    }
    return pixel;
  }

  [[nodiscard]] const Rotation::Weights& phase(double fraction) const noexcept {
    return rotation_.phases_[static_cast<std::size_t>(fraction * Rotation::kPhases + 0.5)];
  }

  [[nodiscard]] const std::uint8_t* pixel_at(int x, int y) const noexcept {
    return source_.row(y) + static_cast<std::size_t>(x) * kFrom * sizeof(Sample);
  }

  [[nodiscard]] Pixel tap(int x, int y) const noexcept {
    const bool is_inside = x >= 0 && y >= 0 && x < source_.width && y < source_.height;
    return is_inside ? read<kFrom>(pixel_at(x, y)) : background_;
  }

  template <std::size_t kTaps>
  [[nodiscard]] Pixel sum(Point at, const Rotation::Weights& across, const Rotation::Weights& along) const noexcept {
    constexpr int kSide = kTaps;
    const bool is_inside = at.x >= 0 && at.y >= 0 && at.x + kSide <= source_.width && at.y + kSide <= source_.height;
    if constexpr (sizeof(Sample) == 1 && kFrom == kTo && !kHasAlpha) {
      const std::size_t begin = static_cast<std::size_t>(std::max(at.x, 0)) * kFrom;
      if (is_inside && begin + kPadded<kTaps> <= source_.row_bytes()) return sum_inside<kTaps>(at, across, along);
    }
    Pixel total{};
    Point from = at;
    for (std::size_t j = 0; j < kTaps; ++j, ++from.y) {
      Pixel line{};
      if (is_inside) {
        const std::uint8_t* pixel = pixel_at(from.x, from.y);
        for (std::size_t i = 0; i < kTaps; ++i, pixel += kFrom * sizeof(Sample)) {
          add(line, read<kFrom>(pixel), across[i]);
        }
      } else {
        from.x = at.x;
        for (std::size_t i = 0; i < kTaps; ++i, ++from.x) add(line, tap(from.x, from.y), across[i]);
      }
      add(total, line, along[j]);
    }
    return total;
  }

  // Samples of a row of taps, and what may be read behind them, so that compilers make whole registers of them.
  template <std::size_t kTaps>
  static constexpr std::size_t kPadded = (kTaps * kFrom + 7) / 8 * 8;

  // Columns first: they lie side by side. Twice as fast as sum().
  template <std::size_t kTaps>
  [[nodiscard]] Pixel sum_inside(Point at, const Rotation::Weights& across,
                                 const Rotation::Weights& along) const noexcept {
    std::array<float, kPadded<kTaps>> columns{};
    for (std::size_t j = 0; j < kTaps; ++j) {
      const std::uint8_t* samples = pixel_at(at.x, at.y + static_cast<int>(j));
      for (std::size_t i = 0; i < columns.size(); ++i) columns[i] += static_cast<float>(samples[i]) * along[j];
    }
    Pixel total{};
    for (std::size_t i = 0; i < kTaps; ++i) {
      for (std::size_t c = 0; c < kTo; ++c) total[c] += columns[i * kTo + c] * across[i];
    }
    return total;
  }

  static void add(Pixel& total, const Pixel& pixel, float weight) noexcept {
    for (std::size_t c = 0; c < kTo; ++c) total[c] += pixel[c] * weight;
  }

  static Sample rounded(float value) noexcept { return static_cast<Sample>(std::clamp(value, 0.0F, kMax) + 0.5F); }

  static void write(const Pixel& pixel, std::uint8_t* out) noexcept {
    std::array<Sample, kTo> samples;
    float scale = 1;
    if constexpr (kHasAlpha) {
      const Sample alpha = rounded(pixel[kColors]);
      samples[kColors] = alpha;
      scale = alpha == 0 ? 0 : kMax / std::min(pixel[kColors], kMax);
    }
    for (std::size_t c = 0; c < kColors; ++c) samples[c] = rounded(pixel[c] * scale);
    std::memcpy(out, samples.data(), sizeof samples);
  }

  const Rotation& rotation_;
  ConstImageView source_;
  ImageView destination_;
  Pixel background_;
  std::array<std::uint8_t, 8> background_bytes_;
};

namespace {

using MakeRows = void (*)(const Rotation&, ConstImageView, ImageView, RowRange) noexcept;

template <class Sample, std::size_t kFrom, std::size_t kTo>
void make_rows(const Rotation& rotation, ConstImageView source, ImageView destination, RowRange rows) noexcept {
  const RotationRows<Sample, kFrom, kTo> walk(rotation, source, destination);
  for (int y = rows.begin; y < rows.end; ++y) walk.make(y);
}

// By the channels of the source, and whether the destination has alpha where the source has none.
template <class Sample>
constexpr std::array<std::array<MakeRows, 2>, 4> kMakeRows = {{{make_rows<Sample, 1, 1>, make_rows<Sample, 1, 2>},
                                                               {make_rows<Sample, 2, 2>, make_rows<Sample, 2, 2>},
                                                               {make_rows<Sample, 3, 3>, make_rows<Sample, 3, 4>},
                                                               {make_rows<Sample, 4, 4>, make_rows<Sample, 4, 4>}}};

}  // namespace

Status Rotation::run(ConstImageView source, ImageView destination, RowRange rows) const {
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_rows(rows, destination.height));
  const int added = channels(destination.format) - channels(source.format);
  const bool adds_alpha = added == 1 && has_alpha(destination.format);
  if (bytes_per_sample(source.format) != bytes_per_sample(destination.format) || !(added == 0 || adds_alpha)) {
    return fail(ErrorCode::invalid_argument, "an image of " + std::string(to_string(source.format)) +
                                                 " does not become " + std::string(to_string(destination.format)) +
                                                 " by turning it");
  }
  const auto from = static_cast<std::size_t>(channels(source.format) - 1);
  const auto to = static_cast<std::size_t>(added);
  const MakeRows make =
      bytes_per_sample(source.format) == 1 ? kMakeRows<std::uint8_t>[from][to] : kMakeRows<std::uint16_t>[from][to];
  make(*this, source, destination, rows);
  return {};
}

}  // namespace tbbimg
