#include "engine/variants/by_rows.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "kernels/point/narrow.hpp"

namespace tbbimg {
namespace {

// Rows that are read at once, beyond those that operations need: whole blocks of JPEG's.
constexpr int kRowsRead = 16;

/// The rows that were read last, in the depth that they are read in, or rounded to 8 bits.
class RingOfRows {
 public:
  [[nodiscard]] static Result<RingOfRows> create(const ImageShape& source, int rows, const BufferPool& pool) {
    RingOfRows ring;
    TBBIMG_ASSIGN_OR_RETURN(ring.rows_, Image::create({{source.size.width, rows}, source.format}, pool));
    return ring;
  }

  /// The place of up to `count` rows behind the last ones.
  [[nodiscard]] ImageView next(int count) noexcept {
    const int at = end_ % rows_.height();
    return rows_.view().crop(0, at, {rows_.width(), std::min(count, rows_.height() - at)});
  }
  void add(int count) noexcept { end_ += count; }
  [[nodiscard]] int height() const noexcept { return rows_.height(); }
  [[nodiscard]] RowRing view() const noexcept { return {rows_.view(), end_}; }

 private:
  Image rows_;
  int end_ = 0;
};

/// The first operation of a variant.
struct FirstStep {
  std::size_t plan;
  bool narrowed;  ///< of a decoded image with 16 bits a sample, it takes 8
  std::unique_ptr<RowOperation> operation;
};

bool starts_here(const VariantPlan& plan) noexcept { return plan.from.is_decoded(); }

ImageShape input_of(const VariantPlan& plan, const ImageShape& decoded) noexcept {
  return plan.from.narrowed ? ImageShape{decoded.size, eight_bits(decoded.format)} : decoded;
}

bool needs_narrowed(const ImagePlan& plan, const ImageShape& decoded) noexcept {
  return bytes_per_sample(decoded.format) == 2 &&
         std::any_of(plan.variants.begin(), plan.variants.end(),
                     [](const VariantPlan& each) { return starts_here(each) && each.from.narrowed; });
}

std::vector<FirstStep> begin_steps(const Recipe& recipe, const ImagePlan& plan, const ImageShape& decoded,
                                   FirstResults& results, const OperationContext& context) {
  std::vector<FirstStep> steps;
  const auto begin = [&](std::size_t i, FirstStep& step) -> Result<Image> {
    const VariantPlan& variant = plan.variants[i];
    const Operation& operation = *recipe.variants()[variant.variant].operations[variant.first_operation];
    TBBIMG_ASSIGN_OR_RETURN(Image output, Image::create(variant.shapes[variant.first_operation], context.pool()));
    TBBIMG_ASSIGN_OR_RETURN(step.operation, operation.by_rows(input_of(variant, decoded), output.view(), context));
    return output;
  };
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    if (!starts_here(plan.variants[i])) continue;
    FirstStep step{i, plan.variants[i].from.narrowed && bytes_per_sample(decoded.format) == 2, nullptr};
    results[i] = begin(i, step);
    if (*results[i]) steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

std::optional<RowsNeed> rows_need(const Recipe& recipe, const ImagePlan& plan, const ImageShape& decoded) {
  RowsNeed need;
  std::uint64_t scratch = 0;
  for (const VariantPlan& each : plan.variants) {
    if (!starts_here(each)) continue;
    if (each.first_operation == each.end_operation) return std::nullopt;
    const Operation& operation = *recipe.variants()[each.variant].operations[each.first_operation];
    const ImageShape input = input_of(each, decoded);
    const ImageShape& output = each.shapes[each.first_operation];
    const auto rows = operation.rows_at_once(input, output);
    if (!rows) return std::nullopt;
    need.rows = std::max(need.rows, *rows);
    scratch += operation.scratch_bytes(input);
    need.results += image_bytes(output);
  }
  need.rows = std::min(need.rows + kRowsRead, decoded.size.height);
  need.coming = image_bytes({{decoded.size.width, need.rows}, decoded.format}) + scratch + need.results;
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
  std::vector<FirstStep> steps = begin_steps(recipe, plan, decoded, results, context);
  TBBIMG_ASSIGN_OR_RETURN(RingOfRows ring, RingOfRows::create(decoded, plan.rows_at_once, context.pool()));
  std::optional<RingOfRows> rounded;
  if (needs_narrowed(plan, decoded)) {
    TBBIMG_ASSIGN_OR_RETURN(
        rounded, RingOfRows::create({decoded.size, eight_bits(decoded.format)}, plan.rows_at_once, context.pool()));
  }
  while (reader.rows_left() > 0) {
    if (context.stop().stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
    int needed = decoded.size.height;
    for (const FirstStep& step : steps) {
      if (*results[step.plan]) needed = std::min(needed, step.operation->first_needed());
    }
    const int end = decoded.size.height - reader.rows_left();
    const int room = std::min(needed, end) + ring.height() - end;
    if (room <= 0) return fail(ErrorCode::internal, "an operation waits for more rows than it said it needs");
    const ImageView next = ring.next(std::min({room, kRowsRead, reader.rows_left()}));
    TBBIMG_RETURN_IF_ERROR(reader.read_rows(next));
    ring.add(next.height);
    if (rounded) {
      const ImageView to = rounded->next(next.height);
      TBBIMG_RETURN_IF_ERROR(narrow(next, to, to.all_rows(), context.kernels()));
      rounded->add(next.height);
    }
    for (FirstStep& step : steps) {
      if (!*results[step.plan]) continue;
      Status status = step.operation->take(step.narrowed ? rounded->view() : ring.view());
      if (!status) results[step.plan] = Result<Image>(fail(std::move(status).error()));
    }
  }
  TBBIMG_RETURN_IF_ERROR(reader.finish());
  return results;
}

}  // namespace tbbimg
