#include "engine/files/probe_file.hpp"

#include <span>
#include <utility>

#include "engine/files/file.hpp"

namespace tbbimg {
namespace {

// Headers, EXIF and ICC profiles of photographs are in front of the pixels and rarely larger.
constexpr std::size_t kHeadBytes = std::size_t{1} << 20;

Result<ImageInfo> probe(std::span<const std::uint8_t> file, const CodecRegistry& codecs) {
  const Decoder* decoder = codecs.find_decoder(file);
  if (decoder == nullptr) {
    return fail(ErrorCode::unsupported, "not an image that can be read: " + describe_unrecognized(file));
  }
  return decoder->probe(file);
}

Result<ImageInfo> read_and_probe(const std::string& path, const CodecRegistry& codecs) {
  TBBIMG_ASSIGN_OR_RETURN(const std::string head, read_head(path, kHeadBytes));
  auto image = probe({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()}, codecs);
  // WebP and PNG may hold their metadata behind the pixels; a JPEG says all before them.
  const bool may_say_more = !image ? image.error().code == ErrorCode::corrupt_data : image->format != "jpeg";
  if (head.size() < kHeadBytes || !may_say_more) return image;
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_file(path, Limits{}.max_file_bytes, {}));
  return probe(file.bytes(), codecs);
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
