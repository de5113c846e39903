// The checks that all filters of this folder make.
#pragma once

#include "kernels/core/validate.hpp"

namespace tbbimg {

/// Both views are there, of equal sizes and 8-bit formats, and hold the rows. Errors: invalid_argument, unsupported.
[[nodiscard]] inline Status check_filter(ConstImageView source, ConstImageView destination, RowRange rows,
                                         std::string_view operation) {
  using enum PixelFormat;
  TBBIMG_RETURN_IF_ERROR(check_supported(source.format, {gray8, gray_alpha8, rgb8, rgba8}, operation));
  TBBIMG_RETURN_IF_ERROR(check_view(source, "source"));
  TBBIMG_RETURN_IF_ERROR(check_view(destination, "destination"));
  TBBIMG_RETURN_IF_ERROR(check_size(destination.size(), source.size(), "destination"));
  TBBIMG_RETURN_IF_ERROR(check_format(destination.format, source.format, "destination"));
  return check_rows(rows, destination.height);
}

}  // namespace tbbimg
