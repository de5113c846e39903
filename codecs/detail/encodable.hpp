// The checks that every encoder makes first. Not for users.
#pragma once

#include "codecs/encoder.hpp"

namespace tbbimg::detail {

/// Errors: unsupported (format), invalid_argument (an empty image), limit_exceeded (a side above encoder.max_side()).
[[nodiscard]] Status check_encodable(const Encoder& encoder, ConstImageView image);

/// Errors: invalid_argument outside of 1 to 100.
[[nodiscard]] Status check_quality(int quality);

}  // namespace tbbimg::detail
