#include "engine/variants/encode.hpp"

#include "engine/variants/quality_search.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/gray_to_rgb.hpp"

namespace tbbimg {
namespace {

constexpr Rgb8 kPage{255, 255, 255};

bool must_flatten(const Encoder& encoder, PixelFormat format) noexcept {
  return has_alpha(format) && !encoder.accepts(format);
}

// WebP has no gray.
bool must_colour(const Encoder& encoder, PixelFormat format) noexcept {
  return is_gray(format) && !encoder.accepts(format) && !encoder.accepts(without_alpha(format));
}

std::uint64_t scratch_bytes(const Encoder& encoder, const ImageShape& shape, const EncodeOptions& options,
                            const Variant& variant, const CodecRegistry& codecs) noexcept {
  if (!variant.target.is_set()) return encoder.scratch_bytes(shape, options);
  return search_bytes(shape, options, variant.target, encoder, codecs);
}

Result<Buffer> encode(const Encoder& encoder, ConstImageView image, const EncodeOptions& options,
                      const Variant& variant, const CodecRegistry& codecs, const OperationContext& context) {
  if (!variant.target.is_set()) return encoder.encode(image, options);
  TBBIMG_ASSIGN_OR_RETURN(FoundQuality found, search_quality(image, options, variant.target, encoder, codecs, context));
  return std::move(found.file);
}

}  // namespace

const Encoder* encoder_of(const Variant& variant, std::string_view source_format,
                          const CodecRegistry& codecs) noexcept {
  return variant.format == Variant::kSameFormat ? codecs.find_encoder_for_source(source_format)
                                                : codecs.find_encoder(variant.format);
}

Result<std::optional<Image>> storable(const Encoder& encoder, ConstImageView image, const OperationContext& context) {
  const bool is_gray = must_colour(encoder, image.format);
  if (!is_gray && !must_flatten(encoder, image.format)) return std::nullopt;
  const PixelFormat format = is_gray ? colour_of(image.format) : without_alpha(image.format);
  TBBIMG_ASSIGN_OR_RETURN(Image converted, Image::create({image.size(), format}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(context.for_rows(converted.view(), [&](RowRange rows) {
    return is_gray ? gray_to_rgb(image, converted.view(), rows, context.kernels())
                   : flatten(image, converted.view(), kPage, rows, context.kernels());
  }));
  return converted;
}

std::uint64_t encode_bytes(const ImageShape& shape, const Variant& variant, std::string_view source_format,
                           const CodecRegistry& codecs) noexcept {
  const Encoder* encoder = encoder_of(variant, source_format, codecs);
  if (encoder == nullptr) return 0;
  EncodeOptions options;
  options.quality = variant.quality;
  options.settings = variant.settings_of(encoder->name());
  if (must_colour(*encoder, shape.format)) {
    const ImageShape coloured{shape.size, colour_of(shape.format)};
    return image_bytes(coloured) + encode_bytes(coloured, variant, source_format, codecs);
  }
  const ImageShape flat{shape.size, without_alpha(shape.format)};
  if (!must_flatten(*encoder, shape.format)) return scratch_bytes(*encoder, shape, options, variant, codecs);
  return image_bytes(flat) + scratch_bytes(*encoder, flat, options, variant, codecs);
}

Result<Buffer> encode_variant(ConstImageView image, const Metadata& metadata, const Variant& variant,
                              std::string_view source_format, const CodecRegistry& codecs,
                              const OperationContext& context) {
  const Encoder* encoder = encoder_of(variant, source_format, codecs);
  if (encoder == nullptr) {
    return fail(ErrorCode::unsupported,
                "nothing here writes the format '" + std::string(source_format) + "'; choose another format");
  }
  TBBIMG_ASSIGN_OR_RETURN(const std::optional<Image> converted, storable(*encoder, image, context));
  const EncodeOptions options{variant.quality, metadata, context.pool(), context.stop(),
                              variant.settings_of(encoder->name())};
  return encode(*encoder, converted ? converted->view() : image, options, variant, codecs, context);
}

}  // namespace tbbimg
