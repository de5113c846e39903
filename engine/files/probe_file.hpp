// What an image file says of itself, without decoding it.
#pragma once

#include <string>

#include "codecs/registry.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Reads the start of a file, and the rest only where metadata may stand behind the pixels.
/// Errors: those of reading, unsupported (no decoder takes it), those of Decoder::probe(); the path is filled in.
[[nodiscard]] Result<ImageInfo> probe_file(const std::string& path, const CodecRegistry& codecs,
                                           const PictureChoice& choice = {});

}  // namespace tbbimg
