// Look-up tables computed from an image's histogram.
#pragma once

#include "kernels/core/error.hpp"
#include "kernels/enhance/histogram.hpp"
#include "kernels/image/image_view.hpp"
#include "kernels/point/lookup.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

/// Stretches what lies between two percentiles of all colour samples together, so that colours keep their balance, over
/// the whole scale. An image of one value stays. `histogram` is of an image of `format`; percentages are in 0..100.
/// Errors: invalid_argument (low not below high).
[[nodiscard]] Result<ChannelTables> normalize_tables(const Histogram& histogram, PixelFormat format, double low_percent,
                                                     double high_percent);

/// Makes all values about equally frequent: the share of samples up to a value, without those of the lowest one, times
/// 255, rounded (as OpenCV's equalizeHist). An image of one value stays.
[[nodiscard]] ByteTable equalize_table(const ChannelHistogram& histogram) noexcept;

/// Gray world: scales red, green and blue so that their means are equal (Buchsbaum, "A Spatial Processor Model for
/// Object Colour Perception", 1980). `clip_percent` of the samples at both ends of each channel, which are often
/// clipped by the camera, do not count; factors are between 1/4 and 4. The mean of the three means stays. Gray images
/// stay as they are. Errors: invalid_argument (clip_percent outside 0..49).
[[nodiscard]] Result<ChannelTables> white_balance_tables(const Histogram& histogram, PixelFormat format,
                                                         double clip_percent);

/// Maps the luma of each pixel by `table` and adds the difference to its colours, clamped; alpha is copied. Formats:
/// gray8, gray_alpha8, rgb8, rgba8; equal sizes and formats; source and destination may be the same view.
/// Errors: invalid_argument, unsupported (format), out_of_memory.
[[nodiscard]] Status map_luma(ConstImageView source, ImageView destination, const ByteTable& table, RowRange rows,
                              Kernels kernels);

}  // namespace tbbimg
