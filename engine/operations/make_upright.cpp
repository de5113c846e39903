#include "engine/operations/make_upright.hpp"

#include <utility>

namespace tbbimg {

Result<Image> make_upright(Image image, Orientation orientation, const OperationContext& context) {
  if (orientation == Orientation::upright) return image;
  const ImageShape shape{oriented(image.shape().size, orientation), image.format()};
  TBBIMG_ASSIGN_OR_RETURN(Image upright, Image::create(shape, context.pool()));
  TBBIMG_RETURN_IF_ERROR(context.for_rows(upright.view(), [&](RowRange rows) {
    return orient(std::as_const(image).view(), upright.view(), orientation, rows, context.kernels());
  }));
  return upright;
}

}  // namespace tbbimg
