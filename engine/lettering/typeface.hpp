// Fonts by name or file, and texts set in them.
//
// Each line is shaped by HarfBuzz (ligatures, joined Arabic, Devanagari's order of signs) and laid out by the Unicode
// bidirectional algorithm, its direction that of its first strong character. Nothing is hinted: a text has the same
// shape at any size and angle.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/lettering/shaped_text.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// A font, and behind it those that stand in for the characters it lacks. Immutable and thread-safe; copies share one.
class Typeface {
 public:
  /// `font` is a family as fontconfig knows it, with its style as in "DejaVu Sans:bold:oblique"; sans-serif, serif or
  /// monospace for what there is of the kind; or the path of a font file. No other font is taken in silence.
  /// Errors: invalid_argument (no such family, style or file; the message has the nearest names), unsupported (a font
  /// of bitmaps).
  [[nodiscard]] static Result<Typeface> find(const std::string& font);

  /// Characters of a text that shape() takes, at most.
  static constexpr std::size_t kMaxCharacters = 16'384;

  /// Whether shape() has all it needs for the text. Errors: invalid_argument (not UTF-8, too long, a control
  /// character, a character that no font has; the message names it).
  [[nodiscard]] Status check(std::string_view text) const;

  /// Sets UTF-8 text; line feeds end lines. Errors: as check(), unsupported (a font file has become unreadable),
  /// out_of_memory.
  [[nodiscard]] Result<ShapedText> shape(std::string_view text, TextAlign align) const;

 private:
  struct Fonts;
  explicit Typeface(std::shared_ptr<Fonts> fonts) noexcept : fonts_(std::move(fonts)) {}

  std::shared_ptr<Fonts> fonts_;
};

}  // namespace tbbimg
