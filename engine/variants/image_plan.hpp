// What will be done to one image, worked out from its header before a pixel of it exists.
#pragma once

#include <cstdint>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// Pixels that exist on the way: of the decoded image, or after an operation of another variant's plan.
struct PixelSource {
  static constexpr std::size_t kDecoded = static_cast<std::size_t>(-1);

  std::size_t plan = kDecoded;  ///< index into ImagePlan::variants
  std::size_t operation = 0;    ///< of that plan's variant, the last that was done

  [[nodiscard]] bool is_decoded() const noexcept { return plan == kDecoded; }
  friend bool operator==(const PixelSource&, const PixelSource&) = default;
};

struct VariantPlan {
  std::size_t variant = 0;          ///< index into the recipe
  bool shows_source = true;         ///< no operation changes a pixel of this image
  bool wanted = true;               ///< false: made only for the pixels that others start from
  std::vector<ImageShape> shapes;   ///< after each operation
  PixelSource from;                 ///< what it starts from
  std::size_t first_operation = 0;  ///< its first operation that is still to be done on that
  std::size_t end_operation = 0;    ///< behind its last one that anybody needs
  std::uint64_t bytes = 0;          ///< the most it holds at once, its encoder included, what it starts from not
};

struct FailedVariant {
  std::size_t variant = 0;
  Error error;
};

struct ImagePlan {
  Size at_least;                      ///< for the decoder, upright; {0, 0}: all pixels
  std::vector<VariantPlan> variants;  ///< in the order of work: each comes behind what it starts from
  std::vector<FailedVariant> failed;  ///< variants that cannot be made of this image

  [[nodiscard]] std::uint64_t variant_bytes() const noexcept;
};

/// `full` is the whole image, upright; `wanted` are the indices of the variants to make. What a variant starts from
/// does not depend on which others are wanted: its bytes are the same whether it is made with them or later alone. An
/// operation whose result would take more than limits.max_decoded_bytes fails its variant.
[[nodiscard]] ImagePlan plan_image(const Recipe& recipe, const std::vector<std::size_t>& wanted, const ImageShape& full,
                                   std::string_view source_format, const CodecRegistry& codecs,
                                   const Limits& limits = {});

}  // namespace tbbimg
