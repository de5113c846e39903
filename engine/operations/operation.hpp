// One step of a recipe.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "engine/operations/image_facts.hpp"
#include "kernels/core/error.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/image/buffer_pool.hpp"
#include "kernels/image/image.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/resize/resize.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

class PointChain;

/// What an operation may use while it works on one image.
class OperationContext {
 public:
  OperationContext(Kernels kernels, BufferPool pool, std::stop_token stop, bool split_rows, ImageFacts facts = {})
      : kernels_(kernels), pool_(std::move(pool)), stop_(std::move(stop)), split_rows_(split_rows), facts_(facts) {}

  [[nodiscard]] Kernels kernels() const noexcept { return kernels_; }
  [[nodiscard]] const BufferPool& pool() const noexcept { return pool_; }
  [[nodiscard]] const std::stop_token& stop() const noexcept { return stop_; }
  [[nodiscard]] const ImageFacts& facts() const noexcept { return facts_; }

  /// Calls `make_rows` for blocks that cover the rows of `output`, each row once: one after the other, or on several
  /// threads when fewer images than threads are in work. `margin` is what a block costs beyond its own rows, in rows
  /// (those that a filter looks at above and below): blocks are large enough that it adds a quarter at most.
  /// Stops between blocks. Errors: the first of `make_rows`, cancelled.
  [[nodiscard]] Status for_rows(ConstImageView output, const std::function<Status(RowRange)>& make_rows,
                                int margin = 0) const;

 private:
  Kernels kernels_;
  BufferPool pool_;
  std::stop_token stop_;
  bool split_rows_;
  ImageFacts facts_;
};

/// An operation at work on rows that come from the top. For one thread at a time.
class RowOperation {
 public:
  RowOperation() = default;
  RowOperation(const RowOperation&) = delete;
  RowOperation& operator=(const RowOperation&) = delete;
  virtual ~RowOperation() = default;

  /// Makes what can be made of the input's rows up to `input.end`, with those from first_needed() on at least. Errors:
  /// as Operation::apply().
  [[nodiscard]] virtual Status take(const RowRing& input) = 0;
  /// The first row of the input that take() still needs; behind the last one that is needed: the input's height.
  [[nodiscard]] virtual int first_needed() const noexcept = 0;
};

/// Immutable: one object serves all threads.
class Operation {
 public:
  Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  virtual ~Operation() = default;

  /// Whether apply() takes pixels of this format. For an operation that takes 8 bits a sample alone, the plan rounds an
  /// image of 16 before the first operation, and tells so.
  [[nodiscard]] virtual bool accepts(PixelFormat format) const noexcept { return bytes_per_sample(format) == 1; }

  /// What apply() makes of an image of this shape. Errors: invalid_argument, unsupported.
  [[nodiscard]] virtual Result<ImageShape> output_shape(const ImageShape& input) const = 0;

  /// Whether it depends on the pixels how large the result is. What output_shape() gives is then the most, and
  /// content_box() is to be asked.
  [[nodiscard]] virtual bool size_depends_on_pixels() const noexcept { return false; }

  /// The part of the input that the operation keeps: apply() is then given that part alone, and its result has the
  /// output_shape() of that part. Errors: as apply().
  [[nodiscard]] virtual Result<Rectangle> content_box(ConstImageView input, const OperationContext& context) const {
    static_cast<void>(context);
    return Rectangle{{}, input.size()};
  }

  /// For an operation that resamples the whole image: the smallest input that still gives full quality (at most the
  /// full size), so that a decoder may shrink on load or another variant's result may serve as input; apply() then
  /// gets such an input instead of the full one. Nothing: it needs the very pixels of the full image.
  [[nodiscard]] virtual std::optional<Size> sufficient_input(Size full) const noexcept {
    static_cast<void>(full);
    return std::nullopt;
  }

  /// Whether the result shows all of the input and nothing else, so that it may stand in for the input where
  /// another operation's sufficient_input() says that it is enough.
  [[nodiscard]] virtual bool shows_whole_input() const noexcept { return false; }

  /// Whether the result of such an input is the input itself, pixel by pixel.
  [[nodiscard]] virtual bool changes_nothing(const ImageShape& input) const noexcept {
    static_cast<void>(input);
    return false;
  }

  /// Whether apply() may be given one image as both input and output.
  [[nodiscard]] virtual bool works_in_place() const noexcept { return false; }

  /// For an operation that makes each pixel of its own value alone: that, so that the recipe may join it with its
  /// neighbours (engine/operations/point_operation.hpp). It lives as long as the operation.
  [[nodiscard]] virtual const PointChain* point_chain() const noexcept { return nullptr; }

  /// What does to an image as it is stored what this operation does to the same image once it is turned upright, so
  /// that the result is still to be turned: a small result is turned sooner than a large image. Null: there is no such.
  [[nodiscard]] virtual std::shared_ptr<const Operation> before_turn(Orientation orientation) const {
    static_cast<void>(orientation);
    return nullptr;
  }

  /// Whether the result's colours are those of the input or means of them, so that a palette made for the input still
  /// serves.
  [[nodiscard]] virtual bool keeps_colors() const noexcept { return false; }

  /// Bytes that apply() allocates for an input of this shape, for the memory budget.
  [[nodiscard]] virtual std::size_t scratch_bytes(const ImageShape& input) const noexcept {
    static_cast<void>(input);
    return 0;
  }

  /// For an operation that can work on rows as they come, so that a large input need not be in memory: the most of them
  /// that it needs at once. Nothing: it needs the image.
  [[nodiscard]] virtual std::optional<int> rows_at_once(const ImageShape& input, const ImageShape& output) const {
    static_cast<void>(input);
    static_cast<void>(output);
    return std::nullopt;
  }

  /// For an operation that makes each row of its result of one row of the input alone: of which one it makes its first
  /// row, of which the others follow in order; apply_rows() is then there. Nothing: it needs more of the input.
  [[nodiscard]] virtual std::optional<int> first_row_taken(const ImageShape& input) const {
    static_cast<void>(input);
    return std::nullopt;
  }

  /// Makes rows of the result, to the bit as apply() does, of as many rows of an input of the width `whole` tells.
  /// Errors: as apply().
  [[nodiscard]] virtual Status apply_rows(ConstImageView input, const ImageShape& whole, ImageView output,
                                          const OperationContext& context) const {
    static_cast<void>(input);
    static_cast<void>(whole);
    static_cast<void>(output);
    static_cast<void>(context);
    return fail(ErrorCode::unsupported, "the operation needs the whole image");
  }

  /// Begins to do what apply() does, to the bit, if there are rows_at_once(). `output` outlives what is returned.
  /// Errors: as apply().
  [[nodiscard]] virtual Result<std::unique_ptr<RowOperation>> by_rows(const ImageShape& input, ImageView output,
                                                                      const OperationContext& context) const {
    static_cast<void>(input);
    static_cast<void>(output);
    static_cast<void>(context);
    return fail(ErrorCode::unsupported, "the operation needs the whole image");
  }

  /// Fills `output`, which has the shape output_shape() gave for the full image, or for the content_box() if its size
  /// depends on that. Errors: any but those of I/O.
  [[nodiscard]] virtual Status apply(ConstImageView input, ImageView output, const OperationContext& context) const = 0;
};

}  // namespace tbbimg
