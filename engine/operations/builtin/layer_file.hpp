// Logos and other pictures that are laid over images.
#pragma once

#include <string>

#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg {

/// What an image file shows, upright, as rgba8. Errors: those of reading and decoding, with the path.
[[nodiscard]] Result<Image> load_layer(const std::string& path);

}  // namespace tbbimg
