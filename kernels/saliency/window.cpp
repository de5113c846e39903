#include "kernels/saliency/window.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "kernels/core/validate.hpp"
#include "kernels/image/image.hpp"
#include "kernels/resize/resize.hpp"
#include "kernels/saliency/attention.hpp"
#include "kernels/saliency/entropy.hpp"

namespace tbbimg {
namespace {

// Neither side of an image that is analysed is longer.
constexpr int kMaxSide = std::max(kAttentionSide, kEntropySide);

std::uint8_t eight_bits(const std::uint8_t* sample, std::ptrdiff_t bytes) noexcept {
  if (bytes == 1) return *sample;
  std::uint16_t value;
  std::memcpy(&value, sample, sizeof value);
  return static_cast<std::uint8_t>((value + 128U) / 257U);
}

// rgb8, laid over black.
void make_opaque_rgb(ConstImageView from, ImageView to) noexcept {
  const std::ptrdiff_t bytes = bytes_per_sample(from.format);
  const std::ptrdiff_t count = channels(from.format);
  for (int y = 0; y < from.height; ++y) {
    const std::uint8_t* in = from.row(y);
    std::uint8_t* out = to.row(y);
    for (int x = 0; x < from.width; ++x, in += count * bytes, out += 3) {
      const int alpha = has_alpha(from.format) ? eight_bits(in + (count - 1) * bytes, bytes) : 255;
      for (int c = 0; c < 3; ++c) {
        const int value = eight_bits(in + (is_gray(from.format) ? 0 : c) * bytes, bytes);
        out[c] = static_cast<std::uint8_t>((value * alpha + 127) / 255);
      }
    }
  }
}

Result<Image> scaled_down(ConstImageView image, Size size, Kernels kernels) {
  ResizeOptions options;
  options.filter = ResizeFilter::box;
  TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                          ResizePlan::create(image.size(), size, image.format, options, kernels));
  TBBIMG_ASSIGN_OR_RETURN(Image small, Image::create({size, image.format}));
  TBBIMG_RETURN_IF_ERROR(plan.run(image, small.view(), small.view().all_rows()));
  TBBIMG_ASSIGN_OR_RETURN(Image rgb, Image::create({size, PixelFormat::rgb8}));
  make_opaque_rgb(std::as_const(small).view(), rgb.view());
  return rgb;
}

Size size_to_analyse(Size image, Interest interest) noexcept {
  if (interest == Interest::attention) {
    return {std::min(image.width, kAttentionSide), std::min(image.height, kAttentionSide)};
  }
  const double scale = std::min(1.0, static_cast<double>(kEntropySide) / std::max(image.width, image.height));
  const auto scaled = [scale](int side) { return std::max(1, static_cast<int>(side * scale)); };
  return {scaled(image.width), scaled(image.height)};
}

}  // namespace

Result<Point> find_window(ConstImageView image, Size size, Size window, Interest interest, Kernels kernels) {
  TBBIMG_RETURN_IF_ERROR(check_view(image, "image"));
  if (image.empty()) return fail(ErrorCode::invalid_argument, "there is no pixel to find a part of");
  if (window.width < 1 || window.height < 1 || window.width > size.width || window.height > size.height) {
    return fail(ErrorCode::invalid_argument,
                "a part of " + to_string(window) + " pixels is empty or larger than a picture of " + to_string(size));
  }
  if (window == size) return Point{};
  TBBIMG_ASSIGN_OR_RETURN(const Image small, scaled_down(image, size_to_analyse(image.size(), interest), kernels));
  try {
    return interest == Interest::attention ? most_attention(small.view(), size, window)
                                           : most_entropy(small.view(), size, window);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::out_of_memory, "no memory to find the part of an image that is worth keeping");
  }
}

std::size_t find_window_scratch_bytes(Size image) noexcept {
  // The picture that is analysed, twice; a plan to make it, which holds weights of both sides and rows of one; scores.
  constexpr std::size_t kPixels = std::size_t{kMaxSide} * kMaxSide;
  const auto width = static_cast<std::size_t>(image.width);
  const auto height = static_cast<std::size_t>(image.height);
  return 16 * kPixels + 128 * width + 64 * height + 768 * std::size_t{kMaxSide} + (std::size_t{128} << 10);
}

}  // namespace tbbimg
