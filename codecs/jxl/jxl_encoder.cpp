#include "codecs/jxl/jxl_encoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "codecs/detail/encodable.hpp"
#include "codecs/detail/pixels.hpp"
#include "codecs/jpeg/jpeg_decoder.hpp"
#include "codecs/jxl/detail/jxl_output.hpp"
#include "codecs/jxl/detail/jxl_patches.hpp"

namespace tbbimg {
namespace {

constexpr int kMaxEffort = 7;  // 8 takes 300 bytes a pixel

constexpr std::array kJxlOptions = {
    EncoderOption{.name = "lossless", .help = "keeps pixels exactly; quality is ignored", .default_value = 0},
    EncoderOption{.name = "effort",
                  .help = "of the search for a small file; 3 takes a quarter of the time of 5, and 7 twice as long",
                  .kind = EncoderOption::Kind::integer,
                  .min = 1,
                  .max = kMaxEffort,
                  .default_value = 5},
    EncoderOption{.name = "lossless-jpeg",
                  .help = "of a JPEG that nothing is done to but to turn it, keeps the coefficients: djxl makes that "
                          "JPEG again, without metadata and as it is stored; quality is ignored",
                  .default_value = 0}};

using Profile = std::vector<std::uint8_t>;

bool encodes_losslessly(const EncodeOptions& options) noexcept {
  return options.quality == 100 || detail::setting(kJxlOptions, options.settings, "lossless") == 1;
}

// As libjxl's own tool does since 0.8. Butteraugli's unit: 1 is a difference that is just seen.
float distance_of(int quality) noexcept {
  const auto q = static_cast<float>(quality);
  return quality >= 30 ? 0.1F + (100 - q) * 0.09F : 53.0F / 3000 * q * q - 23.0F / 20 * q + 25;
}

std::size_t expected_jxl_bytes(const ImageShape& shape) noexcept {
  return 4096 + static_cast<std::size_t>(shape.size.pixels()) / 4;
}

JxlBasicInfo describe_for_jxl(const ImageShape& shape, bool lossless) noexcept {
  JxlBasicInfo info;
  JxlEncoderInitBasicInfo(&info);
  const bool alpha = has_alpha(shape.format);
  info.xsize = static_cast<std::uint32_t>(shape.size.width);
  info.ysize = static_cast<std::uint32_t>(shape.size.height);
  info.bits_per_sample = static_cast<std::uint32_t>(8 * bytes_per_sample(shape.format));
  info.num_color_channels = is_gray(shape.format) ? 1 : 3;
  info.num_extra_channels = alpha ? 1 : 0;
  info.alpha_bits = alpha ? info.bits_per_sample : 0;
  info.uses_original_profile = lossless ? JXL_TRUE : JXL_FALSE;
  return info;
}

// Whether libjxl takes the profile, or else sRGB.
bool set_colors(::JxlEncoder& encoder, PixelFormat format, const Profile* profile) noexcept {
  if (profile != nullptr) return JxlEncoderSetICCProfile(&encoder, profile->data(), profile->size()) == JXL_ENC_SUCCESS;
  JxlColorEncoding color;
  JxlColorEncodingSetToSRGB(&color, is_gray(format) ? JXL_TRUE : JXL_FALSE);
  return JxlEncoderSetColorEncoding(&encoder, &color) == JXL_ENC_SUCCESS;
}

// Nothing if libjxl does not take the profile.
Result<detail::JxlEncoderHandle> begin_jxl(const ImageShape& shape, bool lossless, const Profile* profile) {
  TBBIMG_ASSIGN_OR_RETURN(detail::JxlEncoderHandle encoder, detail::create_jxl_encoder());
  const JxlBasicInfo info = describe_for_jxl(shape, lossless);
  if (JxlEncoderSetBasicInfo(encoder.get(), &info) != JXL_ENC_SUCCESS) return detail::jxl_encoder_failure(*encoder);
  if (set_colors(*encoder, shape.format, profile)) return encoder;
  // Nobody could make use of such a profile, either.
  if (profile != nullptr) return begin_jxl(shape, lossless, nullptr);
  return detail::jxl_encoder_failure(*encoder);
}

// Null if there is no memory.
JxlEncoderFrameSettings* create_jxl_frame(::JxlEncoder& encoder, const EncodeOptions& options) noexcept {
  JxlEncoderFrameSettings* const frame = JxlEncoderFrameSettingsCreate(&encoder, nullptr);
  const int effort = *detail::setting(kJxlOptions, options.settings, "effort");
  const bool is_set = frame != nullptr &&
                      JxlEncoderFrameSettingsSetOption(frame, JXL_ENC_FRAME_SETTING_EFFORT, effort) == JXL_ENC_SUCCESS;
  return is_set ? frame : nullptr;
}

Status add_jxl_frame(::JxlEncoder& encoder, ConstImageView image, const EncodeOptions& options, bool lossless) {
  JxlEncoderFrameSettings* const frame = create_jxl_frame(encoder, options);
  if (frame == nullptr ||
      (lossless ? JxlEncoderSetFrameLossless(frame, JXL_TRUE)
                : JxlEncoderSetFrameDistance(frame, distance_of(options.quality))) != JXL_ENC_SUCCESS)
    return detail::jxl_encoder_failure(encoder);
  const int effort = *detail::setting(kJxlOptions, options.settings, "effort");
  if (detail::jxl_seeks_patches(lossless, effort) && !detail::may_have_jxl_patches(image) &&
      JxlEncoderFrameSettingsSetOption(frame, JXL_ENC_FRAME_SETTING_PATCHES, 0) != JXL_ENC_SUCCESS) {
    return detail::jxl_encoder_failure(encoder);
  }
  JxlPixelFormat format;
  format.num_channels = static_cast<std::uint32_t>(channels(image.format));
  format.data_type = bytes_per_sample(image.format) == 2 ? JXL_TYPE_UINT16 : JXL_TYPE_UINT8;
  format.endianness = JXL_NATIVE_ENDIAN;
  // libjxl steps over rows by a whole number of bytes that no row is longer than.
  format.align = static_cast<std::size_t>(image.stride);
  const std::size_t bytes = format.align * static_cast<std::size_t>(image.height - 1) + image.row_bytes();
  if (JxlEncoderAddImageFrame(frame, &format, image.data, bytes) != JXL_ENC_SUCCESS)
    return detail::jxl_encoder_failure(encoder);
  return {};
}

}  // namespace

std::span<const EncoderOption> JxlEncoder::options() const noexcept { return kJxlOptions; }

bool JxlEncoder::is_lossless(const EncoderSettings& settings) const noexcept {
  return detail::setting(kJxlOptions, settings, "lossless") == 1;
}

// Of level 5, which every decoder takes.
int JxlEncoder::max_side() const noexcept { return 262'144; }

// Measured from 0.1 to 10 megapixels: planes of 32 bits, several times over; at effort 7 libjxl looks at its own
// result.
std::size_t JxlEncoder::scratch_bytes(const ImageShape& shape, const EncodeOptions& options) const noexcept {
  const auto pixels = static_cast<std::size_t>(shape.size.pixels());
  const int effort = detail::setting(kJxlOptions, options.settings, "effort").value_or(kMaxEffort);
  const bool lossless = encodes_losslessly(options);
  const std::size_t profile = options.metadata.icc_profile ? options.metadata.icc_profile->size() : 0;
  std::size_t per_pixel = has_alpha(shape.format) ? 106 : 84;
  if (lossless && effort >= 5) per_pixel = 120;
  if (!lossless && effort >= 7) per_pixel = 112;
  const std::size_t patches = detail::jxl_seeks_patches(lossless, effort) ? detail::jxl_patch_bytes(shape.size) : 0;
  return (std::size_t{9} << 20) + pixels * per_pixel + patches + 4 * profile + expected_jxl_bytes(shape);
}

Result<Buffer> JxlEncoder::encode(ConstImageView image, const EncodeOptions& options) const {
  TBBIMG_RETURN_IF_ERROR(detail::check_encodable(*this, image, options));
  if (options.stop.stop_requested()) return fail(ErrorCode::cancelled, "encoding was cancelled");
  Image copy;
  if (image.stride < static_cast<std::ptrdiff_t>(image.row_bytes())) {
    TBBIMG_ASSIGN_OR_RETURN(copy, Image::create({image.size(), image.format}, options.pool));
    detail::copy_pixels(image, copy.view());
    image = copy.view();
  }
  const bool lossless = encodes_losslessly(options);
  const auto& profile = options.metadata.icc_profile;
  const bool fits = profile && icc_profile_fits(*profile, image.format);
  const ImageShape shape{image.size(), image.format};
  TBBIMG_ASSIGN_OR_RETURN(const detail::JxlEncoderHandle encoder,
                          begin_jxl(shape, lossless, fits ? profile.get() : nullptr));
  TBBIMG_RETURN_IF_ERROR(add_jxl_frame(*encoder, image, options, lossless));
  return detail::finish_jxl(*encoder, expected_jxl_bytes(shape), options.pool, options.stop);
}

bool JxlEncoder::repacks(std::string_view format, const EncoderSettings& settings) const noexcept {
  return format == "jpeg" && detail::setting(kJxlOptions, settings, "lossless-jpeg") == 1;
}

Result<Buffer> JxlEncoder::repack(std::span<const std::uint8_t> file, Orientation orientation,
                                  const EncodeOptions& options) const {
  TBBIMG_ASSIGN_OR_RETURN(const ImageInfo info, JpegDecoder().probe(file));
  TBBIMG_ASSIGN_OR_RETURN(const detail::JxlEncoderHandle encoder, detail::create_jxl_encoder());
  JxlBasicInfo basic = describe_for_jxl({info.stored_size, info.pixel_format}, true);
  basic.orientation = static_cast<JxlOrientation>(orientation);
  JxlEncoderFrameSettings* const frame = create_jxl_frame(*encoder, options);
  if (frame == nullptr || JxlEncoderUseContainer(encoder.get(), JXL_TRUE) != JXL_ENC_SUCCESS ||
      JxlEncoderStoreJPEGMetadata(encoder.get(), JXL_TRUE) != JXL_ENC_SUCCESS ||
      JxlEncoderSetBasicInfo(encoder.get(), &basic) != JXL_ENC_SUCCESS) {
    return detail::jxl_encoder_failure(*encoder);
  }
  if (JxlEncoderAddJPEGFrame(frame, file.data(), file.size()) != JXL_ENC_SUCCESS) {
    return fail(ErrorCode::unsupported, "libjxl does not take the coefficients of this JPEG");
  }
  return detail::finish_jxl(*encoder, file.size(), options.pool, options.stop);
}

}  // namespace tbbimg
