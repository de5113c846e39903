#include "tools/text/hidden.hpp"

#include <algorithm>
#include <iterator>

namespace tbbimg::tools {
namespace {

struct Range {
  char32_t first, last;
};

// DerivedCoreProperties 15.0, Default_Ignorable_Code_Point, as far as the names of files need none of it; and what
// terminals, lines and the bidirectional algorithm obey.
constexpr Range kHidden[] = {{0x00, 0x1F},      {0x7F, 0x9F},     {0xAD, 0xAD},      // soft hyphen
                             {0x61C, 0x61C},    {0x180E, 0x180E},                    // Arabic mark, Mongolian separator
                             {0x200B, 0x200B},  {0x200E, 0x200F},                    // zero-width space, marks
                             {0x2028, 0x202E},                                       // separators, embeddings
                             {0x2060, 0x206F},  {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB},  // isolates, BOM, annotations
                             {0xE0000, 0xE007F}};                                    // tags

}  // namespace

bool is_hidden(char32_t code) noexcept {
  return std::any_of(std::begin(kHidden), std::end(kHidden),
                     [code](const Range& range) { return code >= range.first && code <= range.last; });
}

}  // namespace tbbimg::tools
