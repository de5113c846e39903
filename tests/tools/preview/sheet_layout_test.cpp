#include "tools/preview/sheet_layout.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace tbbimg;
using namespace tbbimg::tools;

namespace {

SheetCell cell(Size size) { return {*Image::create({size, PixelFormat::rgb8}), "", ""}; }

int bottom(const SheetLayout::Cell& cell) { return cell.picture.at.y + cell.picture.size.height; }

}  // namespace

TEST_CASE("sheet_layout: the words of a row are right below each of its pictures, whatever their shape") {
  std::vector<SheetSection> sections(1);
  sections[0].cells.push_back(cell({480, 320}));
  sections[0].cells.push_back(cell({240, 360}));
  sections[0].cells.push_back(cell({300, 100}));
  const SheetLayout layout = lay_out(sections);
  const auto& cells = layout.sections[0].cells;
  REQUIRE(cells.size() == 3);
  CHECK(bottom(cells[0]) == bottom(cells[1]));
  CHECK(bottom(cells[0]) == bottom(cells[2]));
  CHECK(cells[0].picture.at.x == SheetLayout::kGap);
  CHECK(cells[1].picture.at.x == 2 * SheetLayout::kGap + 480);
  CHECK(cells[1].picture.at.y == layout.sections[0].top + SheetLayout::kSectionTitle);
}

TEST_CASE("sheet_layout: twenty-five variants fill rows of a page that keeps its width") {
  for (const Size size : {Size{32, 32}, Size{256, 171}, Size{480, 360}}) {
    std::vector<SheetSection> sections(2);
    for (SheetSection& section : sections) {
      for (int i = 0; i < 25; ++i) section.cells.push_back(cell(size));
    }
    const SheetLayout layout = lay_out(sections);
    CHECK(layout.page.width <= 1504);
    CHECK(layout.page.width > 1504 - size.width - SheetLayout::kGap - 208);
    int last = 0;
    for (const auto& section : layout.sections) {
      CHECK(section.top >= last);
      for (std::size_t i = 0; i < section.cells.size(); ++i) {
        const auto& [picture, words] = section.cells[i];
        CHECK(picture.size == size);
        CHECK(words >= 208);
        CHECK(picture.at.x + words + SheetLayout::kGap <= layout.page.width);
        CHECK(picture.at.y >= section.top + SheetLayout::kSectionTitle);
        if (i > 0 && section.cells[i - 1].picture.at.y == picture.at.y) {
          CHECK(section.cells[i - 1].picture.at.x + section.cells[i - 1].words_width < picture.at.x);
        } else if (i > 0) {
          CHECK(picture.at.y >= bottom(section.cells[i - 1]) + SheetLayout::kCellTitle + SheetLayout::kCellDetails);
          CHECK(picture.at.x == SheetLayout::kGap);
        }
      }
      last = bottom(section.cells.back()) + SheetLayout::kCellTitle + SheetLayout::kCellDetails;
    }
    CHECK(layout.page.height == last + SheetLayout::kGap);
  }
}

TEST_CASE("sheet_layout: what is missing has a frame, and a page without pictures has room for its title") {
  std::vector<SheetSection> sections(1);
  sections[0].cells.emplace_back();
  const SheetLayout layout = lay_out(sections);
  CHECK(layout.sections[0].cells[0].picture.size == Size{208, 156});
  CHECK(lay_out({}).page.width > 0);
  CHECK(lay_out({}).page.height > SheetLayout::kPageTitle);
}
