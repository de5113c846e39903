#include "codecs/gif/gif_encoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/gif/detail/gif_lzw_writer.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg {
namespace {

constexpr std::array kGifOptions = {
    EncoderOption{.name = "colors",
                  .help = "how many at most",
                  .kind = EncoderOption::Kind::integer,
                  .min = 2,
                  .max = kMaxPaletteColors,
                  .default_value = kMaxPaletteColors},
    EncoderOption{
        .name = "dither", .help = "whether neighbours even out what a palette's colour is off by", .default_value = 1}};

// Alpha that a GIF can hold: all or nothing.
constexpr std::uint8_t kVisibleFrom = 128;

Result<Image> with_binary_alpha(ConstImageView image, const BufferPool& pool) {
  TBBIMG_ASSIGN_OR_RETURN(Image copy, Image::create({image.size(), image.format}, pool));
  const int count = channels(image.format);
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* pixel = copy.view().row(y);
    std::memcpy(pixel, image.row(y), image.row_bytes());
    for (int x = 0; x < image.width; ++x, pixel += count) {
      pixel[count - 1] = pixel[count - 1] < kVisibleFrom ? std::uint8_t{0} : std::uint8_t{255};
    }
  }
  return copy;
}

/// One still picture (GIF89a, 17 to 27).
class GifWriter {
 public:
  GifWriter(std::span<const PaletteColor> palette, const EncodeOptions& options)
      : palette_(palette), options_(options), output_(options.pool) {
    while ((std::size_t{1} << static_cast<unsigned>(index_bits_)) < palette.size()) ++index_bits_;
  }

  [[nodiscard]] Result<Buffer> encode(ConstImageView image) {
    put_header(image.size());
    constexpr std::uint8_t kTrailer = 0x3B;
    if (!output_.append(header_)) return no_memory();
    detail::GifLzwWriter data(output_, index_bits_);
    PaletteMapper mapper(palette_, image.width, detail::setting(kGifOptions, options_.settings, "dither") != 0);
    std::vector<std::uint8_t> indices(static_cast<std::size_t>(image.width));
    for (int y = 0; y < image.height; ++y) {
      if (options_.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
      mapper.map(image.row(y), image.format, indices);
      if (!data.write(indices)) return no_memory();
    }
    if (!data.finish() || !output_.append({&kTrailer, 1})) return no_memory();
    return output_.release();
  }

 private:
  static tl::unexpected<Error> no_memory() {
    return fail(ErrorCode::out_of_memory, "there is no memory for the encoded GIF");
  }

  void put(std::initializer_list<int> bytes) {
    for (const int byte : bytes) header_.push_back(static_cast<std::uint8_t>(byte));
  }
  void put_size(Size size) { put({size.width & 255, size.width >> 8, size.height & 255, size.height >> 8}); }

  void put_header(Size size) {
    constexpr int kGlobalPalette = 0x80;
    constexpr int kEightBitsPerChannel = 0x70;
    put({'G', 'I', 'F', '8', '9', 'a'});
    put_size(size);
    put({kGlobalPalette | kEightBitsPerChannel | (index_bits_ - 1), 0, 0});
    for (std::size_t i = 0; i < std::size_t{1} << static_cast<unsigned>(index_bits_); ++i) {
      const PaletteColor color = i < palette_.size() ? palette_[i] : PaletteColor{};
      put({color[0], color[1], color[2]});
    }
    const auto hidden = std::find_if(palette_.begin(), palette_.end(), [](const PaletteColor& c) { return c[3] == 0; });
    constexpr int kHasTransparentColor = 1;
    if (hidden != palette_.end()) {
      put({'!', 0xF9, 4, kHasTransparentColor, 0, 0, static_cast<int>(hidden - palette_.begin()), 0});
    }
    put({',', 0, 0, 0, 0});
    put_size(size);
    put({0});
  }

  std::span<const PaletteColor> palette_;
  const EncodeOptions& options_;
  int index_bits_ = 1;
  std::vector<std::uint8_t> header_;
  detail::GrowingBuffer output_;
};

}  // namespace

bool GifEncoder::accepts(PixelFormat format) const noexcept { return bytes_per_sample(format) == 1; }

std::span<const EncoderOption> GifEncoder::options() const noexcept { return kGifOptions; }

bool GifEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return false; }

int GifEncoder::max_side() const noexcept { return 65'535; }

std::size_t GifEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& /*options*/) const noexcept {
  // Codes of 12 bits in the worst case, in a buffer that doubles; the copy with other alpha; errors of two rows.
  const std::size_t data = shape.size.pixels() * 3 / 2 + 4096;
  const std::size_t copy = has_alpha(shape.format) ? image_bytes(shape) : 0;
  const auto width = static_cast<std::size_t>(std::max(shape.size.width, 0));
  const ImageShape visible{shape.size, is_gray(shape.format) ? PixelFormat::gray8 : shape.format};
  return std::max(choose_palette_scratch_bytes(visible), 3 * data) + copy + 33 * width;
}

Result<Buffer> GifEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  Image copy;
  if (has_alpha(image.format)) {
    TBBIMG_ASSIGN_OR_RETURN(copy, with_binary_alpha(image, options.pool));
    image = std::as_const(copy).view();
  }
  const int colors = detail::setting(kGifOptions, options.settings, "colors").value_or(kMaxPaletteColors);
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<PaletteColor> palette, choose_palette(image, colors));
  return GifWriter(palette, options).encode(image);
}

}  // namespace tbbimg
