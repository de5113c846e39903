#include "engine/variants/by_rows.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/operations/make_upright.hpp"
#include "engine/variants/row_chain.hpp"
#include "kernels/point/narrow.hpp"

namespace tbbimg {
namespace {

/// The first operations of a variant.
struct FirstSteps {
  std::size_t plan;
  bool narrowed;  ///< of a decoded image with 16 bits a sample, they take 8
  RowChain chain;
};

bool starts_here(const VariantPlan& plan) noexcept { return plan.from.is_decoded(); }

bool needs_narrowed(const ImagePlan& plan, const ImageShape& decoded) noexcept {
  return bytes_per_sample(decoded.format) == 2 &&
         std::any_of(plan.variants.begin(), plan.variants.end(),
                     [](const VariantPlan& each) { return starts_here(each) && each.from.narrowed; });
}

std::vector<FirstSteps> begin_steps(const Recipe& recipe, const ImagePlan& plan, const ImageShape& decoded,
                                    FirstResults& results, const OperationContext& context) {
  std::vector<FirstSteps> steps;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    if (!starts_here(plan.variants[i])) continue;
    const auto chain_plan = plan_row_chain(recipe, plan, i, decoded);
    if (!chain_plan) {
      results[i] = {fail(ErrorCode::internal, "an operation needs the whole image"), 0};
      continue;
    }
    results[i] = {Image::create(chain_plan->steps.back().output, context.pool()), chain_plan->last};
    if (!results[i]->image) continue;
    auto chain = RowChain::create(*chain_plan, results[i]->image->view(), context);
    const bool narrowed = plan.variants[i].from.narrowed && bytes_per_sample(decoded.format) == 2;
    if (chain) {
      steps.push_back({i, narrowed, *std::move(chain)});
    } else {
      results[i]->image = Result<Image>(fail(std::move(chain).error()));
    }
  }
  return steps;
}

}  // namespace

std::optional<RowsNeed> rows_need(const Recipe& recipe, const ImagePlan& plan, const ImageShape& decoded) {
  RowsNeed need;
  std::uint64_t largest = 0;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    if (!starts_here(plan.variants[i])) continue;
    const auto chain = plan_row_chain(recipe, plan, i, decoded);
    if (!chain) return std::nullopt;
    need.rows = std::max(need.rows, chain->source_rows);
    need.coming += chain->bytes;
    const std::uint64_t result = image_bytes(chain->steps.back().output);
    largest = std::max(largest, result);
    need.results += result;
  }
  need.rows = std::min(need.rows + kRowsAtOnce, decoded.size.height);
  need.coming += image_bytes({{decoded.size.width, need.rows}, decoded.format}) + need.results;
  if (plan.turn != Orientation::upright) need.coming += largest;
  if (needs_narrowed(plan, decoded)) {
    need.coming += image_bytes({{decoded.size.width, need.rows}, eight_bits(decoded.format)});
  }
  return need;
}

Result<FirstResults> make_by_rows(ImageReader& reader, const Recipe& recipe, const ImagePlan& plan,
                                  const OperationContext& context) {
  const ImageShape& decoded = reader.shape();
  TBBIMG_RETURN_IF_ERROR(go_to_picture(reader));
  FirstResults results(plan.variants.size());
  std::vector<FirstSteps> steps = begin_steps(recipe, plan, decoded, results, context);
  TBBIMG_ASSIGN_OR_RETURN(RingOfRows ring, RingOfRows::create(decoded, plan.rows_at_once, context.pool()));
  std::optional<RingOfRows> rounded;
  if (needs_narrowed(plan, decoded)) {
    TBBIMG_ASSIGN_OR_RETURN(
        rounded, RingOfRows::create({decoded.size, eight_bits(decoded.format)}, plan.rows_at_once, context.pool()));
  }
  while (reader.rows_left() > 0) {
    if (context.stop().stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
    int needed = decoded.size.height;
    for (const FirstSteps& each : steps) {
      if (results[each.plan]->image) needed = std::min(needed, each.chain.first_needed());
    }
    const int room = ring.room(needed);
    if (room <= 0) return fail(ErrorCode::internal, "an operation waits for more rows than it said it needs");
    const ImageView next = ring.next(std::min({room, kRowsAtOnce, reader.rows_left()}));
    TBBIMG_RETURN_IF_ERROR(reader.read_rows(next));
    ring.add(next.height);
    if (rounded) {
      const ImageView to = rounded->next(next.height);
      TBBIMG_RETURN_IF_ERROR(narrow(next, to, to.all_rows(), context.kernels()));
      rounded->add(next.height);
    }
    for (FirstSteps& each : steps) {
      Result<Image>& result = results[each.plan]->image;
      if (!result) continue;
      Status status = each.chain.take(each.narrowed ? rounded->view() : ring.view());
      if (!status) result = Result<Image>(fail(std::move(status).error()));
    }
  }
  TBBIMG_RETURN_IF_ERROR(reader.finish());
  for (auto& each : results) {
    if (each && each->image) each->image = make_upright(*std::move(each->image), plan.turn, context);
  }
  return results;
}

}  // namespace tbbimg
