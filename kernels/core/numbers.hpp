// Numbers as people and programs write them, independent of the locale.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace tbbimg {

/// The whole text as a number, independent of the locale; nothing if it is none or not finite.
[[nodiscard]] std::optional<double> parse_number(std::string_view text) noexcept;
[[nodiscard]] std::optional<int> parse_integer(std::string_view text) noexcept;
/// "268435456", "256M", "1.5G", "512MiB"; K, M, G and T are powers of 1024, in either case.
[[nodiscard]] std::optional<std::uint64_t> parse_bytes(std::string_view text) noexcept;

/// Digits alone, without a sign, as programs write them; nothing if anything else is there or it does not fit.
template <std::unsigned_integral Number>
[[nodiscard]] std::optional<Number> parse_digits(std::string_view text, int base = 10) noexcept {
  Number value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace tbbimg
