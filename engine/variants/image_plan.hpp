// What will be done to one image, worked out from its header before a pixel of it exists.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/variants/depth_loss.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// Pixels that exist on the way: of the decoded image, or after an operation of another variant's plan.
struct PixelSource {
  static constexpr std::size_t kDecoded = static_cast<std::size_t>(-1);

  std::size_t plan = kDecoded;  ///< index into ImagePlan::variants
  std::size_t operation = 0;    ///< of that plan's variant, the last that was done
  bool narrowed = false;        ///< of the decoded image, if that has 16 bits a sample: rounded to 8

  [[nodiscard]] bool is_decoded() const noexcept { return plan == kDecoded; }
  friend bool operator==(const PixelSource&, const PixelSource&) = default;
};

/// The most that a variant holds at once, what it starts from not counted.
struct VariantBytes {
  std::uint64_t operations = 0;  ///< its encoder not included
  std::uint64_t all = 0;

  VariantBytes& operator+=(const VariantBytes& other) noexcept {
    operations += other.operations;
    all += other.all;
    return *this;
  }
};

struct VariantPlan {
  std::size_t variant = 0;          ///< index into the recipe
  bool shows_source = true;         ///< no operation changes a pixel of this image
  bool wanted = true;               ///< false: made only for the pixels that others start from
  bool sixteen_bits = false;        ///< keeps the 16 bits a sample of its source up to the encoder
  std::optional<DepthLoss> loss;    ///< of a source of 16 bits a sample: see depth_loss()
  std::vector<ImageShape> shapes;   ///< after each operation
  PixelSource from;                 ///< what it starts from
  std::size_t first_operation = 0;  ///< its first operation that is still to be done on that
  /// Of ImagePlan::turn, if it starts from the decoded image: instead of its first operation, what gives its first
  /// result as it is before the turn.
  std::shared_ptr<const Operation> before_turn = nullptr;
  std::size_t end_operation = 0;  ///< behind its last one that anybody needs
  /// Of its pixels before its operation `index`, or behind the last one, of an image that is `full` in its own depth.
  [[nodiscard]] ImageShape shape_before(std::size_t index, const ImageShape& full) const noexcept;

  VariantBytes bytes;
};

struct FailedVariant {
  std::size_t variant = 0;
  Error error;
};

struct ImagePlan {
  Size at_least;                      ///< for the decoder, upright; {0, 0}: all pixels
  std::vector<VariantPlan> variants;  ///< in the order of work: each comes behind what it starts from
  std::vector<FailedVariant> failed;  ///< variants that cannot be made of this image
  /// How the decoded image, which stays as it is stored, is turned upright: in the first results of what starts from
  /// it. upright: there is nothing to turn, or the decoded image is turned itself.
  Orientation turn = Orientation::upright;
  int rows_at_once = 0;  ///< of the decoded image, which is made variants of as it comes; 0: it is held whole

  /// Whether the decoder is to give 16 bits a sample: some variant keeps them.
  [[nodiscard]] bool wants_sixteen_bits() const noexcept;
  /// Whether some variant that is wanted has a DepthLoss of samples of so many bits.
  [[nodiscard]] bool narrows(int bits) const noexcept;
  [[nodiscard]] VariantBytes variant_bytes() const noexcept;  ///< of all together
};

/// `full` is the whole image, upright, in its own depth; `wanted` are the indices of the variants to make. What a
/// variant starts from does not depend on which others are wanted: its bytes are the same whether it is made with them
/// or later alone; nor does it whether all first operations shrink and may be done before a turn
/// (Operation::before_turn()), of an image that is stored in that orientation. An operation whose result would take
/// more than limits.max_decoded_bytes fails its variant.
[[nodiscard]] ImagePlan plan_image(const Recipe& recipe, const std::vector<std::size_t>& wanted, const ImageShape& full,
                                   std::string_view source_format, const CodecRegistry& codecs,
                                   const Limits& limits = {}, Orientation orientation = Orientation::upright);

}  // namespace tbbimg
