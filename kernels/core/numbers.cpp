#include "kernels/core/numbers.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/core/words.hpp"

namespace tbbimg {
namespace {

template <class Number>
std::optional<Number> parse_whole(std::string_view text) noexcept {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The factor that a suffix stands for; nothing if it is none.
std::optional<double> factor_of(std::string_view suffix) noexcept {
  constexpr std::string_view kPrefixes = "kmgt";
  if (suffix.empty()) return 1;
  const auto prefix = kPrefixes.find(lower_case(suffix.front()));
  const std::string_view rest = suffix.substr(1);
  const bool is_unit = rest.empty() || lower_case(rest) == "b" || lower_case(rest) == "ib";
  if (prefix == std::string_view::npos || !is_unit) return std::nullopt;
  double factor = 1024;
  for (std::size_t i = 0; i < prefix; ++i) factor *= 1024;
  return factor;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) noexcept {
  const auto value = parse_whole<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<int> parse_integer(std::string_view text) noexcept { return parse_whole<int>(text); }

std::optional<std::uint64_t> parse_bytes(std::string_view text) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto number = parse_number(text.substr(0, end));
  const auto factor = factor_of(text.substr(end));
  constexpr double kTooMany = 1e18;
  if (!number || !factor || *number * *factor > kTooMany) return std::nullopt;
  return static_cast<std::uint64_t>(*number * *factor);
}

}  // namespace tbbimg
