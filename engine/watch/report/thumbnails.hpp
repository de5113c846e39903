// What failed images look like, where they can be decoded all the same.
#pragma once

#include <map>
#include <string>

#include "engine/statistics/run_statistics.hpp"

namespace tbbimg {

/// JPEG files of at most kThumbnailSide pixels, by the paths of the images.
using Thumbnails = std::map<std::string, std::string>;
inline constexpr int kThumbnailSide = 96;

/// Of the examples of failures that were not failures to read (collisions, limits of formats, outputs that could not be
/// written): three dozen at most, for about two seconds at most.
[[nodiscard]] Thumbnails make_thumbnails(const RunStatistics& statistics);

}  // namespace tbbimg
