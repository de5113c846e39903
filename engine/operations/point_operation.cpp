#include "engine/operations/point_operation.hpp"

namespace tbbimg {

Result<ImageShape> PointOperation::output_shape(const ImageShape& input) const {
  TBBIMG_ASSIGN_OR_RETURN(const PixelFormat format, chain_.output_format(input.format));
  return ImageShape{input.size, format};
}

Status PointOperation::apply_rows(ConstImageView input, const ImageShape& /*whole*/, ImageView output,
                                  const OperationContext& context) const {
  return chain_.run(input, output, output.all_rows(), context.kernels());
}

Status PointOperation::apply(ConstImageView input, ImageView output, const OperationContext& context) const {
  return context.for_rows(output, [&](RowRange rows) { return chain_.run(input, output, rows, context.kernels()); });
}

JoinedOperations join_point_operations(const std::vector<std::shared_ptr<const Operation>>& operations) {
  JoinedOperations joined;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const PointChain* const chain = operations[i]->point_chain();
    const PointChain* const before = joined.operations.empty() ? nullptr : joined.operations.back()->point_chain();
    if (chain != nullptr && before != nullptr) {
      joined.operations.back() = std::make_shared<PointOperation>(PointChain(*before).then(*chain));
    } else {
      joined.operations.push_back(operations[i]);
      joined.firsts.push_back(i);
    }
  }
  return joined;
}

}  // namespace tbbimg
