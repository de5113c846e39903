#include "engine/dups/thumbnail.hpp"

#include <algorithm>
#include <utility>

#include "engine/operations/make_upright.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg::dups {
namespace {

constexpr int kThumbnailQuality = 70;

Size fitted(Size size) noexcept {
  const double scale = std::min(1.0, static_cast<double>(kThumbnailSide) / std::max(size.width, size.height));
  const auto side = [scale](int length) { return std::max(1, static_cast<int>(length * scale)); };
  return {side(size.width), side(size.height)};
}

Result<Image> small_copy(const Shrunk& picture, const OperationContext& context) {
  const Image& image = picture.image;
  const Size size = fitted(image.shape().size);
  TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                          ResizePlan::create(image.shape().size, size, image.format(), {}, context.kernels()));
  TBBIMG_ASSIGN_OR_RETURN(Image small, Image::create({size, image.format()}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(plan.run(image.view(), small.view(), small.view().all_rows()));
  if (has_alpha(small.format())) {
    const PixelFormat opaque = is_gray(small.format()) ? PixelFormat::gray8 : PixelFormat::rgb8;
    TBBIMG_ASSIGN_OR_RETURN(Image flat, Image::create({size, opaque}, context.pool()));
    TBBIMG_RETURN_IF_ERROR(
        flatten(std::as_const(small).view(), flat.view(), {255, 255, 255}, flat.view().all_rows(), context.kernels()));
    small = std::move(flat);
  }
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
