// Fonts that fontconfig knows, and font files that it does not.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/lettering/detail/font_stack.hpp"
#include "kernels/core/error.hpp"

struct _FcCharSet;  // NOLINT(bugprone-reserved-identifier): fontconfig calls it so

namespace tbbimg {

/// Characters that a font has; one object serves all threads.
class CharacterSet {
 public:
  explicit CharacterSet(_FcCharSet* owned) noexcept : set_(owned) {}
  [[nodiscard]] bool has(char32_t character) const noexcept;

 private:
  struct Destroy {
    void operator()(_FcCharSet* set) const noexcept;
  };
  std::unique_ptr<_FcCharSet, Destroy> set_;
};

struct FoundFont {
  FontFile file;
  CharacterSet characters;
};

/// The font, and behind it those that have characters that the ones in front lack; only fonts of outlines.
/// Errors: as Typeface::find.
[[nodiscard]] Result<std::vector<FoundFont>> search_fonts(const std::string& font);

}  // namespace tbbimg
