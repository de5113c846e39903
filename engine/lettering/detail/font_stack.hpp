// Which font files draw a text: the one asked for, and behind it those that fontconfig has for what it lacks.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/core/error.hpp"

namespace tbbimg {

struct FontFile {
  std::string path;
  int index = 0;  ///< of the face in a collection, as FreeType counts

  friend bool operator==(const FontFile&, const FontFile&) = default;
};

/// Immutable: one object serves all threads.
class FontStack {
 public:
  /// See Typeface::find.
  [[nodiscard]] static Result<FontStack> find(const std::string& font);
  FontStack(FontStack&&) noexcept;
  ~FontStack();

  /// The first is the one that was asked for.
  [[nodiscard]] const std::vector<FontFile>& files() const noexcept { return files_; }

  /// For each character the font file that draws it; characters that are drawn as one get the same file, if one has
  /// them all. Errors: invalid_argument for a control character other than a line feed, and for one that no font has.
  [[nodiscard]] Result<std::vector<std::size_t>> assign(std::u32string_view text) const;

 private:
  struct Coverage;  // which characters each file has

  FontStack() noexcept;
  [[nodiscard]] bool has(std::size_t file, char32_t character) const noexcept;
  [[nodiscard]] std::size_t first_with(std::u32string_view characters) const noexcept;

  std::vector<FontFile> files_;
  std::unique_ptr<const Coverage> coverage_;
};

}  // namespace tbbimg
