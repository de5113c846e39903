// Writes the few kinds of JSON that a journal holds. Internal to the journal and to run/.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tbbimg::detail {

/// `text` as a JSON string; what is not UTF-8 becomes U+FFFD.
void append_text(std::string& json, std::string_view text);

/// Bytes that need not be UTF-8: a JSON string if they are, else {"hex": "2f70..."}.
void append_path(std::string& json, std::string_view path);
void append_paths(std::string& json, std::span<const std::string> paths);

/// 16 hexadecimal digits in quotes.
void append_hash(std::string& json, std::uint64_t hash);

/// The shortest digits that are read back as the same number.
void append_number(std::string& json, double number);

/// Nothing if it is not 16 hexadecimal digits.
[[nodiscard]] std::optional<std::uint64_t> parse_hash(std::string_view text) noexcept;
/// Nothing if it is not hexadecimal digits in pairs.
[[nodiscard]] std::optional<std::string> parse_hex(std::string_view text);

}  // namespace tbbimg::detail
