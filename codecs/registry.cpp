#include "codecs/registry.hpp"

#include <algorithm>
#include <utility>

#ifdef TBBIMG_HAS_AVIF
#include "codecs/avif/avif_encoder.hpp"
#endif
#include "codecs/bmp/bmp_decoder.hpp"
#include "codecs/bmp/bmp_encoder.hpp"
#include "codecs/detail/known_formats.hpp"
#include "codecs/detail/signature.hpp"
#include "codecs/gif/gif_decoder.hpp"
#include "codecs/gif/gif_encoder.hpp"
#ifdef TBBIMG_HAS_HEIF
#include "codecs/heif/heif_decoder.hpp"
#endif
#include "codecs/ico/ico_decoder.hpp"
#ifdef TBBIMG_HAS_JP2
#include "codecs/jp2/jp2_decoder.hpp"
#endif
#include "codecs/jpeg/jpeg_decoder.hpp"
#include "codecs/jpeg/jpeg_encoder.hpp"
#ifdef TBBIMG_HAS_JXL
#include "codecs/jxl/jxl_decoder.hpp"
#include "codecs/jxl/jxl_encoder.hpp"
#endif
#include "codecs/png/png_decoder.hpp"
#include "codecs/png/png_encoder.hpp"
#include "codecs/pnm/pnm_decoder.hpp"
#include "codecs/pnm/pnm_encoder.hpp"
#include "codecs/qoi/qoi_decoder.hpp"
#include "codecs/qoi/qoi_encoder.hpp"
#include "codecs/raw/raw_decoder.hpp"
#ifdef TBBIMG_HAS_TIFF
#include "codecs/tiff/tiff_decoder.hpp"
#include "codecs/tiff/tiff_encoder.hpp"
#endif
#include "codecs/webp/webp_decoder.hpp"
#include "codecs/webp/webp_encoder.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

std::span<const std::uint8_t> signature_of(std::span<const std::uint8_t> file) noexcept {
  return file.first(std::min(file.size(), kSignatureBytes));
}

bool has_extension(const FormatInfo& format, std::string_view extension) noexcept {
  return std::find(format.extensions.begin(), format.extensions.end(), extension) != format.extensions.end();
}

}  // namespace

// Those that are sure of their first bytes come before those that are not.
CodecRegistry CodecRegistry::with_builtin_codecs() {
  CodecRegistry registry;
  registry.add(std::make_unique<const JpegDecoder>());
  registry.add(std::make_unique<const PngDecoder>());
  registry.add(std::make_unique<const WebpDecoder>());
  registry.add(std::make_unique<const GifDecoder>());
  registry.add(std::make_unique<const JpegEncoder>());
  registry.add(std::make_unique<const PngEncoder>());
  registry.add(std::make_unique<const WebpEncoder>());
  registry.add(std::make_unique<const GifEncoder>());
  registry.add(std::make_unique<const RawDecoder>());  // before TIFF, as which many of them begin
#ifdef TBBIMG_HAS_TIFF
  registry.add(std::make_unique<const TiffDecoder>());
  registry.add(std::make_unique<const TiffEncoder>());
#endif
#ifdef TBBIMG_HAS_HEIF
  registry.add(std::make_unique<const HeifDecoder>(kHeicFormat));
  registry.add(std::make_unique<const HeifDecoder>(kAvifFormat));
#endif
#ifdef TBBIMG_HAS_AVIF
  registry.add(std::make_unique<const AvifEncoder>());
#endif
#ifdef TBBIMG_HAS_JXL
  registry.add(std::make_unique<const JxlDecoder>());
  registry.add(std::make_unique<const JxlEncoder>());
#endif
#ifdef TBBIMG_HAS_JP2
  registry.add(std::make_unique<const Jp2Decoder>());
#endif
  registry.add(std::make_unique<const QoiDecoder>());
  registry.add(std::make_unique<const QoiEncoder>());
  registry.add(std::make_unique<const BmpDecoder>());
  registry.add(std::make_unique<const BmpEncoder>());
  registry.add(std::make_unique<const PnmDecoder>());
  registry.add(std::make_unique<const PnmEncoder>());
  registry.add(std::make_unique<const IcoDecoder>());
  return registry;
}

void CodecRegistry::add(std::shared_ptr<const Decoder> decoder) { decoders_.push_back(std::move(decoder)); }
void CodecRegistry::add(std::shared_ptr<const Encoder> encoder) { encoders_.push_back(std::move(encoder)); }

const Decoder* CodecRegistry::find_decoder(std::span<const std::uint8_t> file) const noexcept {
  const auto head = signature_of(file);
  const auto found = std::find_if(decoders_.begin(), decoders_.end(),
                                  [head](const auto& decoder) { return decoder->recognizes(head); });
  return found == decoders_.end() ? nullptr : found->get();
}

const Decoder* CodecRegistry::find_decoder_by_name(std::string_view name) const noexcept {
  for (const auto& decoder : decoders_) {
    if (decoder->name() == name) return decoder.get();
  }
  return nullptr;
}

const Encoder* CodecRegistry::find_encoder(std::string_view name) const noexcept {
  const auto found = std::find_if(encoders_.begin(), encoders_.end(), [name](const auto& encoder) {
    return encoder->name() == name || has_extension(encoder->format(), name);
  });
  return found == encoders_.end() ? nullptr : found->get();
}

const Encoder* CodecRegistry::find_encoder_for_source(std::string_view format) const noexcept {
  if (const Encoder* encoder = find_encoder(format)) return encoder;
  const Decoder* decoder = find_decoder_by_name(format);
  return decoder != nullptr ? find_encoder(decoder->format().stand_in) : nullptr;
}

const FormatInfo* CodecRegistry::find_readable(std::string_view extension) const noexcept {
  const auto found = std::find_if(decoders_.begin(), decoders_.end(), [extension](const auto& decoder) {
    return has_extension(decoder->format(), extension);
  });
  return found == decoders_.end() ? nullptr : &(*found)->format();
}

std::vector<const FormatInfo*> CodecRegistry::left_out() const {
  std::vector<const FormatInfo*> formats;
  for (const FormatInfo* format : detail::builtin_formats()) {
    if (find_decoder_by_name(format->name) == nullptr) formats.push_back(format);
  }
  return formats;
}

std::vector<const FormatInfo*> CodecRegistry::left_out_writers() const {
  std::vector<const FormatInfo*> formats;
  for (const FormatInfo* format : detail::builtin_formats()) {
    if (!format->writer_library.empty() && find_encoder(format->name) == nullptr) formats.push_back(format);
  }
  return formats;
}

std::vector<std::string> CodecRegistry::output_formats() const {
  std::vector<std::string> names;
  for (const auto& encoder : encoders_) names.emplace_back(encoder->name());
  return names;
}

std::vector<std::string> CodecRegistry::titles() const {
  std::vector<std::string> titles;
  for (const auto& decoder : decoders_) titles.emplace_back(decoder->format().title);
  return titles;
}

std::string any_of(std::span<const std::string> words) {
  if (words.size() < 2) return joined(words);
  return joined(words.first(words.size() - 1)) + " or " + words.back();
}

std::string describe_unrecognized(std::span<const std::uint8_t> file) {
  return detail::describe_start(signature_of(file));
}

}  // namespace tbbimg
