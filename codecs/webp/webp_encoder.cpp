#include "codecs/webp/webp_encoder.hpp"

#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/webp/detail/riff.hpp"
#include "codecs/webp/detail/webp_animation_writer.hpp"

namespace tbbimg {
namespace {

constexpr int kMaxEffort = 6;

constexpr std::array kOptions = {
    EncoderOption{.name = "lossless", .help = "keeps visible pixels exactly; quality is ignored", .default_value = 0},
    EncoderOption{.name = "effort",
                  .help = "of the search for a small file; 6 takes several times as long for some per cent less",
                  .kind = EncoderOption::Kind::integer,
                  .min = 0,
                  .max = kMaxEffort,
                  .default_value = 4},
    EncoderOption{.name = "alpha-quality",
                  .help = "of alpha; 100 keeps it exactly",
                  .kind = EncoderOption::Kind::integer,
                  .min = 0,
                  .max = 100,
                  .default_value = 100}};

std::size_t expected_bytes(const ImageShape& shape) noexcept { return 4096 + shape.size.pixels() / 4; }

// What libwebp's callbacks need.
struct Job {
  detail::GrowingBuffer& output;
  const std::stop_token& stop;
};

int on_write(const std::uint8_t* data, std::size_t bytes, const WebPPicture* picture) {
  return static_cast<Job*>(picture->custom_ptr)->output.append({data, bytes}) ? 1 : 0;
}

int on_progress(int /*percent*/, const WebPPicture* picture) {
  return static_cast<Job*>(picture->user_data)->stop.stop_requested() ? 0 : 1;
}

struct Picture : WebPPicture {
  Picture() noexcept : WebPPicture{} {}
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  ~Picture() { WebPPictureFree(this); }
};

tl::unexpected<Error> error_of(WebPEncodingError error) {
  switch (error) {
    case VP8_ENC_ERROR_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BITSTREAM_OUT_OF_MEMORY:
    case VP8_ENC_ERROR_BAD_WRITE: return fail(ErrorCode::out_of_memory, "there is no memory to encode the WebP");
    case VP8_ENC_ERROR_USER_ABORT: return fail(ErrorCode::cancelled, "encoding was cancelled");
    case VP8_ENC_ERROR_PARTITION0_OVERFLOW:
    case VP8_ENC_ERROR_PARTITION_OVERFLOW:
    case VP8_ENC_ERROR_FILE_TOO_BIG:
      return fail(
          ErrorCode::limit_exceeded,
          "a WebP cannot hold this much detail; lower the quality, make the image smaller or choose another format");
    default:
      return fail(ErrorCode::internal,
                  "libwebp refused to encode with its error " + std::to_string(static_cast<int>(error)));
  }
}

// The file `plain`, as libwebp wrote it, with a colour profile: that needs the extended format, whose first chunk says
// what else there is.
Result<Buffer> with_profile(std::span<const std::uint8_t> plain, std::span<const std::uint8_t> profile, Size size,
                            const BufferPool& pool) {
  const auto first = detail::webp_chunk_at(plain, detail::kFirstWebpChunk);
  const bool is_extended = first && first->type == "VP8X";
  const auto chunks = plain.subspan(is_extended ? first->end : detail::kFirstWebpChunk);
  const std::vector<std::uint8_t> header =
      detail::extended_webp_header(is_extended ? first->data[0] : std::uint8_t{0}, size, profile);
  TBBIMG_ASSIGN_OR_RETURN(Buffer file, pool.allocate(header.size() + chunks.size()));
  std::copy(header.begin(), header.end(), file.data());
  std::copy(chunks.begin(), chunks.end(), file.data() + header.size());
  detail::put_riff_number(file.bytes().subspan(4), file.size() - detail::kRiffHeaderBytes);
  return file;
}

bool import_pixels(ConstImageView image, Picture& picture) noexcept {
  const auto stride = static_cast<int>(image.stride);
  return (has_alpha(image.format) ? WebPPictureImportRGBA(&picture, image.data, stride)
                                  : WebPPictureImportRGB(&picture, image.data, stride)) != 0;
}

int effort_of(const EncodeOptions& options) noexcept {
  return detail::setting(kOptions, options.settings, "effort").value_or(kMaxEffort);
}

// Measured: 35 bytes per pixel on photographs, 46 on noise, 67 on drawings, 101 on those with alpha. From effort 4 on,
// each of up to 2,600 parts of the picture has a cache of colours besides, which noise fills.
std::size_t lossless_bytes(const ImageShape& shape, const EncodeOptions& options) noexcept {
  const auto pixels = static_cast<std::size_t>(shape.size.pixels());
  const bool alpha = has_alpha(shape.format);
  std::size_t caches = 0;
  if (effort_of(options) >= 4) {
    caches = std::min<std::size_t>(pixels * (alpha ? 760 : 280), alpha ? 24'000'000 : 9'000'000);
  }
  return (std::size_t{7} << 20) + pixels * (alpha ? 104 : 72) + caches;
}

// YUV planes, statistics, and the tokens of all macroblocks, which grow with the detail that is kept. Measured: on
// noise 11 bytes per pixel at quality 20, 18 at 80 and 30 at 100, on detailed photographs a third of it. The lossless
// coder of the alpha plane takes 27 more, whatever the quality, up to 39 with settings of its own, and caches above
// effort 4.
std::size_t lossy_bytes(const ImageShape& shape, const EncodeOptions& options) noexcept {
  const auto pixels = static_cast<std::size_t>(shape.size.pixels());
  const auto quality = static_cast<std::size_t>(std::clamp(options.quality, 1, 100));
  std::size_t for_alpha = 0;
  if (has_alpha(shape.format)) {
    const std::size_t caches = effort_of(options) > 4 ? std::min<std::size_t>(pixels * 100, 15'000'000) : 0;
    for_alpha = std::min(std::size_t{3} << 20, (std::size_t{13} << 16) + pixels * 60) +
                pixels * (options.settings.empty() ? 27 : 40) + caches;
  }
  return (std::size_t{256} << 10) + pixels * (5250 + quality * quality) / 500 + for_alpha;
}

}  // namespace

std::span<const EncoderOption> WebpEncoder::options() const noexcept { return kOptions; }

bool WebpEncoder::is_lossless(const EncoderSettings& settings) const noexcept {
  return detail::setting(kOptions, settings, "lossless") == 1;
}

bool WebpEncoder::accepts(PixelFormat format) const noexcept {
  return format == PixelFormat::rgb8 || format == PixelFormat::rgba8;
}

int WebpEncoder::max_side() const noexcept { return WEBP_MAX_DIMENSION; }

std::size_t WebpEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  const std::size_t with_profile = profile == 0 ? 0 : expected_bytes(shape) + profile;
  return with_profile + (is_lossless(options.settings) ? lossless_bytes(shape, options)
                                                       : lossy_bytes(shape, options) + expected_bytes(shape));
}

Result<Buffer> WebpEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  detail::GrowingBuffer output(options.pool);
  if (!output.reserve(expected_bytes({image.size(), image.format}))) return error_of(VP8_ENC_ERROR_OUT_OF_MEMORY);
  Job job{output, options.stop};

  WebPConfig config;
  Picture picture;
  if (WebPConfigInit(&config) == 0 || WebPPictureInit(&picture) == 0) {
    return fail(ErrorCode::internal, "libwebp is of another version than its headers");
  }
  config.quality = static_cast<float>(options.quality);
  config.lossless = *detail::setting(kOptions, options.settings, "lossless");
  config.method = *detail::setting(kOptions, options.settings, "effort");
  config.alpha_quality = *detail::setting(kOptions, options.settings, "alpha-quality");
  picture.use_argb = config.lossless;  // YUV would lose colour
  picture.width = image.width;
  picture.height = image.height;
  picture.writer = on_write;
  picture.custom_ptr = &job;
  picture.progress_hook = on_progress;
  picture.user_data = &job;
  if (!import_pixels(image, picture) || WebPEncode(&config, &picture) == 0) return error_of(picture.error_code);

  const auto& profile = options.metadata.icc_profile;
  if (!profile || !icc_profile_fits(*profile, image.format)) return output.release();
  return with_profile(output.written(), *profile, image.size(), options.pool);
}

std::size_t WebpEncoder::animation_scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  return image_bytes(shape) + scratch_bytes(shape, options);
}

Result<std::unique_ptr<ImageWriter>> WebpEncoder::open_animation(const ImageShape& shape, int loops,
                                                                 const EncodeOptions& options) const {
  return detail::webp_animation_writer(*this, shape, loops, options);
}

}  // namespace tbbimg
