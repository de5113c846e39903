#include "engine/pipeline/transform.hpp"

#include <algorithm>
#include <utility>

namespace tbbimg {
namespace {

// The result of one operation: a new image, or the given one if nobody else holds it and the operation allows that.
Result<std::shared_ptr<Image>> apply(const Operation& operation, std::shared_ptr<Image> input, const ImageShape& shape,
                                     const OperationContext& context) {
  if (operation.works_in_place() && input.use_count() == 1 && input->shape() == shape) {
    TBBIMG_RETURN_IF_ERROR(operation.apply(std::as_const(*input).view(), input->view(), context));
    return input;
  }
  TBBIMG_ASSIGN_OR_RETURN(Image output, Image::create(shape, context.pool()));
  TBBIMG_RETURN_IF_ERROR(operation.apply(std::as_const(*input).view(), output.view(), context));
  return std::make_shared<Image>(std::move(output));
}

}  // namespace

Result<Image> make_upright(Image image, Orientation orientation, const OperationContext& context) {
  if (orientation == Orientation::upright) return image;
  const ImageShape shape{oriented(image.shape().size, orientation), image.format()};
  TBBIMG_ASSIGN_OR_RETURN(Image upright, Image::create(shape, context.pool()));
  TBBIMG_RETURN_IF_ERROR(context.for_rows(upright.view(), [&](RowRange rows) {
    return orient(std::as_const(image).view(), upright.view(), orientation, rows, context.kernels());
  }));
  return upright;
}

VariantMaker::VariantMaker(const Recipe& recipe, const ImagePlan& plan, Image decoded)
    : recipe_(recipe),
      plan_(plan),
      decoded_(std::make_shared<Image>(std::move(decoded))),
      first_results_(plan.variants.size()) {}

bool VariantMaker::needed_after(std::size_t index, int source) const noexcept {
  return std::any_of(plan_.variants.begin() + static_cast<std::ptrdiff_t>(index) + 1, plan_.variants.end(),
                     [source](const VariantPlan& plan) { return plan.cascade_from == source; });
}

std::shared_ptr<Image> VariantMaker::take_input(std::size_t index) {
  const int source = plan_.variants[index].cascade_from;
  std::shared_ptr<Image>& slot = source < 0 ? decoded_ : first_results_[static_cast<std::size_t>(source)];
  return needed_after(index, source) ? slot : std::move(slot);
}

Result<std::shared_ptr<const Image>> VariantMaker::make(std::size_t index, const OperationContext& context) {
  const VariantPlan& plan = plan_.variants[index];
  const Variant& variant = recipe_.variants()[plan.variant];
  std::shared_ptr<Image> image = take_input(index);
  if (image == nullptr) return fail(ErrorCode::internal, "the variant that this one is made from failed");
  for (std::size_t i = 0; i < variant.operations.size(); ++i) {
    TBBIMG_ASSIGN_OR_RETURN(image, apply(*variant.operations[i], std::move(image), plan.shapes[i], context));
    if (i == 0 && needed_after(index, static_cast<int>(index))) first_results_[index] = image;
  }
  return std::shared_ptr<const Image>(std::move(image));
}

}  // namespace tbbimg
