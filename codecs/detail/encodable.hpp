// The checks that every encoder makes first. Not for users.
#pragma once

#include "codecs/encoder.hpp"

namespace tbbimg::detail {

/// Errors: unsupported (format), invalid_argument (an empty image, the quality, the settings), limit_exceeded (a side
/// above encoder.max_side()).
[[nodiscard]] Status check_encodable(const Encoder& encoder, const ImageShape& shape, const EncodeOptions& options);

[[nodiscard]] inline Status check_encodable(const Encoder& encoder, ConstImageView image,
                                            const EncodeOptions& options) {
  return check_encodable(encoder, ImageShape{image.size(), image.format}, options);
}

/// The value of one of `options`: as set, or its default; nothing if the encoder is to choose.
[[nodiscard]] std::optional<int> setting(std::span<const EncoderOption> options, const EncoderSettings& settings,
                                         std::string_view name) noexcept;

}  // namespace tbbimg::detail
