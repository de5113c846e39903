#include "codecs/avif/detail/avif_planes.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tbbimg::detail {
namespace {

constexpr int kRowsPerLook = 64;  // at the stop token
constexpr int kFractionBits = 32;

/// A sample of a plane, out of the samples of a pixel, as a sum of products in fixed point.
struct SampleMix {
  std::array<std::int64_t, 3> weights{};
  int count = 1;  ///< of `weights`
  std::int64_t offset = 0;
  std::int64_t most = 255;  ///< the largest sample
};

int size_in_blocks(int pixels, int block) noexcept { return (pixels + block - 1) / block; }

Size plane_size(Size size, Size block) noexcept {
  return {size_in_blocks(size.width, block.width), size_in_blocks(size.height, block.height)};
}

std::size_t sample_bytes_of(const AvifLayout& layout) noexcept { return layout.bits > 8 ? 2 : 1; }

std::size_t plane_row_bytes(Size size, Size block, const AvifLayout& layout) noexcept {
  const std::size_t bytes = static_cast<std::size_t>(plane_size(size, block).width) * sample_bytes_of(layout);
  return (bytes + kBufferAlignment - 1) / kBufferAlignment * kBufferAlignment;
}

SampleMix make_mix(std::array<double, 3> weights, int count, bool is_centred, PixelFormat format,
                   const AvifLayout& layout) noexcept {
  SampleMix mix;
  mix.count = count;
  mix.most = (std::int64_t{1} << layout.bits) - 1;
  const double most_before = bytes_per_sample(format) == 2 ? 65'535 : 255;
  const double scale = static_cast<double>(mix.most) / most_before * std::exp2(kFractionBits);
  for (std::size_t i = 0; i < 3; ++i) mix.weights[i] = std::llround(weights[i] * scale);
  mix.offset = std::int64_t{1} << (kFractionBits - 1);
  if (is_centred) mix.offset += std::int64_t{1} << (kFractionBits + layout.bits - 1);
  return mix;
}

std::array<SampleMix, 3> color_mixes(PixelFormat format, const AvifLayout& layout) noexcept {
  const auto mix = [&](std::array<double, 3> weights, bool is_centred) {
    return make_mix(weights, 3, is_centred, format, layout);
  };
  if (layout.matrix == AvifMatrix::identity) {
    return {mix({0, 1, 0}, false), mix({0, 0, 1}, false), mix({1, 0, 0}, false)};
  }
  // ISO/IEC 23091-2, 8.3: of red and of blue for MatrixCoefficients 6.
  constexpr double kRed = 0.299;
  constexpr double kBlue = 0.114;
  constexpr double kGreen = 1 - kRed - kBlue;
  const double of_blue = 0.5 / (1 - kBlue);
  const double of_red = 0.5 / (1 - kRed);
  return {mix({kRed, kGreen, kBlue}, false), mix({-kRed * of_blue, -kGreen * of_blue, 0.5}, true),
          mix({0.5, -kGreen * of_red, -kBlue * of_red}, true)};
}

template <class Sample>
std::int64_t sample_at(const std::uint8_t* row, std::ptrdiff_t index) noexcept {
  Sample sample;
  std::memcpy(&sample, row + index * static_cast<std::ptrdiff_t>(sizeof(Sample)), sizeof(Sample));
  return sample;
}

/// One row of a plane from rows of `pixels`, as many as a block is high, or fewer at the lower edge.
template <class From, class To>
void mix_row(ConstImageView pixels, int first_channel, const SampleMix& mix, int block_width,
             std::uint8_t* to) noexcept {
  const int step = channels(pixels.format);
  for (int x = 0; x < pixels.width; x += block_width) {
    const int width = std::min(block_width, pixels.width - x);
    std::array<std::int64_t, 3> sums{};
    for (int y = 0; y < pixels.height; ++y) {
      const std::uint8_t* const row = pixels.row(y);
      for (int i = 0; i < width; ++i) {
        const std::ptrdiff_t at = std::ptrdiff_t{x + i} * step + first_channel;
        for (int c = 0; c < mix.count; ++c) sums[static_cast<std::size_t>(c)] += sample_at<From>(row, at + c);
      }
    }
    std::int64_t sum = 0;
    for (std::size_t c = 0; c < sums.size(); ++c) sum += sums[c] * mix.weights[c];
    const std::int64_t value = (sum / (width * pixels.height) + mix.offset) >> kFractionBits;
    const auto sample = static_cast<To>(std::clamp<std::int64_t>(value, 0, mix.most));
    std::memcpy(to, &sample, sizeof(sample));
    to += sizeof(sample);
  }
}

using MixRow = void (*)(ConstImageView, int, const SampleMix&, int, std::uint8_t*) noexcept;

MixRow mixer_for(PixelFormat format, const AvifLayout& layout) noexcept {
  if (bytes_per_sample(format) == 1) {
    return layout.bits > 8 ? &mix_row<std::uint8_t, std::uint16_t> : &mix_row<std::uint8_t, std::uint8_t>;
  }
  return layout.bits > 8 ? &mix_row<std::uint16_t, std::uint16_t> : &mix_row<std::uint16_t, std::uint8_t>;
}

Status fill_plane(ConstImageView image, int first_channel, const SampleMix& mix, Size block, MixRow mix_row_of,
                  const AvifPlane& plane, const std::stop_token& stop) {
  std::uint8_t* to = plane.data;
  for (int y = 0; y < image.height; y += block.height, to += plane.row_bytes) {
    if (y % kRowsPerLook == 0 && stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    const int height = std::min(block.height, image.height - y);
    mix_row_of(image.crop(0, y, {image.width, height}), first_channel, mix, block.width, to);
  }
  return {};
}

}  // namespace

std::size_t avif_plane_bytes(const ImageShape& shape, const AvifLayout& layout) noexcept {
  const auto bytes_of = [&](Size block) {
    return plane_row_bytes(shape.size, block, layout) * static_cast<std::size_t>(plane_size(shape.size, block).height);
  };
  const std::size_t full = bytes_of({1, 1});
  return full * (has_alpha(shape.format) ? 2 : 1) +
         (is_gray(shape.format) ? 0 : 2 * bytes_of(layout.chroma_subsampling));
}

Result<AvifPlanes> make_avif_planes(ConstImageView image, const AvifLayout& layout, const BufferPool& pool,
                                    const std::stop_token& stop) {
  AvifPlanes planes;
  TBBIMG_ASSIGN_OR_RETURN(planes.memory, pool.allocate(avif_plane_bytes({image.size(), image.format}, layout)));
  std::uint8_t* next = planes.memory.data();
  const MixRow mix_row_of = mixer_for(image.format, layout);
  const auto add_plane = [&](AvifPlane& plane, int first_channel, const SampleMix& mix, Size block) {
    plane = {next, plane_row_bytes(image.size(), block, layout)};
    next += plane.row_bytes * static_cast<std::size_t>(plane_size(image.size(), block).height);
    return fill_plane(image, first_channel, mix, block, mix_row_of, plane, stop);
  };
  const SampleMix as_it_is = make_mix({1, 0, 0}, 1, false, image.format, layout);
  if (is_gray(image.format)) {
    TBBIMG_RETURN_IF_ERROR(add_plane(planes.colors[0], 0, as_it_is, {1, 1}));
  } else {
    const std::array<SampleMix, 3> mixes = color_mixes(image.format, layout);
    for (std::size_t i = 0; i < mixes.size(); ++i) {
      TBBIMG_RETURN_IF_ERROR(add_plane(planes.colors[i], 0, mixes[i], i == 0 ? Size{1, 1} : layout.chroma_subsampling));
    }
  }
  if (has_alpha(image.format)) {
    TBBIMG_RETURN_IF_ERROR(add_plane(planes.alpha, channels(image.format) - 1, as_it_is, {1, 1}));
  }
  return planes;
}

}  // namespace tbbimg::detail
