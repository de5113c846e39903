#include "engine/lettering/detail/font_stack.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/lettering/detail/font_search.hpp"
#include "engine/lettering/detail/unicode.hpp"

namespace tbbimg {

struct FontStack::Coverage {
  std::vector<CharacterSet> sets;
};

FontStack::FontStack() noexcept = default;
FontStack::FontStack(FontStack&&) noexcept = default;
FontStack::~FontStack() = default;

Result<FontStack> FontStack::find(const std::string& font) {
  TBBIMG_ASSIGN_OR_RETURN(std::vector<FoundFont> found, search_fonts(font));
  FontStack stack;
  auto coverage = std::make_unique<Coverage>();
  for (FoundFont& one : found) {
    stack.files_.push_back(std::move(one.file));
    coverage->sets.push_back(std::move(one.characters));
  }
  stack.coverage_ = std::move(coverage);
  return stack;
}

bool FontStack::has(std::size_t file, char32_t character) const noexcept {
  return is_ignorable(character) || coverage_->sets[file].has(character);
}

std::size_t FontStack::first_with(std::u32string_view characters) const noexcept {
  std::size_t file = 0;
  while (file < files_.size() &&
         !std::all_of(characters.begin(), characters.end(), [&](char32_t character) { return has(file, character); })) {
    ++file;
  }
  return file;
}

Result<std::vector<std::size_t>> FontStack::assign(std::u32string_view text) const {
  std::vector<std::size_t> files(text.size());
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
    end = begin + 1;
    if (text[begin] == U'\n') continue;
    if (is_control(text[begin])) {
      return fail(ErrorCode::invalid_argument, "the text has the control character " + describe_character(text[begin]) +
                                                   ", which cannot be drawn: leave it out");
    }
    while (end < text.size() && (is_mark(text[end]) || is_ignorable(text[end]))) ++end;
    const std::size_t whole = first_with(text.substr(begin, end - begin));
    for (std::size_t i = begin; i < end; ++i) {
      files[i] = whole < files_.size() ? whole : first_with(text.substr(i, 1));
      if (files[i] < files_.size()) continue;
      return fail(ErrorCode::invalid_argument, "no installed font has the character " + describe_character(text[i]) +
                                                   " as an outline: install one that has it, or leave it out");
    }
  }
  return files;
}

}  // namespace tbbimg
