// Where pictures and words stand on a contact sheet. All lengths are pixels.
#pragma once

#include <vector>

#include "tools/preview/contact_sheet.hpp"

namespace tbbimg::tools {

struct SheetLayout {
  static constexpr int kGap = 16;
  static constexpr int kPageTitle = 40;  ///< heights of lines
  static constexpr int kSectionTitle = 32;
  static constexpr int kCellTitle = 24;
  static constexpr int kCellDetails = 20;

  struct Cell {
    Rectangle picture;
    int words_width = 0;  ///< below the picture, from its left side
  };
  struct Section {
    int top = 0;  ///< of its title
    std::vector<Cell> cells;
  };

  Size page;
  std::vector<Section> sections;
};

/// Pictures fill rows from the left. Those of a row stand on one line, so that words are right below each.
[[nodiscard]] SheetLayout lay_out(const std::vector<SheetSection>& sections);

}  // namespace tbbimg::tools
