#include "codecs/qoi/qoi_encoder.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/qoi/detail/qoi_state.hpp"

namespace tbbimg {
namespace {

using detail::QoiPixel;

/// Codes of one row at a time; the buffer must have room for kMostBytes of each pixel.
class QoiWriter {
 public:
  static constexpr std::size_t kMostBytes = 5;

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

}  // namespace

bool QoiEncoder::accepts(PixelFormat format) const noexcept {
  return format == PixelFormat::rgb8 || format == PixelFormat::rgba8;
}

bool QoiEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return true; }

int QoiEncoder::max_side() const noexcept { return 1'000'000; }

std::size_t QoiEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& /*options*/) const noexcept {
  // A buffer that doubles, up to what pixels without any likeness take.
  return static_cast<std::size_t>(shape.size.pixels()) * (static_cast<std::size_t>(channels(shape.format)) + 1) * 2 +
         (std::size_t{64} << 10);
}

Result<Buffer> QoiEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  detail::GrowingBuffer output(options.pool);
  const int count = channels(image.format);
  std::array<std::uint8_t, detail::kQoiHeaderBytes> header = {'q', 'o', 'i', 'f'};
  for (std::size_t i = 0; i < 4; ++i) {
    header[4 + i] = static_cast<std::uint8_t>(static_cast<unsigned>(image.width) >> (24 - 8 * i));
    header[8 + i] = static_cast<std::uint8_t>(static_cast<unsigned>(image.height) >> (24 - 8 * i));
  }
  header[12] = static_cast<std::uint8_t>(count);
  QoiWriter writer;
  bool done = output.append(header);
  for (int y = 0; done && y < image.height; ++y) {
    if (y % 16 == 0 && options.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    done = output.reserve(QoiWriter::kMostBytes * (static_cast<std::size_t>(image.width) + 1));
    if (!done) break;
    std::uint8_t* const begin = output.free_space().data();
    std::uint8_t* end = writer.write_row(image.row(y), image.width, count, begin);
    if (y == image.height - 1) end = writer.end_run(end);
    output.commit(static_cast<std::size_t>(end - begin));
  }
  if (!done || !output.append(detail::kQoiEnd)) {
    return fail(ErrorCode::out_of_memory, "there is no memory for the encoded QOI");
  }
  return output.release();
}

}  // namespace tbbimg
