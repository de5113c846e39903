// Whether a file is an image, a failure, or none of our business. Whoever lists, counts or makes images asks here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "codecs/registry.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Exactly one of the three is set.
struct Recognition {
  const Decoder* decoder = nullptr;  ///< it is an image
  std::optional<Error> failure;      ///< its name claims that it is an image, and no decoder takes its bytes
  std::string other;  ///< it is none of our business; what it is: "looks like a PDF: it starts with 0x25504446"
};

/// `head` holds the file's first kSignatureBytes at least, or the whole of a shorter file. The failure is
/// ErrorCode::unsupported in Stage::decode, without a path.
[[nodiscard]] Recognition recognise(std::span<const std::uint8_t> head, std::string_view file_name,
                                    const CodecRegistry& codecs);

/// What can be told without the bytes: a file of this name that cannot be decoded has failed (jpg, heic, tiff, ... in
/// any case), where any other is none of our business. "._photo.jpg" claims nothing: macOS leaves such files with
/// metadata beside photo.jpg on foreign file systems, and nothing is lost in them.
[[nodiscard]] bool claims_to_be_image(std::string_view file_name) noexcept;

}  // namespace tbbimg
