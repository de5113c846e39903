// Numbers as people type them, independent of the locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tbbimg {

/// The whole text as a number, independent of the locale; nothing if it is none or not finite.
[[nodiscard]] std::optional<double> parse_number(std::string_view text) noexcept;
[[nodiscard]] std::optional<int> parse_integer(std::string_view text) noexcept;
/// "268435456", "256M", "1.5G", "512MiB"; K, M, G and T are powers of 1024, in either case.
[[nodiscard]] std::optional<std::uint64_t> parse_bytes(std::string_view text) noexcept;

}  // namespace tbbimg
