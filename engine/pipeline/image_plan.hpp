// What will be done to one image, worked out from its header before a pixel of it exists.
#pragma once

#include <cstdint>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

struct VariantPlan {
  std::size_t variant = 0;         ///< index into the recipe
  std::vector<ImageShape> shapes;  ///< after each operation
  /// Which earlier plan's first result this one starts from instead of the decoded image; -1: the decoded image.
  int cascade_from = -1;
  std::uint64_t bytes = 0;  ///< the most it holds at once, its encoder included, the decoded image not
};

struct FailedVariant {
  std::size_t variant = 0;
  Error error;
};

struct ImagePlan {
  Size at_least;                      ///< for the decoder, upright; {0, 0}: all pixels
  std::vector<VariantPlan> variants;  ///< in the order of work: larger first results come first
  std::vector<FailedVariant> failed;  ///< variants that cannot be made of this image

  [[nodiscard]] std::uint64_t variant_bytes() const noexcept;
};

/// `full` is the whole image, upright; `wanted` are the indices of the variants to make.
[[nodiscard]] ImagePlan plan_image(const Recipe& recipe, const std::vector<std::size_t>& wanted, const ImageShape& full,
                                   std::string_view source_format, const CodecRegistry& codecs);

}  // namespace tbbimg
