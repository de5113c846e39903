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
  extension,  ///< {ext}
  index,
  width,
  height,
  date,
  copyright,
};

/// How it is written, without the braces: "stem".
[[nodiscard]] std::string_view to_string(Placeholder placeholder) noexcept;

/// What it stands for; empty if that is not known.
[[nodiscard]] std::string value_of(Placeholder placeholder, const ImageFacts& facts);

/// "{stem} {date|undated}": words behind a bar stand for a value that is empty; "{{" is a brace.
class PlaceholderText {
 public:
  struct Piece {
    std::optional<Placeholder> placeholder;  ///< nothing: `text` is literal
    std::string text;                        ///< of a placeholder: what stands for an empty value
  };

  /// Errors: invalid_argument for a placeholder that is not `allowed`, and for a brace that does not close.
  [[nodiscard]] static Result<PlaceholderText> parse(std::string_view text, std::span<const Placeholder> allowed);

  [[nodiscard]] std::span<const Piece> pieces() const noexcept { return pieces_; }
  [[nodiscard]] bool has(Placeholder placeholder) const noexcept;
  [[nodiscard]] std::string expand(const ImageFacts& facts) const;

 private:
  std::vector<Piece> pieces_;
};

/// Of a placeholder: its value, or what stands for an empty one. Of a literal: itself.
[[nodiscard]] std::string expand(const PlaceholderText::Piece& piece, const ImageFacts& facts);

}  // namespace tbbimg
