#include "engine/files/probe_file.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

#include "codecs/recognise.hpp"
#include "engine/files/file.hpp"
#include "kernels/core/path.hpp"

namespace tbbimg {
namespace {

// Headers, EXIF and ICC profiles of photographs are in front of the pixels and rarely larger.
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

Result<ImageInfo> read_and_probe(const std::string& path, const CodecRegistry& codecs, const PictureChoice& choice) {
  TBBIMG_ASSIGN_OR_RETURN(const std::string head, read_head(path, kHeadBytes));
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(head.data()), head.size());
  const Recognition found = recognise(bytes.first(std::min(bytes.size(), kSignatureBytes)), file_name_of(path), codecs);
  if (found.failure) return fail(*found.failure);
  const Decoder* const decoder = found.decoder;
  if (decoder == nullptr) {
    return fail(ErrorCode::unsupported, ErrorKind::not_an_image, "not an image that can be read: " + found.other);
  }
  auto image = decoder->probe_chosen(bytes, choice);
  const bool may_say_more =
      image ? decoder->format().metadata_behind_pixels : image.error().code == ErrorCode::corrupt_data;
  if (head.size() < kHeadBytes || !may_say_more) return image;
  ReadOptions options;
  options.codecs = &codecs;
  options.choice = choice;
  TBBIMG_ASSIGN_OR_RETURN(const SourceData data, read_source(path, options));
  if (const auto* const parts = std::get_if<FileInParts>(&data)) return parts->info;
  return decoder->probe_chosen(std::get<Buffer>(data).bytes(), choice);
}

}  // namespace

Result<ImageInfo> probe_file(const std::string& path, const CodecRegistry& codecs, const PictureChoice& choice) {
  auto image = read_and_probe(path, codecs, choice);
  if (image) return image;
  Error error = std::move(image).error();
  if (error.path.empty()) error.path = path;
  if (error.stage == Stage::none) error.stage = Stage::decode;
  return fail(std::move(error));
}

}  // namespace tbbimg
