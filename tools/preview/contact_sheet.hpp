// Pictures in rows on a page, each with words right below it, under the names of what they were made of.
#pragma once

#include <string>
#include <vector>

#include "engine/operations/operation.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::tools {

struct SheetCell {
  Image picture;        ///< of fit_for_sheet(); empty: an empty frame
  std::string title;    ///< UTF-8, one line, as all words here
  std::string details;  ///< the same, smaller
};

struct SheetSection {
  std::string title;
  std::vector<SheetCell> cells;
};

/// Three pictures of this size stand side by side on a page; smaller ones stand closer.
inline constexpr Size kSheetPicture{480, 360};

/// `picture` (gray8, rgb8 or rgba8) in colour, shrunk to fit kSheetPicture, never enlarged.
/// Errors: out_of_memory.
[[nodiscard]] Result<Image> fit_for_sheet(const Image& picture, const OperationContext& context);

/// An rgb8 page, as wide as its rows need and at most 1504 pixels; transparent pixels show a chequered ground. Words
/// too long for their place end in an ellipsis; characters that no installed font has are question marks. Errors:
/// limit_exceeded (higher than `max_height`), invalid_argument (no font at all), out_of_memory.
[[nodiscard]] Result<Image> draw_contact_sheet(const std::string& title, const std::vector<SheetSection>& sections,
                                               int max_height, const OperationContext& context);

}  // namespace tbbimg::tools
