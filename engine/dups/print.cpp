#include "engine/dups/print.hpp"

#include <utility>

#include "engine/dups/pixels.hpp"
#include "engine/operations/make_upright.hpp"
#include "kernels/color/grayscale.hpp"
#include "kernels/hash/perceptual_hash.hpp"

namespace tbbimg::dups {
namespace {

constexpr ResizeFilter kFilter = ResizeFilter::bilinear;  // no ringing, which would move slopes

// A square, so that turning it changes no size; both hashes are made of it.
constexpr Size kSquare{64, 64};

// Levels of gray, so that noise and compression of a blank page stay below. None of 510 photos, icons and copies does.
constexpr int kLeastContrast = 16;

Result<Image> gray_over_white(Image image, const OperationContext& context) {
  TBBIMG_ASSIGN_OR_RETURN(image, over_white(std::move(image), context));
  if (is_gray(image.format())) return image;
  TBBIMG_ASSIGN_OR_RETURN(Image gray, Image::create({image.shape().size, PixelFormat::gray8}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(grayscale(std::as_const(image).view(), gray.view(), LumaStandard::bt601,
                                   gray.view().all_rows(), context.kernels()));
  return gray;
}

}  // namespace

Result<Print> print_of(const Image& image, Orientation orientation, const OperationContext& context) {
  TBBIMG_ASSIGN_OR_RETURN(Image square, resized(image, kSquare, kFilter, context));
  TBBIMG_ASSIGN_OR_RETURN(square, gray_over_white(std::move(square), context));
  TBBIMG_ASSIGN_OR_RETURN(square, make_upright(std::move(square), orientation, context));
  TBBIMG_ASSIGN_OR_RETURN(const Image for_dhash, resized(square, kDhashSize, kFilter, context));
  TBBIMG_ASSIGN_OR_RETURN(const Image for_phash, resized(square, kPhashSize, kFilter, context));
  Print print;
  TBBIMG_ASSIGN_OR_RETURN(print.dhash, dhash(for_dhash.view()));
  TBBIMG_ASSIGN_OR_RETURN(print.phash, phash(for_phash.view()));
  print.is_flat = contrast_of(for_phash.view()) < kLeastContrast;
  return print;
}

}  // namespace tbbimg::dups
