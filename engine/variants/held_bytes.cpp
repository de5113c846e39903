#include "engine/variants/held_bytes.hpp"

#include <algorithm>

#include "engine/variants/encode.hpp"

namespace tbbimg {
namespace {

// The first operation of an image that is turned behind it: its result twice, or what makes it.
std::uint64_t bytes_of_turn(const VariantPlan& plan, const ImageShape& upright, Orientation turn) {
  const std::uint64_t result = image_bytes(plan.shapes.front());
  const ImageShape stored{oriented(upright.size, turn), upright.format};
  return result + std::max<std::uint64_t>(result, plan.before_turn->scratch_bytes(stored));
}

}  // namespace

VariantBytes held_bytes(const ImagePlan& plan, std::size_t index, std::size_t first, const ImageShape& full,
                        const Recipe& recipe, std::string_view source_format, const CodecRegistry& codecs) {
  const VariantPlan& own = plan.variants[index];
  const Variant& variant = recipe.variants()[own.variant];
  std::uint64_t kept = 0;
  std::uint64_t step = 0;
  bool owned = false;
  for (std::size_t i = first; i < own.end_operation; ++i) {
    const ImageShape input = own.shape_before(i, full);
    step = std::max<std::uint64_t>(step, (owned ? image_bytes(input) : 0) + image_bytes(own.shapes[i]) +
                                             variant.operations[i]->scratch_bytes(input));
    if (own.before_turn != nullptr && i == 0) step = std::max(step, bytes_of_turn(own, input, plan.turn));
    owned = true;
    const auto starts_here = [&](const VariantPlan& other) { return other.from == PixelSource{index, i}; };
    if (std::any_of(plan.variants.begin(), plan.variants.end(), starts_here)) kept += image_bytes(own.shapes[i]);
  }
  if (!own.wanted) return {kept + step, kept + step};
  const ImageShape last = own.shape_before(own.end_operation, full);
  const std::uint64_t to_encode = (owned ? image_bytes(last) : 0) + encode_bytes(last, variant, source_format, codecs);
  return {kept + step, kept + std::max(step, to_encode)};
}

}  // namespace tbbimg
