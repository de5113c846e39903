#include "engine/dups/thumbnail.hpp"

#include <algorithm>
#include <utility>

#include "engine/dups/pixels.hpp"
#include "engine/operations/make_upright.hpp"

namespace tbbimg::dups {
namespace {

constexpr int kThumbnailQuality = 70;

Size fitted(Size size) noexcept {
  const double scale = std::min(1.0, static_cast<double>(kThumbnailSide) / std::max(size.width, size.height));
  const auto side = [scale](int length) { return std::max(1, static_cast<int>(length * scale)); };
  return {side(size.width), side(size.height)};
}

Result<Image> small_copy(const Shrunk& picture, const OperationContext& context) {
  const Size size = fitted(picture.image.shape().size);
  TBBIMG_ASSIGN_OR_RETURN(Image small, resized(picture.image, size, ResizeOptions{}.filter, context));
  TBBIMG_ASSIGN_OR_RETURN(small, over_white(std::move(small), context));
  return make_upright(std::move(small), picture.info.exif.orientation, context);
}

}  // namespace

Result<std::string> thumbnail_of(const std::string& path, std::uint64_t file_bytes, Loader& loader) {
  const Encoder* const encoder = loader.codecs().find_encoder("jpeg");
  if (encoder == nullptr)
    return fail(ErrorCode::unsupported, "this build of tbbimg writes no JPEG, so there are no thumbnails");
  std::string jpeg;
  TBBIMG_RETURN_IF_ERROR(loader.with_picture(path, file_bytes, {kThumbnailSide, kThumbnailSide},
                                             [&](const Shrunk& picture, const OperationContext& context) -> Status {
                                               TBBIMG_ASSIGN_OR_RETURN(const Image small, small_copy(picture, context));
                                               EncodeOptions options;
                                               options.quality = kThumbnailQuality;
                                               TBBIMG_ASSIGN_OR_RETURN(const Buffer file,
                                                                       encoder->encode(small.view(), options));
                                               jpeg.assign(file.bytes().begin(), file.bytes().end());
                                               return {};
                                             }));
  return jpeg;
}

}  // namespace tbbimg::dups
