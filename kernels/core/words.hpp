// Words, and lists of them in messages.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tbbimg {

/// ASCII letters; all else stays as it is (case_folded() of engine/io knows the other letters).
[[nodiscard]] constexpr char lower_case(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
[[nodiscard]] std::string lower_case(std::string_view text);

/// The candidate nearest to `word` by edit distance, if it is near enough to be a slip of the finger.
[[nodiscard]] std::optional<std::string> nearest_word(std::string_view word, std::span<const std::string> candidates);

/// "a, b, c".
[[nodiscard]] std::string joined(std::span<const std::string> words);

/// "'jpge': did you mean 'jpeg'?", or what there is, for an error message.
[[nodiscard]] std::string unknown_word(std::string_view word, std::span<const std::string> known);

}  // namespace tbbimg
