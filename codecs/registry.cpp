#include "codecs/registry.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "codecs/detail/signature.hpp"
#include "codecs/jpeg/jpeg_decoder.hpp"
#include "codecs/jpeg/jpeg_encoder.hpp"
#include "codecs/png/png_decoder.hpp"
#include "codecs/png/png_encoder.hpp"
#include "codecs/webp/webp_decoder.hpp"
#include "codecs/webp/webp_encoder.hpp"
#include "kernels/core/path.hpp"
#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

using namespace std::string_view_literals;

// What cameras, phones, scanners and the web call pictures.
constexpr std::array kImageExtensions = {
    "jpg"sv,  "jpeg"sv, "jpe"sv,  "jfif"sv, "png"sv,  "apng"sv, "webp"sv, "gif"sv, "bmp"sv, "dib"sv, "tif"sv,
    "tiff"sv, "heic"sv, "heif"sv, "hif"sv,  "avif"sv, "jxl"sv,  "jp2"sv,  "j2k"sv, "jpf"sv, "jpx"sv, "dng"sv,
    "cr2"sv,  "cr3"sv,  "nef"sv,  "arw"sv,  "orf"sv,  "rw2"sv,  "raf"sv,  "pef"sv, "psd"sv, "svg"sv, "ico"sv,
    "tga"sv,  "ppm"sv,  "pgm"sv,  "pbm"sv,  "pnm"sv,  "exr"sv,  "hdr"sv,  "qoi"sv};

std::span<const std::uint8_t> signature_of(std::span<const std::uint8_t> file) noexcept {
  return file.first(std::min(file.size(), kSignatureBytes));
}

}  // namespace

CodecRegistry CodecRegistry::with_builtin_codecs() {
  CodecRegistry registry;
  registry.add(std::make_unique<const JpegDecoder>());
  registry.add(std::make_unique<const PngDecoder>());
  registry.add(std::make_unique<const WebpDecoder>());
  registry.add(std::make_unique<const JpegEncoder>());
  registry.add(std::make_unique<const PngEncoder>());
  registry.add(std::make_unique<const WebpEncoder>());
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
  if (name == "jpe" || name == "jfif") name = "jpeg";
  const auto found = std::find_if(encoders_.begin(), encoders_.end(), [name](const auto& encoder) {
    return encoder->name() == name || encoder->extension() == name;
  });
  return found == encoders_.end() ? nullptr : found->get();
}

std::string describe_unrecognized(std::span<const std::uint8_t> file) {
  return detail::describe_start(signature_of(file));
}

bool has_image_extension(std::string_view file_name) noexcept {
  const std::string_view name = file_name_of(file_name);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  const std::string_view extension = name.substr(dot + 1);
  return std::any_of(kImageExtensions.begin(), kImageExtensions.end(), [extension](std::string_view known) {
    return std::equal(extension.begin(), extension.end(), known.begin(), known.end(),
                      [](char a, char b) { return lower_case(a) == b; });
  });
}

}  // namespace tbbimg
