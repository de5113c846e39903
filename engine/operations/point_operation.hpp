// Operations that make each pixel of its own value alone, and how neighbours become one.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "engine/operations/operation.hpp"
#include "kernels/point/point_chain.hpp"

namespace tbbimg {

class PointOperation final : public Operation {
 public:
  explicit PointOperation(PointChain chain) : chain_(std::move(chain)) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override;
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }
  [[nodiscard]] const PointChain* point_chain() const noexcept override { return &chain_; }
  [[nodiscard]] std::optional<int> first_row_taken(const ImageShape& /*input*/) const override { return 0; }
  [[nodiscard]] Status apply_rows(ConstImageView input, const ImageShape& whole, ImageView output,
                                  const OperationContext& context) const override;
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override;

 private:
  PointChain chain_;
};

struct JoinedOperations {
  std::vector<std::shared_ptr<const Operation>> operations;
  std::vector<std::size_t> firsts;  ///< of each of them, the first that it was joined of: its place in the list before
};

/// The same list with each run of operations that have a point_chain() joined to one, which passes over the image once
/// and rounds less often.
[[nodiscard]] JoinedOperations join_point_operations(const std::vector<std::shared_ptr<const Operation>>& operations);

}  // namespace tbbimg
