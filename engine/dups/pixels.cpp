#include "engine/dups/pixels.hpp"

#include <utility>

#include "kernels/color/flatten.hpp"

namespace tbbimg::dups {

Result<Image> resized(const Image& image, Size size, ResizeFilter filter, const OperationContext& context) {
  ResizeOptions options;
  options.filter = filter;
  TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                          ResizePlan::create(image.shape().size, size, image.format(), options, context.kernels()));
  TBBIMG_ASSIGN_OR_RETURN(Image result, Image::create({size, image.format()}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(plan.run(image.view(), result.view(), result.view().all_rows()));
  return result;
}

Result<Image> over_white(Image image, const OperationContext& context) {
  if (!has_alpha(image.format())) return image;
  TBBIMG_ASSIGN_OR_RETURN(Image flat,
                          Image::create({image.shape().size, without_alpha(image.format())}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(
      flatten(std::as_const(image).view(), flat.view(), {255, 255, 255}, flat.view().all_rows(), context.kernels()));
  return flat;
}

}  // namespace tbbimg::dups
