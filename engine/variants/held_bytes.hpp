// What a variant takes of memory while it is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "codecs/registry.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/variants/image_plan.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// The most that the plan's variant `index` holds at once from its operation `first` on: results that are kept for
/// others, and the largest step beside them. What it starts from is counted where it is made. `full` is the whole
/// image, upright, in its own depth.
[[nodiscard]] VariantBytes held_bytes(const ImagePlan& plan, std::size_t index, std::size_t first,
                                      const ImageShape& full, const Recipe& recipe, std::string_view source_format,
                                      const CodecRegistry& codecs);

}  // namespace tbbimg
