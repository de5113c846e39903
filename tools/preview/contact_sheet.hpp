// Pictures side by side on a page, each with words below it.
#pragma once

#include <string>
#include <vector>

#include "engine/operations/operation.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::tools {

struct SheetCell {
  Image picture;        ///< gray8, rgb8 or rgba8; shrunk to fit its cell, never enlarged; empty: an empty frame
  std::string title;    ///< UTF-8, one line
  std::string details;  ///< the same, smaller
};

/// An rgb8 page; transparent pixels show a chequered ground. `cell` is the room for each picture.
/// Characters that no installed font has are question marks. Errors: invalid_argument (no font at all), out_of_memory.
[[nodiscard]] Result<Image> draw_contact_sheet(const std::vector<SheetCell>& cells, Size cell,
                                               const OperationContext& context);

}  // namespace tbbimg::tools
