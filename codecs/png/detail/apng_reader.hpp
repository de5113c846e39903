// The frames of an animated PNG. Not for users.
#pragma once

#include <memory>

#include "codecs/decoder.hpp"

namespace tbbimg::detail {

/// `info` is that of the file, whose header is read; `shape` that of its canvas. Errors: those of Decoder::open().
[[nodiscard]] std::unique_ptr<ImageReader> apng_reader(std::span<const std::uint8_t> file, ImageInfo info,
                                                       const ImageShape& shape, Metadata metadata,
                                                       const DecodeOptions& options);

/// What a reader of such a canvas takes beside its output and what a PNG's decoding takes.
[[nodiscard]] std::size_t apng_bytes(const ImageShape& canvas) noexcept;

}  // namespace tbbimg::detail
