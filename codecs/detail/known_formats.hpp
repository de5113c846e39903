// Formats that are known by sight: those of the codecs here, and those that messages can name. Not for users.
#pragma once

#include <span>

#include "codecs/format_info.hpp"

namespace tbbimg::detail {

/// Of the codecs in this tree, be they built or left out; those with the weakest signatures last.
[[nodiscard]] std::span<const FormatInfo* const> builtin_formats() noexcept;

/// Of no codec here. The last one holds what is left over, images and others.
[[nodiscard]] std::span<const FormatInfo> foreign_formats() noexcept;

}  // namespace tbbimg::detail
