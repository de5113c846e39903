#include "codecs/qoi/qoi_encoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "codecs/detail/encodable.hpp"
#include "codecs/qoi/detail/qoi_state.hpp"

namespace tbbimg {
namespace {

using detail::QoiPixel;

/// Codes of one row at a time, in room for most_qoi_bytes().
class QoiWriter {
 public:
  // Gives the place behind what was written.
  [[nodiscard]] std::uint8_t* write_row(const std::uint8_t* row, int width, int count, std::uint8_t* to) noexcept {
    for (int x = 0; x < width; ++x, row += count) {
      QoiPixel pixel = {row[0], row[1], row[2], count == 4 ? row[3] : std::uint8_t{255}};
      if (pixel == state_.last) {
        if (++run_ == detail::kQoiLongestRun) to = end_run(to);
        continue;
      }
      to = write_pixel(pixel, end_run(to));
      state_.last = pixel;
    }
    return to;
  }

  [[nodiscard]] std::uint8_t* end_run(std::uint8_t* to) noexcept {
    if (run_ > 0) *to++ = static_cast<std::uint8_t>(0xC0 | (run_ - 1));
    run_ = 0;
    return to;
  }

 private:
  [[nodiscard]] std::uint8_t* write_pixel(const QoiPixel& pixel, std::uint8_t* to) noexcept {
    const QoiPixel before = state_.last;
    QoiPixel& place = state_.seen[detail::QoiState::place_of(pixel)];
    if (place == pixel) {
      *to++ = static_cast<std::uint8_t>(detail::QoiState::place_of(pixel));
      return to;
    }
    place = pixel;
    if (pixel[3] != before[3]) {
      *to++ = 0xFF;
      return std::copy(pixel.begin(), pixel.end(), to);
    }
    const auto difference = [&](std::size_t c) { return static_cast<std::int8_t>(pixel[c] - before[c]); };
    const int red = difference(0);
    const int green = difference(1);
    const int blue = difference(2);
    const auto within = [](int value, int bits) { return value >= -(1 << (bits - 1)) && value < 1 << (bits - 1); };
    if (within(red, 2) && within(green, 2) && within(blue, 2)) {
      *to++ = static_cast<std::uint8_t>(0x40 | (red + 2) << 4 | (green + 2) << 2 | (blue + 2));
    } else if (within(green, 6) && within(red - green, 4) && within(blue - green, 4)) {
      *to++ = static_cast<std::uint8_t>(0x80 | (green + 32));
      *to++ = static_cast<std::uint8_t>((red - green + 8) << 4 | (blue - green + 8));
    } else {
      *to++ = 0xFE;
      to = std::copy_n(pixel.begin(), 3, to);
    }
    return to;
  }

  detail::QoiState state_;
  int run_ = 0;
};

// Of pixels without any likeness. Memory that stays untouched costs nothing.
std::size_t most_qoi_bytes(const ImageShape& shape) noexcept {
  const auto of_pixel = static_cast<std::size_t>(channels(shape.format)) + 1;
  return detail::kQoiHeaderBytes + static_cast<std::size_t>(shape.size.pixels()) * of_pixel + detail::kQoiEnd.size();
}

}  // namespace

bool QoiEncoder::accepts(PixelFormat format) const noexcept {
  return format == PixelFormat::rgb8 || format == PixelFormat::rgba8;
}

bool QoiEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return true; }

int QoiEncoder::max_side() const noexcept { return 1'000'000; }

std::size_t QoiEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& /*options*/) const noexcept {
  return most_qoi_bytes(shape);
}

Result<Buffer> QoiEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  TBBIMG_ASSIGN_OR_RETURN(Buffer file, options.pool.allocate(most_qoi_bytes({image.size(), image.format})));
  const int count = channels(image.format);
  std::array<std::uint8_t, detail::kQoiHeaderBytes> header = {'q', 'o', 'i', 'f'};
  for (std::size_t i = 0; i < 4; ++i) {
    header[4 + i] = static_cast<std::uint8_t>(static_cast<unsigned>(image.width) >> (24 - 8 * i));
    header[8 + i] = static_cast<std::uint8_t>(static_cast<unsigned>(image.height) >> (24 - 8 * i));
  }
  header[12] = static_cast<std::uint8_t>(count);
  std::uint8_t* to = std::copy(header.begin(), header.end(), file.data());
  QoiWriter writer;
  for (int y = 0; y < image.height; ++y) {
    if (y % 16 == 0 && options.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    to = writer.write_row(image.row(y), image.width, count, to);
  }
  to = std::copy(detail::kQoiEnd.begin(), detail::kQoiEnd.end(), writer.end_run(to));
  file.set_size(static_cast<std::size_t>(to - file.data()));
  return file;
}

}  // namespace tbbimg
