#include "engine/operations/point_operation.hpp"

namespace tbbimg {

Result<ImageShape> PointOperation::output_shape(const ImageShape& input) const {
  TBBIMG_ASSIGN_OR_RETURN(const PixelFormat format, chain_.output_format(input.format));
  return ImageShape{input.size, format};
}

Status PointOperation::apply(ConstImageView input, ImageView output, const OperationContext& context) const {
  return context.for_rows(output, [&](RowRange rows) { return chain_.run(input, output, rows, context.kernels()); });
}

std::vector<std::shared_ptr<const Operation>> join_point_operations(
    const std::vector<std::shared_ptr<const Operation>>& operations) {
  std::vector<std::shared_ptr<const Operation>> joined;
  for (const auto& operation : operations) {
    const PointChain* const chain = operation->point_chain();
    const PointChain* const before = joined.empty() ? nullptr : joined.back()->point_chain();
    if (chain != nullptr && before != nullptr) {
      joined.back() = std::make_shared<PointOperation>(PointChain(*before).then(*chain));
    } else {
      joined.push_back(operation);
    }
  }
  return joined;
}

}  // namespace tbbimg
