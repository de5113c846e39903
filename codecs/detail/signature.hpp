// What the first bytes of a file say about it, for error messages. Not for users.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "codecs/decoder.hpp"

namespace tbbimg::detail {

/// "starts with 0x474946383961 (a GIF?)", "starts with 0x0102030405060708, which is no known image format" or
/// "is empty".
[[nodiscard]] std::string describe_start(std::span<const std::uint8_t> head);

/// Whether it begins like an SVG, or like XML that may be one further behind.
[[nodiscard]] bool may_be_svg(std::span<const std::uint8_t> head);
/// Why an SVG cannot be read.
[[nodiscard]] std::string_view svg_sentence() noexcept;

/// The format of builtin_formats() that the file looks like; nullptr if it is none of them.
[[nodiscard]] const FormatInfo* format_of_start(std::span<const std::uint8_t> head) noexcept;

/// Whether a file begins like one of this format.
[[nodiscard]] bool starts_like(std::span<const std::uint8_t> head, const FormatInfo& format) noexcept;

/// Errors: corrupt_data if the decoder does not recognise the file, with what it looks like.
[[nodiscard]] Status check_signature(const Decoder& decoder, std::span<const std::uint8_t> file);

}  // namespace tbbimg::detail
