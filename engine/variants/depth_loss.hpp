// Which outputs have fewer bits a sample than their source, and why.
#pragma once

#include <cstddef>
#include <optional>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/sentence.hpp"

namespace tbbimg {

/// What takes bits from samples that have more.
struct DepthLoss {
  int bits = 8;                          ///< that are left
  std::optional<std::size_t> operation;  ///< of the variant, which works in so many; nothing: its output has no more
  friend bool operator==(const DepthLoss&, const DepthLoss&) = default;
};

/// What a variant written by `encoder` loses of samples of 16 bits, where that is not what its format was chosen for:
/// to an operation or an option of the encoder, if its format could hold more, or to a format of fewer bits although
/// the output is called lossless. JPEG has 8 bits, and nobody expects more.
[[nodiscard]] std::optional<DepthLoss> depth_loss(const Variant& variant, const Encoder& encoder);

/// "the variant 'thumb' has samples of more than 8 bits rounded to 8, because of png.colors"
/// Of a variant that a recipe's text made.
[[nodiscard]] Sentence sentence_of(const DepthLoss& loss, const Variant& variant, const Encoder& encoder);

}  // namespace tbbimg
