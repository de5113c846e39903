// The limits check that every decoder makes between reading a header and allocating anything. Not for users.
#pragma once

#include <cstddef>

#include "codecs/image_info.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::detail {

/// Errors: limit_exceeded, with the file's size and the limit.
[[nodiscard]] Status check_file_size(std::size_t file_bytes, const Limits& limits);

/// `stored` is what the header says, `decoded` what decoding would give. Errors: limit_exceeded, with the figure that
/// is too large and its limit; corrupt_data for a side below 1.
[[nodiscard]] Status check_image_size(Size stored, const ImageShape& decoded, const Limits& limits);

/// Whether an image of `size` has both sides at least as long as asked; a side of `at_least` below 1 asks for nothing.
[[nodiscard]] constexpr bool is_at_least(Size size, Size at_least) noexcept {
  return size.width >= at_least.width && size.height >= at_least.height;
}

/// Whether the caller leaves the size of the result open at all: {0, 0} asks for the full size.
[[nodiscard]] constexpr bool may_shrink(Size at_least) noexcept { return at_least.width > 0 || at_least.height > 0; }

}  // namespace tbbimg::detail
