// With which quality was a JPEG written? Not for users.
#pragma once

#include <cstdio>
#include <optional>

#include <jpeglib.h>

#include "codecs/image_info.hpp"

namespace tbbimg::detail {

/// From the quantisation tables that stand in front of the first scan: the quality of libjpeg (jpeg_set_quality(), 1 to
/// 100) whose scaled tables they are, or whose tables come nearest in the sum of their steps. Nothing if a component's
/// table is not there yet. `header` is one that jpeg_read_header() has filled.
[[nodiscard]] std::optional<QualityEstimate> estimate_jpeg_quality(const jpeg_decompress_struct& header) noexcept;

}  // namespace tbbimg::detail
