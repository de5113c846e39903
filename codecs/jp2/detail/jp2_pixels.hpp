// Components of a JPEG 2000 to pixels. Not for users.
#pragma once

#include <openjpeg.h>

#include "codecs/jp2/detail/jp2_picture.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// `frame` has the picture's size after `halvings`, and samples of 8 or 16 bits. Samples between those of a coarser
/// component repeat the one before. Errors: corrupt_data (planes of other sizes than the header says).
[[nodiscard]] Status fill_jp2_pixels(const Jp2Picture& picture, const opj_image_t& planes, int halvings,
                                     ImageView frame);

}  // namespace tbbimg::detail
