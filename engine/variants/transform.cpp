#include "engine/variants/transform.hpp"

#include <algorithm>
#include <utility>

#include "engine/operations/make_upright.hpp"
#include "kernels/point/narrow.hpp"

namespace tbbimg {
namespace {

// The shape that the variant's operation gives for this input. That of the plan comes from the full image, for which
// the input may stand in at a smaller size; but where pixels have decided on the size, the plan's is only the most.
Result<ImageShape> result_shape(const Variant& variant, const VariantPlan& plan, std::size_t index,
                                const ImageShape& input) {
  const auto begin = variant.operations.begin();
  const bool is_planned = std::none_of(begin, begin + static_cast<std::ptrdiff_t>(index) + 1,
                                       [](const auto& operation) { return operation->size_depends_on_pixels(); });
  if (is_planned) return plan.shapes[index];
  return variant.operations[index]->output_shape(input);
}

// The result of one operation: a new image, or the given one if nobody else holds it and the operation allows that.
Result<std::shared_ptr<Image>> apply(const Variant& variant, const VariantPlan& plan, std::size_t index,
                                     std::shared_ptr<Image> input, const OperationContext& context) {
  const Operation& operation = *variant.operations[index];
  ConstImageView view = std::as_const(*input).view();
  if (operation.size_depends_on_pixels()) {
    TBBIMG_ASSIGN_OR_RETURN(const Rectangle box, operation.content_box(view, context));
    view = view.crop(box.at.x, box.at.y, box.size);
  }
  TBBIMG_ASSIGN_OR_RETURN(const ImageShape shape, result_shape(variant, plan, index, {view.size(), view.format}));
  if (operation.works_in_place() && input.use_count() == 1 && input->shape() == shape) {
    TBBIMG_RETURN_IF_ERROR(operation.apply(view, input->view(), context));
    return input;
  }
  TBBIMG_ASSIGN_OR_RETURN(Image output, Image::create(shape, context.pool()));
  TBBIMG_RETURN_IF_ERROR(operation.apply(view, output.view(), context));
  return std::make_shared<Image>(std::move(output));
}

// The first operation of an image that is still to be turned, and the turn.
Result<std::shared_ptr<Image>> apply_and_turn(const VariantPlan& plan, Orientation turn, const Image& input,
                                              const OperationContext& context) {
  const ImageShape& shape = plan.shapes.front();
  TBBIMG_ASSIGN_OR_RETURN(Image stored, Image::create({stored_size(shape.size, turn), shape.format}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(plan.before_turn->apply(input.view(), stored.view(), context));
  TBBIMG_ASSIGN_OR_RETURN(Image upright, make_upright(std::move(stored), turn, context));
  return std::make_shared<Image>(std::move(upright));
}

}  // namespace

VariantMaker::VariantMaker(const Recipe& recipe, const ImagePlan& plan, Image decoded) : recipe_(recipe), plan_(plan) {
  const bool any_narrowed = std::any_of(plan.variants.begin(), plan.variants.end(),
                                        [](const VariantPlan& each) { return each.from.narrowed; });
  const bool is_deep = bytes_per_sample(decoded.format()) == 2;
  must_narrow_ = any_narrowed && is_deep;
  kept_.push_back({PixelSource{.narrowed = any_narrowed && !is_deep}, std::make_shared<Image>(std::move(decoded))});
}

VariantMaker::VariantMaker(const Recipe& recipe, const ImagePlan& plan, FirstResults first)
    : recipe_(recipe), plan_(plan), first_(std::move(first)) {}

bool VariantMaker::needed_after(std::size_t index, const PixelSource& source) const noexcept {
  return std::any_of(plan_.variants.begin() + static_cast<std::ptrdiff_t>(index) + 1, plan_.variants.end(),
                     [&source](const VariantPlan& plan) { return plan.from == source; });
}

// For all variants that start from 8 bits. The decoded image stays only if some variant starts from it as it is.
void VariantMaker::narrow_decoded(const OperationContext& context) {
  const PixelSource deep{};
  const auto round = [&]() -> SharedResult {
    const ConstImageView from = std::as_const(**kept_.front().image).view();
    TBBIMG_ASSIGN_OR_RETURN(Image rounded, Image::create({from.size(), eight_bits(from.format)}, context.pool()));
    TBBIMG_RETURN_IF_ERROR(context.for_rows(
        rounded.view(), [&](RowRange rows) { return narrow(from, rounded.view(), rows, context.kernels()); }));
    return std::make_shared<Image>(std::move(rounded));
  };
  SharedResult rounded = round();
  const bool is_needed = std::any_of(plan_.variants.begin(), plan_.variants.end(),
                                     [&deep](const VariantPlan& plan) { return plan.from == deep; });
  if (!is_needed) kept_.clear();
  kept_.push_back({PixelSource{.narrowed = true}, std::move(rounded)});
}

VariantMaker::SharedResult VariantMaker::take_input(std::size_t index) {
  const PixelSource& source = plan_.variants[index].from;
  const auto kept =
      std::find_if(kept_.begin(), kept_.end(), [&source](const Kept& entry) { return entry.source == source; });
  if (kept == kept_.end()) return fail(ErrorCode::internal, "what the variant starts from is not there");
  if (needed_after(index, source)) return kept->image;
  SharedResult image = std::move(kept->image);
  kept_.erase(kept);
  return image;
}

// From this operation of the variant on.
VariantMaker::SharedResult VariantMaker::make_from(std::size_t index, std::size_t operation,
                                                   std::shared_ptr<Image> image, const OperationContext& context) {
  const VariantPlan& plan = plan_.variants[index];
  const Variant& variant = recipe_.variants()[plan.variant];
  for (std::size_t i = operation; i < plan.end_operation; ++i) {
    const bool is_stored = i == 0 && plan.before_turn != nullptr;
    TBBIMG_ASSIGN_OR_RETURN(image, is_stored ? apply_and_turn(plan, plan_.turn, *image, context)
                                             : apply(variant, plan, i, std::move(image), context));
    if (needed_after(index, {index, i})) kept_.push_back({{index, i}, image});
  }
  return image;
}

VariantMaker::SharedResult VariantMaker::take_first(std::size_t index) {
  TBBIMG_ASSIGN_OR_RETURN(Image made, std::move(first_[index]->image));
  auto image = std::make_shared<Image>(std::move(made));
  const PixelSource source{index, first_[index]->operation};
  if (needed_after(index, source)) kept_.push_back({source, image});
  return image;
}

VariantMaker::SharedResult VariantMaker::make_variant(std::size_t index, const OperationContext& context) {
  const VariantPlan& plan = plan_.variants[index];
  const bool has_first = plan.from.is_decoded() && !first_.empty();
  TBBIMG_ASSIGN_OR_RETURN(std::shared_ptr<Image> image, has_first ? take_first(index) : take_input(index));
  return make_from(index, has_first ? first_[index]->operation + 1 : plan.first_operation, std::move(image), context);
}

Result<std::shared_ptr<const Image>> VariantMaker::make(std::size_t index, const OperationContext& context) {
  if (std::exchange(must_narrow_, false)) narrow_decoded(context);
  SharedResult image = make_variant(index, context);
  if (image) return *std::move(image);
  for (std::size_t i = 0; i < plan_.variants[index].end_operation; ++i) {
    const PixelSource source{index, i};
    const bool is_there =
        std::any_of(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.source == source; });
    if (!is_there && needed_after(index, source)) kept_.push_back({source, tl::make_unexpected(image.error())});
  }
  return fail(std::move(image).error());
}

}  // namespace tbbimg
