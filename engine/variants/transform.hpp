// From one decoded image to the pixels of its variants.
#pragma once

#include <memory>
#include <vector>

#include "engine/operations/operation.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/variants/by_rows.hpp"
#include "engine/variants/image_plan.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// Makes the variants of one image in the order of its plan, of an image decoded in the depth that this wants or in 8
/// bits; shared images live as long as a variant still needs them.
class VariantMaker {
 public:
  VariantMaker(const Recipe& recipe, const ImagePlan& plan, Image decoded);
  /// Of an image that was read by rows.
  VariantMaker(const Recipe& recipe, const ImagePlan& plan, FirstResults first);

  /// The pixels of plan.variants[index], as far as they are needed; to be called once for each index, in ascending
  /// order. A variant that starts from one that failed fails as that did.
  [[nodiscard]] Result<std::shared_ptr<const Image>> make(std::size_t index, const OperationContext& context);

 private:
  using SharedResult = Result<std::shared_ptr<Image>>;
  struct Kept {
    PixelSource source;
    SharedResult image;
  };
  [[nodiscard]] SharedResult make_from(std::size_t index, std::size_t operation, std::shared_ptr<Image> image,
                                       const OperationContext& context);
  [[nodiscard]] SharedResult take_first(std::size_t index);
  [[nodiscard]] SharedResult make_variant(std::size_t index, const OperationContext& context);
  [[nodiscard]] SharedResult take_input(std::size_t index);
  void narrow_decoded(const OperationContext& context);
  [[nodiscard]] bool needed_after(std::size_t index, const PixelSource& source) const noexcept;

  const Recipe& recipe_;
  const ImagePlan& plan_;
  bool must_narrow_ = false;  ///< the decoded image, before the first variant is made
  std::vector<Kept> kept_;    ///< what later variants start from
  FirstResults first_;        ///< instead of the decoded image, or empty
};

}  // namespace tbbimg
