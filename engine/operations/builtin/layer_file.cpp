#include "engine/operations/builtin/layer_file.hpp"

#include <span>
#include <utility>

#include "codecs/registry.hpp"
#include "engine/files/file.hpp"
#include "engine/operations/make_upright.hpp"

namespace tbbimg {
namespace {

Result<Image> with_color_and_alpha(const Image& image) {
  TBBIMG_ASSIGN_OR_RETURN(Image result, Image::create({image.shape().size, PixelFormat::rgba8}));
  const int count = channels(image.format());
  for (int y = 0; y < image.height(); ++y) {
    const std::uint8_t* from = image.view().row(y);
    std::uint8_t* to = result.view().row(y);
    for (int x = 0; x < image.width(); ++x, from += count, to += 4) {
      for (int c = 0; c < 3; ++c) to[c] = from[is_gray(image.format()) ? 0 : c];
      to[3] = has_alpha(image.format()) ? from[count - 1] : std::uint8_t{255};
    }
  }
  return result;
}

// A watermark, not an archive: what is larger is a mistake.
constexpr std::uint64_t kMaxLayerBytes = std::uint64_t{256} << 20;

}  // namespace

Result<Image> load_layer(const std::string& path) {
  TBBIMG_ASSIGN_OR_RETURN(const Buffer file, read_file(path, kMaxLayerBytes, BufferPool()));
  const std::span<const std::uint8_t> bytes(file.data(), file.size());
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const Decoder* decoder = codecs.find_decoder(bytes);
  if (decoder == nullptr) {
    return fail({.code = ErrorCode::unsupported,
                 .message = "not an image: " + describe_unrecognized(bytes),
                 .path = path,
                 .kind = ErrorKind::not_an_image});
  }
  auto decoded = decoder->decode(bytes, {});
  if (!decoded) {
    decoded.error().stage = Stage::decode;
    decoded.error().path = path;
    return fail(std::move(decoded).error());
  }
  TBBIMG_ASSIGN_OR_RETURN(const ImageInfo info, decoder->probe(bytes));
  TBBIMG_ASSIGN_OR_RETURN(Image stored, with_color_and_alpha(decoded->image));
  TBBIMG_ASSIGN_OR_RETURN(const Kernels kernels, Kernels::active());
  return make_upright(std::move(stored), info.exif.orientation, {kernels, {}, {}, false});
}

}  // namespace tbbimg
