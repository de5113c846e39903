// Which images of a HEIF file are made of which others. Not for users.
#pragma once

#include <cstdint>
#include <span>

namespace tbbimg::detail {

/// Whether decoding an image ends, as far as that depends on the images that it is made of (ISO/IEC 23008-12, 6.6) and
/// that lend it their alpha (6.5.8): none needs itself, chains are short, and decoding one decodes no more than a
/// million. libheif 1.15 follows them until the stack is full.
[[nodiscard]] bool has_sound_heif_references(std::span<const std::uint8_t> file);

}  // namespace tbbimg::detail
