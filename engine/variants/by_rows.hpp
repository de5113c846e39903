// The first operations of an image's variants, done on rows as a decoder gives them: the image is never in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "codecs/decoder.hpp"
#include "engine/operations/operation.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/variants/image_plan.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// What is held while rows come, and what is left of that behind the last one; bytes.
struct RowsNeed {
  int rows = 0;              ///< of the decoded image that are held at once
  std::uint64_t coming = 0;  ///< those, the operations' scratch, and the results
  std::uint64_t results = 0;
};

/// Nothing if some variant needs the decoded image, which is of the shape `decoded`.
[[nodiscard]] std::optional<RowsNeed> rows_need(const Recipe& recipe, const ImagePlan& plan, const ImageShape& decoded);

/// Of a variant that starts from the decoded image: what its first operations give, upright, or their error.
struct FirstResult {
  Result<Image> image;
  std::size_t operation = 0;  ///< the last of them: its index among the variant's
};

/// For each of the plan's variants.
using FirstResults = std::vector<std::optional<FirstResult>>;

/// Reads the first frame, plan.rows_at_once rows at a time. Errors: those of ImageReader.
[[nodiscard]] Result<FirstResults> make_by_rows(ImageReader& reader, const Recipe& recipe, const ImagePlan& plan,
                                                const OperationContext& context);

}  // namespace tbbimg
