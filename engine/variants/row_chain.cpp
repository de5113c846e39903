#include "engine/variants/row_chain.hpp"

#include <algorithm>
#include <utility>

#include "engine/operations/make_upright.hpp"

namespace tbbimg {
namespace {

/// Makes rows of one row each, into an image.
class RowsOfRows final : public RowOperation {
 public:
  RowsOfRows(const RowChainPlan::Step& step, int first_row, ImageView output, const OperationContext& context)
      : step_(step), first_row_(first_row), output_(output), context_(context) {}

  [[nodiscard]] Status take(const RowRing& input) override {
    while (made_ < output_.height && first_row_ + made_ < input.end) {
      const int at = (first_row_ + made_) % input.rows.height;
      const int count = std::min({output_.height - made_, input.end - first_row_ - made_, input.rows.height - at});
      TBBIMG_RETURN_IF_ERROR(step_.operation->apply_rows(input.rows.crop(0, at, {input.rows.width, count}), step_.input,
                                                         output_.crop(0, made_, {output_.width, count}), context_));
      made_ += count;
    }
    return {};
  }
  [[nodiscard]] int first_needed() const noexcept override {
    return made_ == output_.height ? step_.input.size.height : first_row_ + made_;
  }

 private:
  RowChainPlan::Step step_;
  int first_row_;
  ImageView output_;
  const OperationContext& context_;
  int made_ = 0;
};

// Whether others start from what this operation makes.
bool is_shared(const ImagePlan& plan, std::size_t index, std::size_t operation) noexcept {
  return std::any_of(plan.variants.begin(), plan.variants.end(), [&](const VariantPlan& other) {
    return other.from == PixelSource{index, operation};
  });
}

// Its first operation, which is done before the image is turned.
std::optional<RowChainPlan> plan_before_turn(const VariantPlan& variant, const ImagePlan& plan,
                                             const ImageShape& input) {
  const ImageShape& upright = variant.shapes.front();
  const ImageShape output{stored_size(upright.size, plan.turn), upright.format};
  const Operation& operation = *variant.before_turn;
  const auto rows = operation.rows_at_once(input, output);
  if (!rows) return std::nullopt;
  return RowChainPlan{{{&operation, input, output, output.size.height}}, 0, *rows, operation.scratch_bytes(input)};
}

}  // namespace

Result<RingOfRows> RingOfRows::create(const ImageShape& source, int rows, const BufferPool& pool) {
  RingOfRows ring;
  TBBIMG_ASSIGN_OR_RETURN(ring.rows_, Image::create({{source.size.width, rows}, source.format}, pool));
  return ring;
}

ImageView RingOfRows::next(int count) noexcept {
  const int at = end_ % rows_.height();
  return rows_.view().crop(0, at, {rows_.width(), std::min(count, rows_.height() - at)});
}

std::optional<RowChainPlan> plan_row_chain(const Recipe& recipe, const ImagePlan& plan, std::size_t index,
                                           const ImageShape& decoded) {
  const VariantPlan& variant = plan.variants[index];
  ImageShape input = variant.from.narrowed ? ImageShape{decoded.size, eight_bits(decoded.format)} : decoded;
  if (plan.turn != Orientation::upright) return plan_before_turn(variant, plan, input);
  RowChainPlan chain;
  for (std::size_t i = variant.first_operation; i < variant.end_operation; ++i) {
    const Operation& operation = *recipe.variants()[variant.variant].operations[i];
    const ImageShape& output = variant.shapes[i];
    const bool makes_rows_of_rows = operation.first_row_taken(input).has_value();
    const auto rows = makes_rows_of_rows ? std::optional(1) : operation.rows_at_once(input, output);
    if (!rows) break;
    const int held = std::min(*rows + kRowsAtOnce, input.size.height);
    if (chain.steps.empty()) {
      chain.source_rows = *rows;
    } else {
      chain.steps.back().rows = held;
      chain.bytes += image_bytes({{input.size.width, held}, input.format});
    }
    chain.bytes += operation.scratch_bytes(input);
    chain.steps.push_back({&operation, input, output, output.size.height});
    chain.last = i;
    if (!makes_rows_of_rows || is_shared(plan, index, i)) break;
    input = output;
  }
  return chain.steps.empty() ? std::nullopt : std::optional(std::move(chain));
}

Result<RowChain> RowChain::create(const RowChainPlan& plan, ImageView output, const OperationContext& context) {
  RowChain chain(context);
  for (std::size_t i = 0; i + 1 < plan.steps.size(); ++i) {
    const RowChainPlan::Step& step = plan.steps[i];
    TBBIMG_ASSIGN_OR_RETURN(RingOfRows made, RingOfRows::create(step.output, step.rows, context.pool()));
    chain.links_.push_back({step, step.operation->first_row_taken(step.input).value_or(0), std::move(made)});
  }
  const RowChainPlan::Step& last = plan.steps.back();
  if (const auto first_row = last.operation->first_row_taken(last.input)) {
    chain.last_ = std::make_unique<RowsOfRows>(last, *first_row, output, context);
  } else {
    TBBIMG_ASSIGN_OR_RETURN(chain.last_, last.operation->by_rows(last.input, output, context));
  }
  return chain;
}

int RowChain::first_needed(std::size_t link) const noexcept {
  if (link == links_.size()) return last_->first_needed();
  const Link& here = links_[link];
  const bool is_done = here.made.end() == here.step.output.size.height;
  return is_done ? here.step.input.size.height : here.first_row + here.made.end();
}

Status RowChain::take(const RowRing& source, std::size_t link) {
  if (link == links_.size()) return last_->take(source);
  Link& here = links_[link];
  while (here.made.end() < here.step.output.size.height && here.first_row + here.made.end() < source.end) {
    const int from = here.first_row + here.made.end();
    const int at = from % source.rows.height;
    const int room = here.made.room(first_needed(link + 1));
    if (room <= 0) return fail(ErrorCode::internal, "an operation waits for more rows than it said it needs");
    const ImageView next = here.made.next(
        std::min({room, here.step.output.size.height - here.made.end(), source.end - from, source.rows.height - at}));
    TBBIMG_RETURN_IF_ERROR(here.step.operation->apply_rows(source.rows.crop(0, at, {source.rows.width, next.height}),
                                                           here.step.input, next, *context_));
    here.made.add(next.height);
    TBBIMG_RETURN_IF_ERROR(take(here.made.view(), link + 1));
  }
  return {};
}

}  // namespace tbbimg
