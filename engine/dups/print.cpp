#include "engine/dups/print.hpp"

#include <utility>

#include "engine/operations/make_upright.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/grayscale.hpp"
#include "kernels/hash/perceptual_hash.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg::dups {
namespace {

// A square, so that turning it changes no size; both hashes are made of it.
constexpr Size kSquare{64, 64};

// Levels of gray, so that noise and compression of a blank page stay below. None of 510 photos, icons and copies does.
constexpr int kLeastContrast = 16;

Result<Image> resized(const Image& image, Size size, const OperationContext& context) {
  ResizeOptions options;
  options.filter = ResizeFilter::bilinear;  // no ringing, which would move slopes
  TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                          ResizePlan::create(image.shape().size, size, image.format(), options, context.kernels()));
  TBBIMG_ASSIGN_OR_RETURN(Image result, Image::create({size, image.format()}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(plan.run(image.view(), result.view(), result.view().all_rows()));
  return result;
}

Result<Image> gray_over_white(Image image, const OperationContext& context) {
  const Size size = image.shape().size;
  if (has_alpha(image.format())) {
    const PixelFormat opaque = is_gray(image.format()) ? PixelFormat::gray8 : PixelFormat::rgb8;
    TBBIMG_ASSIGN_OR_RETURN(Image flat, Image::create({size, opaque}, context.pool()));
    TBBIMG_RETURN_IF_ERROR(
        flatten(std::as_const(image).view(), flat.view(), {255, 255, 255}, flat.view().all_rows(), context.kernels()));
    image = std::move(flat);
  }
  if (is_gray(image.format())) return image;
  TBBIMG_ASSIGN_OR_RETURN(Image gray, Image::create({size, PixelFormat::gray8}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(grayscale(std::as_const(image).view(), gray.view(), LumaStandard::bt601,
                                   gray.view().all_rows(), context.kernels()));
  return gray;
}

}  // namespace

Result<Print> print_of(const Image& image, Orientation orientation, const OperationContext& context) {
  TBBIMG_ASSIGN_OR_RETURN(Image square, resized(image, kSquare, context));
  TBBIMG_ASSIGN_OR_RETURN(square, gray_over_white(std::move(square), context));
  TBBIMG_ASSIGN_OR_RETURN(square, make_upright(std::move(square), orientation, context));
  TBBIMG_ASSIGN_OR_RETURN(const Image for_dhash, resized(square, kDhashSize, context));
  TBBIMG_ASSIGN_OR_RETURN(const Image for_phash, resized(square, kPhashSize, context));
  Print print;
  TBBIMG_ASSIGN_OR_RETURN(print.dhash, dhash(for_dhash.view()));
  TBBIMG_ASSIGN_OR_RETURN(print.phash, phash(for_phash.view()));
  print.is_flat = contrast_of(for_phash.view()) < kLeastContrast;
  return print;
}

}  // namespace tbbimg::dups
