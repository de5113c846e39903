// The operations that a variant begins with, done on rows of the decoded image as they come.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/operations/operation.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/variants/image_plan.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// Rows that are read or made at once, beyond those that operations need: whole blocks of JPEG's.
inline constexpr int kRowsAtOnce = 16;

/// The rows that came last.
class RingOfRows {
 public:
  [[nodiscard]] static Result<RingOfRows> create(const ImageShape& source, int rows, const BufferPool& pool);

  /// The place of up to `count` rows behind the last ones.
  [[nodiscard]] ImageView next(int count) noexcept;
  void add(int count) noexcept { end_ += count; }
  [[nodiscard]] int end() const noexcept { return end_; }
  [[nodiscard]] int height() const noexcept { return rows_.height(); }
  [[nodiscard]] RowRing view() const noexcept { return {rows_.view(), end_}; }
  /// How many may come without any being lost from `first_needed` on.
  [[nodiscard]] int room(int first_needed) const noexcept { return std::min(first_needed, end_) + height() - end_; }

 private:
  Image rows_;
  int end_ = 0;
};

/// Which operations of a variant that starts from the decoded image are done on rows: some that make rows of rows, and
/// behind them one that is given as many as it needs, or makes rows of rows itself.
struct RowChainPlan {
  struct Step {
    const Operation* operation;
    ImageShape input;
    ImageShape output;
    int rows = 0;  ///< that are held of the output; of the last one all
  };
  std::vector<Step> steps;
  std::size_t last = 0;     ///< the last one's index among the variant's operations
  int source_rows = 0;      ///< that the first one needs at once
  std::uint64_t bytes = 0;  ///< of the rows that are held between them, and the operations' scratch
};

/// Of the plan's variant `index`; nothing if its first operation needs the whole image, which is of the shape
/// `decoded`.
[[nodiscard]] std::optional<RowChainPlan> plan_row_chain(const Recipe& recipe, const ImagePlan& plan, std::size_t index,
                                                         const ImageShape& decoded);

/// Such operations at work. For one thread at a time; refers to the context.
class RowChain {
 public:
  /// `output` has the shape of the last step's.
  [[nodiscard]] static Result<RowChain> create(const RowChainPlan& plan, ImageView output,
                                               const OperationContext& context);

  /// As RowOperation.
  [[nodiscard]] Status take(const RowRing& source) { return take(source, 0); }
  [[nodiscard]] int first_needed() const noexcept { return first_needed(0); }

 private:
  struct Link {
    RowChainPlan::Step step;
    int first_row;  ///< of its input, of which it makes its first
    RingOfRows made;
  };

  explicit RowChain(const OperationContext& context) : context_(&context) {}

  [[nodiscard]] Status take(const RowRing& source, std::size_t link);
  [[nodiscard]] int first_needed(std::size_t link) const noexcept;

  const OperationContext* context_;
  std::vector<Link> links_;
  std::unique_ptr<RowOperation> last_;
};

}  // namespace tbbimg
