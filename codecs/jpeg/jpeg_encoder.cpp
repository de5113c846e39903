#include "codecs/jpeg/jpeg_encoder.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/growing_buffer.hpp"
#include "codecs/jpeg/detail/coefficient_store.hpp"
#include "codecs/jpeg/detail/libjpeg_wall.hpp"

namespace tbbimg {
namespace {

// Below this quality, chroma is stored at half the resolution both ways, as sharp and libvips do.
constexpr int kFullChromaFromQuality = 90;

enum class Subsampling : std::uint8_t { automatic, none, horizontal, both };
constexpr std::array<std::string_view, 4> kSubsamplings = {"auto", "4:4:4", "4:2:2", "4:2:0"};

constexpr std::array kOptions = {
    EncoderOption{.name = "progressive",
                  .help = "coarse first, then finer; some per cent smaller, slower to decode",
                  .default_value = 0},
    EncoderOption{.name = "subsampling",
                  .help = "of chroma; auto: 4:2:0 below quality 90, else 4:4:4",
                  .kind = EncoderOption::Kind::word,
                  .default_value = 0,
                  .choices = kSubsamplings}};

// Luma samples for each chroma sample, across and down.
Size luma_factors(const EncodeOptions& options, PixelFormat format) noexcept {
  if (is_gray(format)) return {1, 1};
  switch (static_cast<Subsampling>(*detail::setting(kOptions, options.settings, "subsampling"))) {
    case Subsampling::automatic: break;
    case Subsampling::none: return {1, 1};
    case Subsampling::horizontal: return {2, 1};
    case Subsampling::both: return {2, 2};
  }
  return options.quality < kFullChromaFromQuality ? Size{2, 2} : Size{1, 1};
}

// 255 segments of 65,519 bytes (ICC.1:2010, B.4).
constexpr std::size_t kMaxProfileBytes = 255 * 65'519;

// Rows handed over between two looks at the stop token.
constexpr int kRowsPerCall = 16;

// Enough for nearly every photograph, so that outputs do not grow: below quality 90 up to 0.3 bytes per pixel, at 100
// up to 1.3 (measured). Pages that stay untouched cost nothing.
std::size_t expected_bytes(const ImageShape& shape, const EncodeOptions& options) noexcept {
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  const std::size_t pixels = shape.size.pixels();
  std::size_t data = pixels / 2;
  if (luma_factors(options, shape.format) == Size{1, 1} && !is_gray(shape.format)) data = pixels;
  if (options.quality >= kFullChromaFromQuality) data = pixels + pixels / 2;
  return 4096 + profile + data;
}

/// One libjpeg compression.
class JpegCompressor {
 public:
  explicit JpegCompressor(const EncodeOptions& options)
      : options_(options), output_(options.pool), coefficients_(options.pool) {
    info_.err = wall_.manager();
    destination_.base.init_destination = on_init;
    destination_.base.empty_output_buffer = on_full;
    destination_.base.term_destination = on_term;
    destination_.owner = this;
  }
  JpegCompressor(const JpegCompressor&) = delete;
  JpegCompressor& operator=(const JpegCompressor&) = delete;
  ~JpegCompressor() { jpeg_destroy_compress(&info_); }

  [[nodiscard]] Result<Buffer> encode(ConstImageView image) {
    if (!output_.reserve(expected_bytes({image.size(), image.format}, options_))) {
      return fail(ErrorCode::out_of_memory, "there is no memory for the encoded JPEG");
    }
    if (!wall_.run([this, &image] { encode_inside_wall(image); })) return fail(wall_.code(), wall_.words());
    return output_.release();
  }

 private:
  // libjpeg hands back a pointer to `base`; the way back to this object lies behind it.
  struct Destination {
    jpeg_destination_mgr base;
    JpegCompressor* owner;
  };
  static JpegCompressor& of(j_compress_ptr cinfo) noexcept {
    return *reinterpret_cast<Destination*>(cinfo->dest)->owner;
  }

  static void on_init(j_compress_ptr cinfo) { of(cinfo).offer_free_space(); }
  static boolean on_full(j_compress_ptr cinfo) {
    JpegCompressor& self = of(cinfo);
    const std::size_t offered = self.output_.free_space().size();
    self.output_.commit(offered);
    if (!self.output_.reserve(offered)) {
      detail::LibjpegWall::escape(reinterpret_cast<j_common_ptr>(cinfo), ErrorCode::out_of_memory,
                                  "there is no memory for the encoded JPEG");
    }
    self.offer_free_space();
    return TRUE;
  }
  static void on_term(j_compress_ptr cinfo) {
    JpegCompressor& self = of(cinfo);
    self.output_.commit(self.output_.free_space().size() - cinfo->dest->free_in_buffer);
  }

  void offer_free_space() noexcept {
    destination_.base.next_output_byte = output_.free_space().data();
    destination_.base.free_in_buffer = output_.free_space().size();
  }

  void set_parameters(ConstImageView image) {
    info_.image_width = static_cast<JDIMENSION>(image.width);
    info_.image_height = static_cast<JDIMENSION>(image.height);
    info_.input_components = channels(image.format);
    info_.in_color_space = is_gray(image.format) ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, options_.quality, TRUE);
    info_.optimize_coding = TRUE;
    const Size factors = luma_factors(options_, image.format);
    info_.comp_info[0].h_samp_factor = factors.width;
    info_.comp_info[0].v_samp_factor = factors.height;
    if (detail::setting(kOptions, options_.settings, "progressive") == 1) jpeg_simple_progression(&info_);
  }

  void encode_inside_wall(ConstImageView image) {
    jpeg_create_compress(&info_);
    info_.dest = &destination_.base;
    info_.client_data = &coefficients_;
    coefficients_.install(reinterpret_cast<j_common_ptr>(&info_));
    set_parameters(image);
    jpeg_start_compress(&info_, TRUE);
    if (const auto* profile = options_.metadata.icc_profile.get();
        profile && profile->size() <= kMaxProfileBytes && icc_profile_fits(*profile, image.format)) {
      jpeg_write_icc_profile(&info_, profile->data(), static_cast<unsigned>(profile->size()));
    }
    std::array<JSAMPROW, kRowsPerCall> rows{};
    while (info_.next_scanline < info_.image_height) {
      if (options_.stop.stop_requested()) {
        detail::LibjpegWall::escape(reinterpret_cast<j_common_ptr>(&info_), ErrorCode::cancelled,
                                    "encoding was cancelled");
      }
      const int first = static_cast<int>(info_.next_scanline);
      const int count = std::min(kRowsPerCall, image.height - first);
      for (int i = 0; i < count; ++i) {
        // libjpeg's interface knows no const, but it only reads these rows.
        rows[static_cast<std::size_t>(i)] = const_cast<JSAMPROW>(image.row(first + i));
      }
      jpeg_write_scanlines(&info_, rows.data(), static_cast<JDIMENSION>(count));
    }
    jpeg_finish_compress(&info_);
  }

  const EncodeOptions& options_;
  detail::LibjpegWall wall_;
  detail::GrowingBuffer output_;
  detail::CoefficientStore coefficients_;
  jpeg_compress_struct info_{};
  Destination destination_{};
};

}  // namespace

std::span<const EncoderOption> JpegEncoder::options() const noexcept { return kOptions; }

bool JpegEncoder::is_lossless(const EncoderSettings& /*settings*/) const noexcept { return false; }

bool JpegEncoder::accepts(PixelFormat format) const noexcept {
  return format == PixelFormat::gray8 || format == PixelFormat::rgb8;
}

int JpegEncoder::max_side() const noexcept { return JPEG_MAX_DIMENSION; }

std::size_t JpegEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  // Optimised Huffman tables need a second look at all coefficients, of 2 bytes each.
  const Size factors = luma_factors(options, shape.format);
  const auto chroma = static_cast<std::size_t>(is_gray(shape.format) ? 0 : 4 / (factors.width * factors.height));
  const std::size_t coefficients_per_2_pixels = 2 + chroma;
  const auto width = static_cast<std::size_t>(std::max(shape.size.width, 0)) + 15;
  const auto height = static_cast<std::size_t>(std::max(shape.size.height, 0)) + 15;
  // Of noise, a file outgrows twice what is expected while it is copied to a larger buffer.
  return width * height * coefficients_per_2_pixels + width * 128 + std::size_t{64} * 1024 +
         3 * expected_bytes(shape, options);
}

Result<Buffer> JpegEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  return JpegCompressor(options).encode(image);
}

}  // namespace tbbimg
