#include "kernels/geometry/content_box.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include "kernels/composite/fill.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

// Whether pixels differ from the background. Compares products of samples and alpha, which are left undivided.
template <class Sample, std::size_t kChannels>
class Difference {
 public:
  Difference(const std::uint8_t* background, int threshold) noexcept
      : background_(read(background)), threshold_(std::int64_t{threshold} * (kMax / 255)) {}

  [[nodiscard]] bool operator()(const std::uint8_t* pixel) const noexcept {
    const auto samples = read(pixel);
    if constexpr (kHasAlpha) {
      const std::int64_t alpha = samples[kColors];
      const std::int64_t background_alpha = background_[kColors];
      if (std::abs(alpha - background_alpha) > threshold_) return true;
      for (std::size_t c = 0; c < kColors; ++c) {
        if (std::abs(samples[c] * alpha - background_[c] * background_alpha) > threshold_ * kMax) return true;
      }
      return false;
    }
    for (std::size_t c = 0; c < kColors; ++c) {
      if (std::abs(std::int64_t{samples[c]} - background_[c]) > threshold_) return true;
    }
    return false;
  }

 private:
  static constexpr bool kHasAlpha = kChannels % 2 == 0;
  static constexpr std::size_t kColors = kHasAlpha ? kChannels - 1 : kChannels;
  static constexpr std::int64_t kMax = static_cast<Sample>(-1);
  using Pixel = std::array<Sample, kChannels>;

  static Pixel read(const std::uint8_t* bytes) noexcept {
    Pixel pixel;
    std::memcpy(pixel.data(), bytes, sizeof pixel);
    return pixel;
  }

  Pixel background_;
  std::int64_t threshold_;
};

template <class Sample, std::size_t kChannels>
Rectangle find_box(ConstImageView image, const std::uint8_t* background, int threshold) noexcept {
  const Difference<Sample, kChannels> differs(background, threshold);
  constexpr auto kBytes = static_cast<std::ptrdiff_t>(sizeof(Sample) * kChannels);
  // The first column from `begin` on that differs, `end` if none does.
  const auto first = [&](int y, int begin, int end) {
    const std::uint8_t* pixel = image.row(y) + begin * kBytes;
    while (begin < end && !differs(pixel)) {
      ++begin;
      pixel += kBytes;
    }
    return begin;
  };
  // Behind the last that does, `begin` if none does.
  const auto last = [&](int y, int begin, int end) {
    const std::uint8_t* pixel = image.row(y) + end * kBytes;
    while (end > begin && !differs(pixel -= kBytes)) --end;
    return end;
  };

  const int width = image.width;
  int top = 0;
  while (top < image.height && first(top, 0, width) == width) ++top;
  if (top == image.height) return {};
  int bottom = image.height;
  while (first(bottom - 1, 0, width) == width) --bottom;
  int left = width;
  int right = 0;
  for (int y = top; y < bottom; ++y) {
    left = first(y, 0, left);
    right = last(y, right, width);
  }
  return {{left, top}, {right - left, bottom - top}};
}

using FindBox = Rectangle (*)(ConstImageView, const std::uint8_t*, int) noexcept;

// In the order of PixelFormat.
constexpr std::array<FindBox, 8> kFindBox = {
    find_box<std::uint8_t, 1>,  find_box<std::uint8_t, 2>,  find_box<std::uint8_t, 3>,  find_box<std::uint8_t, 4>,
    find_box<std::uint16_t, 1>, find_box<std::uint16_t, 2>, find_box<std::uint16_t, 3>, find_box<std::uint16_t, 4>};

}  // namespace

Result<Rectangle> content_box(ConstImageView image, std::optional<Rgb8> background, int threshold) {
  TBBIMG_RETURN_IF_ERROR(check_view(image, "image"));
  if (threshold < 0 || threshold > 255) {
    return fail(ErrorCode::invalid_argument,
                "a threshold of " + std::to_string(threshold) + " is not in the range of 0 to 255");
  }
  if (image.empty()) return Rectangle{};
  const auto given = pixel_of({background.value_or(Rgb8{})}, image.format);
  const std::uint8_t* pixel = background ? given.data() : image.row(0);
  return kFindBox[static_cast<std::size_t>(image.format)](image, pixel, threshold);
}

}  // namespace tbbimg
