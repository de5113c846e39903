// Pixels of 16 bits a sample for those who can use 8 only. Not for users.
#pragma once

#include <memory>

#include "codecs/image_reader.hpp"

namespace tbbimg::detail {

/// What `deep` reads, rounded to 8 bits a sample. Errors: unsupported (the SIMD level that is asked for).
[[nodiscard]] Result<std::unique_ptr<ImageReader>> narrowed(std::unique_ptr<ImageReader> deep);

}  // namespace tbbimg::detail
