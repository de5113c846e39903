#include "engine/files/probe_file.hpp"

#include <span>
#include <utility>

#include "engine/files/file.hpp"

namespace tbbimg {
namespace {

// Headers, EXIF and ICC profiles of photographs are in front of the pixels and rarely larger.
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

Result<ImageInfo> read_and_probe(const std::string& path, const CodecRegistry& codecs) {
  TBBIMG_ASSIGN_OR_RETURN(const std::string head, read_head(path, kHeadBytes));
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(head.data()), head.size());
  const Decoder* const decoder = codecs.find_decoder(bytes);
  if (decoder == nullptr) {
    return fail(ErrorCode::unsupported, ErrorKind::not_an_image,
                "not an image that can be read: " + describe_unrecognized(bytes));
  }
  auto image = decoder->probe(bytes);
  const bool may_say_more =
      image ? decoder->format().metadata_behind_pixels : image.error().code == ErrorCode::corrupt_data;
  if (head.size() < kHeadBytes || !may_say_more) return image;
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_file(path, Limits{}.max_file_bytes, {}));
  return decoder->probe(file.bytes());
}

}  // namespace

Result<ImageInfo> probe_file(const std::string& path, const CodecRegistry& codecs) {
  auto image = read_and_probe(path, codecs);
  if (image) return image;
  Error error = std::move(image).error();
  if (error.path.empty()) error.path = path;
  if (error.stage == Stage::none) error.stage = Stage::decode;
  return fail(std::move(error));
}

}  // namespace tbbimg
