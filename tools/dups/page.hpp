// What was found, as a page to look at.
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/dups/find.hpp"

namespace tbbimg::tools {

/// The page has thumbnails of the first so many pictures: about 9 MiB of them.
inline constexpr std::size_t kMostThumbnails = 2000;

/// JPEG files, in the order of the members of all groups; empty, or missing at the end, where there is none.
using DupsThumbnails = std::vector<std::string>;
[[nodiscard]] DupsThumbnails make_thumbnails(const dups::Findings& findings, dups::Loader& loader, int threads,
                                             const std::stop_token& stop);

/// HTML that refers to nothing outside of itself and runs no script.
[[nodiscard]] std::string dups_page(const dups::Findings& findings, const DupsThumbnails& thumbnails);

}  // namespace tbbimg::tools
