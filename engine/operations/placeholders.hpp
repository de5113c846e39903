// Texts with placeholders: names of outputs, words of a watermark.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/operations/image_facts.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

enum class Placeholder : std::uint8_t {
  directory,  ///< {dir}
  stem,
  variant,
  extension,         ///< {ext}
  source_extension,  ///< {source-ext}
  index,
  width,
  height,
  date,
  copyright,
  hash,  ///< of the output's bytes, which stands for itself: NameTemplate knows where
};

/// Of {hash}, hexadecimal.
inline constexpr std::size_t kLeastHashDigits = 8;
inline constexpr std::size_t kMostHashDigits = 16;

/// How it is written, without the braces: "stem".
[[nodiscard]] std::string_view to_string(Placeholder placeholder) noexcept;

/// "{stem} {date|undated}": words behind a bar stand for a value that is empty; "{{" is a brace. What stands behind a
/// colon says how a value is written: "{index:04}" with zeros in front, "{date:%d.%m.%y}" as strftime() does it, with
/// %Y, %y, %m, %d and %%; "{hash:8}" with 8 digits.
class PlaceholderText {
 public:
  struct Piece {
    std::optional<Placeholder> placeholder;  ///< nothing: `text` is literal
    std::string text;                        ///< of a placeholder: what stands for an empty value
    std::string format = {};                 ///< of a placeholder: what stands behind its colon
  };

  /// Errors: invalid_argument for a placeholder that is not `allowed`, a format that it does not take, and a brace that
  /// does not close.
  [[nodiscard]] static Result<PlaceholderText> parse(std::string_view text, std::span<const Placeholder> allowed);

  [[nodiscard]] std::span<const Piece> pieces() const noexcept { return pieces_; }
  [[nodiscard]] bool has(Placeholder placeholder) const noexcept;
  /// For names: the bytes of the values as they are.
  [[nodiscard]] std::string expand(const ImageFacts& facts) const;
  /// For people: the values through one_line_utf8().
  [[nodiscard]] std::string expand_as_text(const ImageFacts& facts) const;

 private:
  std::vector<Piece> pieces_;
};

/// Of a placeholder: its value, empty if that is not known. Of a literal: nothing.
[[nodiscard]] std::string value_of(const PlaceholderText::Piece& piece, const ImageFacts& facts);

/// Of a placeholder: its value, or what stands for an empty one. Of a literal: itself.
[[nodiscard]] std::string expand(const PlaceholderText::Piece& piece, const ImageFacts& facts);

/// As it is written: "{date:%Y|undated}" without what is behind the bar.
[[nodiscard]] std::string to_string(const PlaceholderText::Piece& piece);

}  // namespace tbbimg
