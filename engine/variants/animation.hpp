// From all frames of an animation to the animations that are its variants.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/operations/operation.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/variants/image_plan.hpp"
#include "kernels/core/sentence.hpp"

namespace tbbimg {

/// Indices of variants into the recipe.
struct VariantKinds {
  std::vector<std::size_t> stills;
  std::vector<std::size_t> animations;  ///< keep all frames of the source
};

/// Which of the wanted variants of an image become animations: those that are to, in formats that can.
[[nodiscard]] VariantKinds tell_animations(const Recipe& recipe, const std::vector<std::size_t>& wanted,
                                           const ImageInfo& info, const CodecRegistry& codecs);

/// Whether all frames of an animation are to be kept, if the format holds them.
[[nodiscard]] bool wants_frames(const Variant& variant, const ImageInfo& info) noexcept;

/// Whether they are, and it does not.
[[nodiscard]] bool loses_frames(const Variant& variant, const ImageInfo& info, const Encoder& encoder) noexcept;

/// "the variant 'thumb' keeps the first frame of an animation alone, because JPEG holds no more"
[[nodiscard]] Sentence sentence_of_lost_frames(const Variant& variant, const Encoder& encoder);

/// Errors: unsupported (an operation that cuts each frame differently, a bound of bytes), limit_exceeded (frames).
[[nodiscard]] Status check_animation(const Variant& variant, const ImageInfo& info, const Limits& limits);

/// What make_animations() allocates, for the memory budget. `full` is the whole canvas, upright.
[[nodiscard]] std::uint64_t animation_bytes(const Recipe& recipe, const ImagePlan& plan, const ImageShape& full,
                                            const Decoder& decoder, const ImageInfo& info, std::uint64_t file_bytes,
                                            const CodecRegistry& codecs) noexcept;

struct MadeAnimation {
  Result<Buffer> file;
  Size size;
};

/// Of each wanted variant of the plan, in its order, a file of all frames, which are read and made one after the other:
/// only files and a few frames are held at once. Errors, of all: those of ImageReader; of one: those of operations and
/// encoders, limit_exceeded (a file that outgrows what animation_bytes() allows it).
[[nodiscard]] Result<std::vector<MadeAnimation>> make_animations(ImageReader& reader, std::uint64_t file_bytes,
                                                                 const Recipe& recipe, const ImagePlan& plan,
                                                                 const CodecRegistry& codecs,
                                                                 const OperationContext& context);

}  // namespace tbbimg
