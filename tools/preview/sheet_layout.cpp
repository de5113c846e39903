#include "tools/preview/sheet_layout.hpp"

#include <algorithm>

namespace tbbimg::tools {
namespace {

using Layout = SheetLayout;

constexpr int kPageWidth = 3 * kSheetPicture.width + 4 * Layout::kGap;
constexpr Size kEmptyFrame{208, 156};
constexpr int kLeastWidth = kEmptyFrame.width;  // for words such as "12000x8000 jpeg, 12.3 MiB"

Size size_of(const SheetCell& cell) noexcept { return cell.picture.empty() ? kEmptyFrame : cell.picture.shape().size; }

class Rows {
 public:
  explicit Rows(int top) noexcept : top_(top) {}

  void add(const SheetCell& cell) {
    const Size size = size_of(cell);
    const int width = std::max(size.width, kLeastWidth);
    if (x_ > Layout::kGap && x_ + width + Layout::kGap > kPageWidth) end_row();
    cells_.push_back({{{x_, 0}, size}, width});
    x_ += width + Layout::kGap;
    width_ = std::max(width_, x_);
    height_ = std::max(height_, size.height);
  }

  void end_row() {
    for (; first_ < cells_.size(); ++first_) {
      Rectangle& picture = cells_[first_].picture;
      picture.at.y = top_ + height_ - picture.size.height;
    }
    top_ += height_ + Layout::kCellTitle + Layout::kCellDetails + Layout::kGap;
    x_ = Layout::kGap;
    height_ = 0;
  }

  [[nodiscard]] int bottom() const noexcept { return top_; }
  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] std::vector<Layout::Cell> take() noexcept { return std::move(cells_); }

 private:
  int top_;
  int x_ = Layout::kGap;
  int height_ = 0;
  int width_ = 0;
  std::size_t first_ = 0;  // of the row
  std::vector<Layout::Cell> cells_;
};

}  // namespace

SheetLayout lay_out(const std::vector<SheetSection>& sections) {
  Layout layout;
  layout.page = {2 * kLeastWidth, Layout::kGap + Layout::kPageTitle};
  for (const SheetSection& section : sections) {
    Layout::Section& placed = layout.sections.emplace_back();
    placed.top = layout.page.height;
    Rows rows(placed.top + Layout::kSectionTitle);
    for (const SheetCell& cell : section.cells) rows.add(cell);
    rows.end_row();
    layout.page.height = rows.bottom();
    layout.page.width = std::max(layout.page.width, rows.width());
    placed.cells = rows.take();
  }
  return layout;
}

}  // namespace tbbimg::tools
