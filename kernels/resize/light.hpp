// Samples as the light that sRGB's curve (IEC 61966-2-1) encodes. Means of encoded samples are too dark, above all
// where neighbours differ much: stars, foliage, text.
#pragma once

#include "kernels/resize/table.hpp"

namespace tbbimg {

/// For samples of 1 or 2 bytes, made at the first call. Between entries of from_light, a straight line is within 0.02
/// of a 16-bit sample. Throws std::bad_alloc.
[[nodiscard]] LightTables srgb_tables(int bytes_per_sample);

}  // namespace tbbimg
