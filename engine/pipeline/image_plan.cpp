#include "engine/pipeline/image_plan.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "engine/pipeline/encode.hpp"

namespace tbbimg {
namespace {

const Operation* first_operation(const Variant& variant) noexcept {
  return variant.operations.empty() ? nullptr : variant.operations.front().get();
}

std::optional<Size> sufficient_input(const Variant& variant, Size full) noexcept {
  const Operation* first = first_operation(variant);
  return first != nullptr ? first->sufficient_input(full) : std::nullopt;
}

// What the format cannot store is refused before it is computed.
Status check_storable(Size size, const Variant& variant, std::string_view source_format, const CodecRegistry& codecs) {
  const Encoder* encoder = encoder_of(variant, source_format, codecs);
  if (encoder == nullptr || std::max(size.width, size.height) <= encoder->max_side()) return {};
  return fail(ErrorCode::limit_exceeded, "the result would be " + std::to_string(size.width) + "x" +
                                             std::to_string(size.height) + ", and " + std::string(encoder->name()) +
                                             " can store " + std::to_string(encoder->max_side()) +
                                             " pixels a side; make it smaller or choose another format");
}

Result<VariantPlan> plan_variant(const Variant& variant, std::size_t index, const ImageShape& full,
                                 std::string_view source_format, const CodecRegistry& codecs) {
  VariantPlan plan{index, {}, -1, 0};
  ImageShape shape = full;
  bool owned = false;  // the decoded image is counted elsewhere
  for (const auto& operation : variant.operations) {
    TBBIMG_ASSIGN_OR_RETURN(const ImageShape next, operation->output_shape(shape));
    plan.bytes = std::max<std::uint64_t>(
        plan.bytes, (owned ? image_bytes(shape) : 0) + image_bytes(next) + operation->scratch_bytes(shape));
    plan.shapes.push_back(next);
    shape = next;
    owned = true;
  }
  TBBIMG_RETURN_IF_ERROR(check_storable(shape.size, variant, source_format, codecs));
  plan.bytes = std::max<std::uint64_t>(
      plan.bytes, (owned ? image_bytes(shape) : 0) + encode_bytes(shape, variant, source_format, codecs));
  return plan;
}

// A first result that is large enough for another variant's first operation spares that one the decoded image: the
// nearest such is the cheapest.
void plan_cascade(const Recipe& recipe, Size full, std::vector<VariantPlan>& plans) {
  const auto first_size = [](const VariantPlan& plan) {
    return plan.shapes.empty() ? Size{} : plan.shapes.front().size;
  };
  std::stable_sort(plans.begin(), plans.end(), [&](const VariantPlan& a, const VariantPlan& b) {
    return first_size(a).pixels() > first_size(b).pixels();
  });
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const auto enough = sufficient_input(recipe.variants()[plans[i].variant], full);
    if (!enough) continue;
    for (std::size_t j = i; j-- > 0;) {
      const Size candidate = first_size(plans[j]);
      const bool whole = sufficient_input(recipe.variants()[plans[j].variant], full).has_value();
      if (whole && candidate.width >= enough->width && candidate.height >= enough->height) {
        plans[i].cascade_from = static_cast<int>(j);
        break;
      }
    }
  }
}

}  // namespace

std::uint64_t ImagePlan::variant_bytes() const noexcept {
  std::uint64_t bytes = 0;
  for (const VariantPlan& plan : variants) bytes += plan.bytes;
  return bytes;
}

ImagePlan plan_image(const Recipe& recipe, const std::vector<std::size_t>& wanted, const ImageShape& full,
                     std::string_view source_format, const CodecRegistry& codecs) {
  ImagePlan plan;
  for (const std::size_t index : wanted) {
    auto variant = plan_variant(recipe.variants()[index], index, full, source_format, codecs);
    if (variant) {
      plan.variants.push_back(*std::move(variant));
    } else {
      plan.failed.push_back({index, std::move(variant).error()});
    }
  }
  plan_cascade(recipe, full.size, plan.variants);

  for (const VariantPlan& variant : plan.variants) {
    if (variant.cascade_from >= 0) continue;
    const auto enough = sufficient_input(recipe.variants()[variant.variant], full.size);
    if (!enough) {
      plan.at_least = {};
      break;
    }
    plan.at_least.width = std::max(plan.at_least.width, enough->width);
    plan.at_least.height = std::max(plan.at_least.height, enough->height);
  }
  return plan;
}

}  // namespace tbbimg
