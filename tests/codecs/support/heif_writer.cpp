#include "tests/codecs/support/heif_writer.hpp"

#include <doctest/doctest.h>
#include <libheif/heif.h>

#include <cstring>

// What libx265 keeps of each picture that it has encoded (3.5) is none of ours.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:libx265\n"; }

namespace tbbimg::test {
namespace {

heif_error append_heif(heif_context* /*context*/, const void* data, std::size_t size, void* to) {
  const auto* const bytes = static_cast<const std::uint8_t*>(data);
  static_cast<Bytes*>(to)->insert(static_cast<Bytes*>(to)->end(), bytes, bytes + size);
  return {heif_error_Ok, heif_suberror_Unspecified, ""};
}

heif_chroma heif_layout(PixelFormat format) {
  if (bytes_per_sample(format) == 1) {
    return has_alpha(format) ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB;
  }
  return has_alpha(format) ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE;
}

heif_image* heif_image_of(ConstImageView picture, int bits) {
  heif_image* image = nullptr;
  heif_image_create(picture.width, picture.height, heif_colorspace_RGB, heif_layout(picture.format), &image);
  heif_image_add_plane(image, heif_channel_interleaved, picture.width, picture.height, bits);
  int stride = 0;
  std::uint8_t* const plane = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  for (int y = 0; y < picture.height; ++y) {
    std::uint8_t* const row = plane + std::ptrdiff_t{y} * stride;
    std::memcpy(row, picture.row(y), picture.row_bytes());
    for (std::size_t i = 0; bits > 8 && i < picture.row_bytes(); i += 2) {
      std::uint16_t sample = 0;
      std::memcpy(&sample, row + i, 2);
      sample = static_cast<std::uint16_t>(sample >> (16 - bits));
      std::memcpy(row + i, &sample, 2);
    }
  }
  return image;
}

}  // namespace

Bytes write_heif(ConstImageView picture, const HeifOptions& options) {
  heif_context* const context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  const heif_compression_format codec = options.avif ? heif_compression_AV1 : heif_compression_HEVC;
  Bytes file;
  if (heif_context_get_encoder_for_format(context, codec, &encoder).code == heif_error_Ok) {
    heif_encoder_set_lossy_quality(encoder, options.quality);
    if (options.avif) heif_encoder_set_parameter_integer(encoder, "speed", 9);
    heif_encoder_set_parameter_string(encoder, "chroma", "444");
    heif_image* const image = heif_image_of(picture, options.bits);
    if (options.premultiplied) heif_image_set_premultiplied_alpha(image, 1);
    if (!options.icc_profile.empty()) {
      heif_image_set_raw_color_profile(image, "prof", options.icc_profile.data(), options.icc_profile.size());
    }
    heif_image_handle* handle = nullptr;
    const heif_error error = heif_context_encode_image(context, image, encoder, nullptr, &handle);
    REQUIRE_MESSAGE(error.code == heif_error_Ok, error.message);
    if (!options.exif.empty()) {
      heif_context_add_exif_metadata(context, handle, options.exif.data(), static_cast<int>(options.exif.size()));
    }
    heif_writer writer{1, append_heif};
    heif_context_write(context, &writer, &file);
    heif_image_handle_release(handle);
    heif_image_release(image);
    heif_encoder_release(encoder);
  }
  heif_context_free(context);
  return file;
}

}  // namespace tbbimg::test
