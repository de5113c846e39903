#include "codecs/jp2/detail/jp2_pixels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "codecs/jp2/detail/jp2_failure.hpp"

namespace tbbimg::detail {
namespace {

/// One channel of the picture: where its samples are, and what becomes of each.
struct Jp2Plane {
  const OPJ_INT32* samples = nullptr;
  Size size;
  std::vector<std::ptrdiff_t> columns;  ///< the sample of each pixel in a row
  std::int64_t first_row = 0;           ///< of the picture, on the reference grid
  std::int64_t row_step = 1;            ///< of the picture
  std::int64_t step = 1;                ///< of this component
  std::int64_t top = 0;                 ///< of this component, in its own steps
  std::int64_t offset = 0;              ///< makes signed samples unsigned
  std::int64_t most = 255;              ///< the largest value
  const Jp2Palette* palette = nullptr;
  std::size_t column = 0;  ///< of the palette

  [[nodiscard]] const OPJ_INT32* row(int y) const noexcept {
    const std::int64_t at = (first_row + y * row_step) / step - top;
    return samples + std::clamp<std::int64_t>(at, 0, size.height - 1) * size.width;
  }

  [[nodiscard]] std::int64_t value(OPJ_INT32 sample) const noexcept {
    if (palette == nullptr) return std::clamp<std::int64_t>(sample + offset, 0, most);
    const auto columns_of = static_cast<std::size_t>(palette->columns);
    const std::size_t entries = palette->values.size() / columns_of;
    const auto index = std::min(static_cast<std::size_t>(std::max(sample, 0)), entries - 1);
    return palette->values[index * columns_of + column];
  }
};

constexpr std::int64_t up(std::int64_t value, std::int64_t by) noexcept { return (value + by - 1) / by; }

Result<Jp2Plane> plane_of(const Jp2Picture& picture, const Jp2Channel& channel, const opj_image_t& planes, int halvings,
                          Size step, Size frame) {
  const Jp2Component& component = picture.stream.components[channel.component];
  const Size size = halved_jp2(picture.stream.component_size(component), halvings);
  if (channel.component >= planes.numcomps) return damaged_jp2("one of its components is missing");
  const opj_image_comp_t& stored = planes.comps[channel.component];
  if (stored.data == nullptr || stored.w != static_cast<OPJ_UINT32>(size.width) ||
      stored.h != static_cast<OPJ_UINT32>(size.height)) {
    return damaged_jp2("its picture is of another size than its header says");
  }
  Jp2Plane plane;
  plane.samples = stored.data;
  plane.size = size;
  const std::int64_t first_column = up(picture.stream.left, step.width) * step.width;
  const std::int64_t left = up(picture.stream.left, component.step_x);
  plane.columns.reserve(static_cast<std::size_t>(frame.width));
  for (std::int64_t x = 0; x < frame.width; ++x) {
    const std::int64_t at = (first_column + x * step.width) / component.step_x - left;
    plane.columns.push_back(static_cast<std::ptrdiff_t>(std::clamp<std::int64_t>(at, 0, size.width - 1)));
  }
  plane.first_row = up(picture.stream.top, step.height) * step.height;
  plane.row_step = step.height;
  plane.step = component.step_y;
  plane.top = up(picture.stream.top, component.step_y);
  plane.offset = component.is_signed ? std::int64_t{1} << (component.bits - 1) : 0;
  plane.most = (std::int64_t{1} << picture.bits_of(channel)) - 1;
  if (channel.palette_column >= 0) {
    plane.palette = &*picture.boxes.palette;
    plane.column = static_cast<std::size_t>(channel.palette_column);
  }
  return plane;
}

using Jp2Pixel = std::array<std::int64_t, 4>;

// Full range (ISO/IEC 15444-1, I.5.3.3), in place.
void sycc_to_rgb(Jp2Pixel& pixel, std::int64_t most) noexcept {
  const auto luma = static_cast<double>(pixel[0]);
  const auto half = static_cast<double>((most + 1) / 2);
  const double blue = static_cast<double>(pixel[1]) - half;
  const double red = static_cast<double>(pixel[2]) - half;
  const auto rounded = [most](double value) { return std::clamp<std::int64_t>(std::llround(value), 0, most); };
  pixel[0] = rounded(luma + 1.402 * red);
  pixel[1] = rounded(luma - 0.344136 * blue - 0.714136 * red);
  pixel[2] = rounded(luma + 1.772 * blue);
}

void straighten_jp2(Jp2Pixel& pixel, std::size_t colors, std::int64_t most) noexcept {
  const std::int64_t alpha = pixel[colors];
  for (std::size_t i = 0; alpha > 0 && i < colors; ++i) {
    pixel[i] = std::min(most, (pixel[i] * most + alpha / 2) / alpha);
  }
}

template <class Sample>
void fill_row(const Jp2Picture& picture, const std::vector<Jp2Plane>& planes, int y, int width, std::uint8_t* to) {
  constexpr std::int64_t kMost = static_cast<Sample>(~Sample{0});
  std::array<const OPJ_INT32*, 4> rows{};
  for (std::size_t c = 0; c < planes.size(); ++c) rows[c] = planes[c].row(y);
  for (std::size_t x = 0; x < static_cast<std::size_t>(width); ++x) {
    Jp2Pixel pixel{};
    for (std::size_t c = 0; c < planes.size(); ++c) {
      const Jp2Plane& plane = planes[c];
      pixel[c] = (plane.value(rows[c][plane.columns[x]]) * kMost + plane.most / 2) / plane.most;
    }
    if (picture.sycc) sycc_to_rgb(pixel, kMost);
    if (picture.premultiplied) straighten_jp2(pixel, planes.size() - 1, kMost);
    for (std::size_t c = 0; c < planes.size(); ++c, to += sizeof(Sample)) {
      const auto sample = static_cast<Sample>(pixel[c]);
      std::memcpy(to, &sample, sizeof(sample));
    }
  }
}

}  // namespace

Status fill_jp2_pixels(const Jp2Picture& picture, const opj_image_t& planes, int halvings, ImageView frame) {
  Size step{255, 255};
  for (const Jp2Channel& channel : picture.channels) {
    const Jp2Component& component = picture.stream.components[channel.component];
    step = {std::min(step.width, component.step_x), std::min(step.height, component.step_y)};
  }
  std::vector<Jp2Plane> of_channels;
  for (const Jp2Channel& channel : picture.channels) {
    TBBIMG_ASSIGN_OR_RETURN(Jp2Plane plane, plane_of(picture, channel, planes, halvings, step, frame.size()));
    of_channels.push_back(std::move(plane));
  }
  for (int y = 0; y < frame.height; ++y) {
    if (bytes_per_sample(frame.format) == 2) {
      fill_row<std::uint16_t>(picture, of_channels, y, frame.width, frame.row(y));
    } else {
      fill_row<std::uint8_t>(picture, of_channels, y, frame.width, frame.row(y));
    }
  }
  return {};
}

}  // namespace tbbimg::detail
