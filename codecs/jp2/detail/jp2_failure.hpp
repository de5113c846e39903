// What is said of JPEG 2000 files that cannot be read, and numbers in them. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "codecs/detail/iso_box.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// "the JPEG 2000 is damaged: `what`; copy it again from its source"
[[nodiscard]] tl::unexpected<Error> damaged_jp2(std::string_view what);
[[nodiscard]] tl::unexpected<Error> cut_jp2();
/// "the JPEG 2000 is of a kind that is not supported: `what`; convert it with another program first"
[[nodiscard]] tl::unexpected<Error> unsupported_jp2(std::string_view what);

/// Of up to four bytes, the first one highest.
[[nodiscard]] constexpr std::uint32_t big_endian_jp2(std::span<const std::uint8_t> bytes) noexcept {
  return static_cast<std::uint32_t>(big_endian(bytes));
}

}  // namespace tbbimg::detail
