#include "codecs/gif/gif_encoder.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "codecs/detail/encodable.hpp"
#include "codecs/gif/detail/gif_animation_writer.hpp"
#include "codecs/gif/detail/gif_lzw_writer.hpp"
#include "codecs/gif/detail/gif_output.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg {
namespace {

constexpr std::array kGifOptions = {
    EncoderOption{.name = "colors",
                  .help = "how many at most; unless given: 256, and in an animation made of a GIF those of its source",
                  .kind = EncoderOption::Kind::integer,
                  .min = 2,
                  .max = kMaxPaletteColors,
                  .default_value = kMaxPaletteColors},
    EncoderOption{.name = "dither",
                  .help = "whether neighbours even out what a palette's colour is off by; unless given: not in "
                          "animations, where it would flicker",
                  .default_value = 1}};

Result<Image> with_binary_alpha(ConstImageView image, const BufferPool& pool) {
  TBBIMG_ASSIGN_OR_RETURN(Image copy, Image::create({image.size(), image.format}, pool));
  const int count = channels(image.format);
  for (int y = 0; y < image.height; ++y) {
    std::uint8_t* pixel = copy.view().row(y);
    std::memcpy(pixel, image.row(y), image.row_bytes());
    for (int x = 0; x < image.width; ++x, pixel += count) {
      pixel[count - 1] = pixel[count - 1] < detail::kGifSeenFrom ? std::uint8_t{0} : std::uint8_t{255};
    }
  }
  return copy;
}

Status put_pixels(ConstImageView image, std::span<const PaletteColor> palette, bool dither,
                  detail::GrowingBuffer& output, const std::stop_token& stop) {
  detail::GifLzwWriter data(output, detail::gif_index_bits(palette.size()));
  PaletteMapper mapper(palette, image.width, dither);
  std::vector<std::uint8_t> indices(static_cast<std::size_t>(image.width));
  for (int y = 0; y < image.height; ++y) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
    mapper.map(image.row(y), image.format, indices);
    if (!data.write(indices)) return detail::no_memory_for_gif();
  }
  return data.finish() ? Status{} : detail::no_memory_for_gif();
}

}  // namespace

bool GifEncoder::accepts(PixelFormat format) const noexcept { return bytes_per_sample(format) == 1; }

std::span<const EncoderOption> GifEncoder::options() const noexcept { return kGifOptions; }

bool GifEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return false; }

int GifEncoder::max_side() const noexcept { return 65'535; }

std::size_t GifEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& /*options*/) const noexcept {
  // Codes of 12 bits in the worst case, in a buffer that doubles; the copy with other alpha; errors of two rows.
  const std::size_t data = shape.size.pixels() * 3 / 2 + 4096;
  const std::size_t copy = has_alpha(shape.format) ? image_bytes(shape) : 0;
  const int width = std::max(shape.size.width, 0);
  const std::size_t mapped = static_cast<std::size_t>(width) + PaletteMapper::scratch_bytes(width);
  const ImageShape visible{shape.size, is_gray(shape.format) ? PixelFormat::gray8 : shape.format};
  return std::max(choose_palette_scratch_bytes(visible), 3 * data) + copy + mapped;
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
  const bool dither = detail::setting(kGifOptions, options.settings, "dither") != 0;
  detail::GifOutput output(options.pool);
  const auto hidden = std::find(palette.begin(), palette.end(), PaletteColor{});
  detail::GifFrameHead head{.area = {{}, image.size()}, .is_animated = false};
  if (hidden != palette.end()) head.hidden = static_cast<int>(hidden - palette.begin());
  TBBIMG_RETURN_IF_ERROR(output.put_head(head, {}));
  TBBIMG_RETURN_IF_ERROR(put_pixels(image, palette, dither, output.data(), options.stop));
  return output.finish(image.size(), palette, 1);
}

std::size_t GifEncoder::animation_scratch_bytes(const ImageShape& shape,
                                                const EncodeOptions& /*options*/) const noexcept {
  return detail::gif_animation_bytes(shape);
}

Result<std::unique_ptr<ImageWriter>> GifEncoder::open_animation(const ImageShape& shape, int loops,
                                                                const EncodeOptions& options) const {
  const auto dither = options.settings.find("dither");
  const detail::GifAnimationOptions how{
      detail::setting(kGifOptions, options.settings, "colors").value_or(kMaxPaletteColors),
      !options.settings.contains("colors"), dither != options.settings.end() && dither->second != 0};
  return detail::gif_animation_writer(shape, loops, how, options);
}

}  // namespace tbbimg
