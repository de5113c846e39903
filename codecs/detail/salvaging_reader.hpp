// What can be read of a damaged picture. Not for users.
#pragma once

#include <functional>
#include <memory>

#include "codecs/image_reader.hpp"

namespace tbbimg::detail {

/// A reader of the same file, from its start.
using Reopen = std::function<Result<std::unique_ptr<ImageReader>>()>;

/// Gives the rows of a still picture up to the first that is damaged; those from there on are gray, or transparent
/// where there is alpha, and warnings() has DecodeWarningKind::salvaged. If the first row is damaged, reading fails as
/// it does without this. `reopen` is called at most once more.
[[nodiscard]] Result<std::unique_ptr<ImageReader>> salvaging(const Reopen& reopen);

/// What stands for rows that are gone: gray, or nothing.
void paint_lost(ImageView rows) noexcept;

}  // namespace tbbimg::detail
