#include "engine/variants/image_plan.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "engine/variants/encode.hpp"
#include "engine/variants/held_bytes.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

const Operation* first_operation(const Variant& variant) noexcept {
  return variant.operations.empty() ? nullptr : variant.operations.front().get();
}

std::optional<Size> sufficient_input(const Variant& variant, Size full) noexcept {
  const Operation* first = first_operation(variant);
  return first != nullptr ? first->sufficient_input(full) : std::nullopt;
}

// Whether the first operation's result is the whole image, as good as a decoder's that shrinks.
bool makes_smaller_whole(const Variant& variant, Size full) noexcept {
  const Operation* first = first_operation(variant);
  return first != nullptr && first->shows_whole_input() && first->sufficient_input(full).has_value();
}

// What the format cannot store is refused before it is computed.
Status check_storable(Size size, const Variant& variant, std::string_view source_format, const CodecRegistry& codecs) {
  const Encoder* encoder = encoder_of(variant, source_format, codecs);
  if (encoder == nullptr || std::max(size.width, size.height) <= encoder->max_side()) return {};
  return fail(ErrorCode::limit_exceeded, ErrorKind::format_too_small,
              "the result would be " + to_string(size) + ", and " + std::string(encoder->name()) + " can store " +
                  std::to_string(encoder->max_side()) + " pixels a side; make it smaller or choose another format");
}

Status check_result(const ImageShape& shape, const Limits& limits) {
  if (image_bytes(shape) <= limits.max_decoded_bytes) return {};
  return fail(ErrorCode::limit_exceeded, ErrorKind::decoded_too_large,
              "an operation would make an image of " + to_string(shape.size) + " pixels, " +
                  std::to_string(image_bytes(shape) >> 20) + " MiB; the limit is " +
                  std::to_string(limits.max_decoded_bytes >> 20) + " MiB");
}

// Whether all steps up to the output's format take 16 bits a sample, and what takes some away.
void choose_depth(VariantPlan& plan, const Variant& variant, const ImageShape& full, std::string_view source_format,
                  const CodecRegistry& codecs) {
  if (bytes_per_sample(full.format) == 1) return;
  plan.from.narrowed = true;
  const Encoder* encoder = encoder_of(variant, source_format, codecs);
  ImageShape shape{full.size, eight_bits(full.format)};  // which all operations take
  for (const auto& operation : variant.operations) {
    const auto next = operation->output_shape(shape);
    if (!next) return;
    shape = *next;
  }
  if (encoder == nullptr) return;
  plan.loss = depth_loss(variant, *encoder);
  if (!encoder->accepts(sixteen_bits(shape.format))) return;
  plan.sixteen_bits = !plan.loss || !plan.loss->operation;
  plan.from.narrowed = !plan.sixteen_bits;
}

Result<VariantPlan> plan_variant(const Variant& variant, std::size_t index, const ImageShape& full,
                                 std::string_view source_format, const CodecRegistry& codecs, const Limits& limits) {
  VariantPlan plan;
  plan.variant = index;
  plan.end_operation = variant.operations.size();
  choose_depth(plan, variant, full, source_format, codecs);
  ImageShape shape = plan.shape_before(0, full);
  for (const auto& operation : variant.operations) {
    plan.shows_source = plan.shows_source && operation->changes_nothing(shape);
    TBBIMG_ASSIGN_OR_RETURN(shape, operation->output_shape(shape));
    TBBIMG_RETURN_IF_ERROR(check_result(shape, limits));
    plan.shapes.push_back(shape);
  }
  TBBIMG_RETURN_IF_ERROR(check_storable(shape.size, variant, source_format, codecs));
  return plan;
}

std::size_t common_operations(const Variant& a, const Variant& b) noexcept {
  const auto [end, unused] =
      std::mismatch(a.operations.begin(), a.operations.end(), b.operations.begin(), b.operations.end());
  return static_cast<std::size_t>(end - a.operations.begin());
}

class SharingPlanner {
 public:
  SharingPlanner(const Recipe& recipe, Size full, std::vector<VariantPlan>& plans)
      : recipe_(recipe), full_(full), plans_(plans) {}

  void plan() {
    std::stable_sort(plans_.begin(), plans_.end(), [](const VariantPlan& a, const VariantPlan& b) {
      return first_size(a).pixels() > first_size(b).pixels();
    });
    for (std::size_t i = 0; i < plans_.size(); ++i) {
      if (!start_behind_common_operations(i)) start_from_larger(i);
    }
  }

 private:
  static Size first_size(const VariantPlan& plan) noexcept {
    return plan.shapes.empty() ? Size{} : plan.shapes.front().size;
  }
  [[nodiscard]] const Variant& variant(std::size_t i) const noexcept { return recipe_.variants()[plans_[i].variant]; }

  // The first plan with the most operations in common does them itself: one that it started from would have as many.
  bool start_behind_common_operations(std::size_t i) {
    std::size_t most = 0;
    for (std::size_t j = 0; j < i; ++j) {
      if (plans_[i].sixteen_bits != plans_[j].sixteen_bits) continue;
      const std::size_t common = common_operations(variant(i), variant(j));
      if (common <= most) continue;
      most = common;
      plans_[i].from = {j, common - 1};
      plans_[i].first_operation = common;
    }
    return most > 0;
  }

  // A first result that is large enough for this variant's first operation spares it the decoded image: the nearest
  // such is the cheapest.
  void start_from_larger(std::size_t i) {
    const auto enough = sufficient_input(variant(i), full_);
    if (!enough) return;
    for (std::size_t j = i; j-- > 0;) {
      const Size candidate = first_size(plans_[j]);
      const bool whole = plans_[i].sixteen_bits == plans_[j].sixteen_bits && plans_[j].first_operation == 0 &&
                         makes_smaller_whole(variant(j), full_);
      if (whole && candidate.width >= enough->width && candidate.height >= enough->height) {
        plans_[i].from = {j, 0};
        return;
      }
    }
  }

  const Recipe& recipe_;
  const Size full_;
  std::vector<VariantPlan>& plans_;
};

Size sufficient_for_all(const Recipe& recipe, Size full, const std::vector<VariantPlan>& plans) noexcept {
  Size at_least;
  for (const VariantPlan& plan : plans) {
    if (!plan.from.is_decoded()) continue;
    const auto enough = sufficient_input(recipe.variants()[plan.variant], full);
    if (!enough) return {};
    at_least.width = std::max(at_least.width, enough->width);
    at_least.height = std::max(at_least.height, enough->height);
  }
  return at_least;
}

// Lets the turn wait for the first results where that is less work. Of all variants, wanted or not, for the order of
// the two decides on the last bit of pixels.
void turn_late(const Recipe& recipe, Size full, Orientation orientation, ImagePlan& plan) {
  if (orientation == Orientation::upright) return;
  std::uint64_t results = 0;
  for (VariantPlan& each : plan.variants) {
    if (!each.from.is_decoded()) continue;
    const Operation* const first = first_operation(recipe.variants()[each.variant]);
    each.before_turn = first != nullptr ? first->before_turn(orientation) : nullptr;
    if (each.before_turn == nullptr) break;
    results += each.shapes.front().size.pixels();
  }
  const bool is_late =
      results <= full.pixels() && std::all_of(plan.variants.begin(), plan.variants.end(), [](const auto& each) {
        return !each.from.is_decoded() || each.before_turn != nullptr;
      });
  if (is_late) {
    plan.turn = orientation;
  } else {
    for (VariantPlan& each : plan.variants) each.before_turn = nullptr;
  }
}

// Of a variant that is not wanted only the operations stay that others start behind, if there are any.
void drop_unneeded(std::vector<VariantPlan>& plans) {
  for (std::size_t i = plans.size(); i-- > 0;) {
    if (plans[i].wanted) continue;
    std::size_t end = 0;
    for (std::size_t j = i + 1; j < plans.size(); ++j) {
      if (plans[j].from.plan == i) end = std::max(end, plans[j].from.operation + 1);
    }
    plans[i].end_operation = end;
    if (end > 0) continue;
    plans.erase(plans.begin() + static_cast<std::ptrdiff_t>(i));
    for (VariantPlan& plan : plans) {
      if (!plan.from.is_decoded() && plan.from.plan > i) --plan.from.plan;
    }
  }
}

}  // namespace

ImageShape VariantPlan::shape_before(std::size_t index, const ImageShape& full) const noexcept {
  if (index > 0) return shapes[index - 1];
  return {full.size, sixteen_bits ? full.format : eight_bits(full.format)};
}

VariantBytes ImagePlan::variant_bytes() const noexcept {
  VariantBytes sum;
  for (const VariantPlan& plan : variants) sum += plan.bytes;
  return sum;
}

bool ImagePlan::wants_sixteen_bits() const noexcept {
  return std::any_of(variants.begin(), variants.end(), [](const VariantPlan& plan) { return plan.sixteen_bits; });
}

bool ImagePlan::narrows(int bits) const noexcept {
  return std::any_of(variants.begin(), variants.end(),
                     [bits](const VariantPlan& plan) { return plan.wanted && plan.loss && plan.loss->bits < bits; });
}

ImagePlan plan_image(const Recipe& recipe, const std::vector<std::size_t>& wanted, const ImageShape& full,
                     std::string_view source_format, const CodecRegistry& codecs, const Limits& limits,
                     Orientation orientation) {
  ImagePlan plan;
  for (std::size_t index = 0; index < recipe.variants().size(); ++index) {
    if (!recipe.variants()[index].when.holds(full.size, source_format)) continue;
    const bool is_wanted = std::find(wanted.begin(), wanted.end(), index) != wanted.end();
    auto variant = plan_variant(recipe.variants()[index], index, full, source_format, codecs, limits);
    if (variant) {
      variant->wanted = is_wanted;
      plan.variants.push_back(*std::move(variant));
    } else if (is_wanted) {
      plan.failed.push_back({index, std::move(variant).error()});
    }
  }
  SharingPlanner(recipe, full.size, plan.variants).plan();
  turn_late(recipe, full.size, orientation, plan);
  plan.at_least = sufficient_for_all(recipe, full.size, plan.variants);
  drop_unneeded(plan.variants);
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    plan.variants[i].bytes = held_bytes(plan, i, plan.variants[i].first_operation, full, recipe, source_format, codecs);
  }
  return plan;
}

}  // namespace tbbimg
