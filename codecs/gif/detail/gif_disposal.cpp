#include "codecs/gif/detail/gif_disposal.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "codecs/detail/animation_canvas.hpp"
#include "codecs/gif/detail/gif_colors.hpp"

namespace tbbimg::detail {
namespace {

bool is_seen(const PaletteColor& color) noexcept { return !gif_same(color, kHiddenColor); }

class GifDisposalChoice {
 public:
  explicit GifDisposalChoice(int width)
      : below_(static_cast<std::size_t>(width)), frame_(below_.size()), next_(below_.size()) {}

  void add_row(ConstImageView below, ConstImageView frame, ConstImageView next, int y) {
    gif_colors_of(below, 0, y, below_);
    gif_colors_of(frame, 0, y, frame_);
    gif_colors_of(next, 0, y, next_);
    int left = 0;
    int right = 0;
    for (std::size_t x = 0; x < next_.size(); ++x) {
      is_below_seen_ = is_below_seen_ || is_seen(below_[x]);
      if (is_seen(next_[x])) {
        after_keeping_ += gif_same(frame_[x], next_[x]) ? 0U : 1U;
        after_restoring_ += gif_same(below_[x], next_[x]) ? 0U : 1U;
        continue;
      }
      may_restore_ = may_restore_ && !is_seen(below_[x]);
      if (!is_seen(frame_[x])) continue;
      if (right == 0) left = static_cast<int>(x);
      right = static_cast<int>(x) + 1;
    }
    uncovered_ = around(uncovered_, {{left, y}, {right - left, right > left ? 1 : 0}});
  }

  [[nodiscard]] GifAfterwards best() const noexcept {
    const bool must_go = uncovered_.size.width > 0;
    // What is taken away lies within what was drawn, where the background leaves nothing and this leaves what was
    // below.
    if (must_go && may_restore_ && is_below_seen_) return {GifDisposal::previous, {}};
    if (must_go) return {GifDisposal::background, uncovered_};
    // Of colours that are not exact, more may change than is counted.
    const bool is_much_less = 4 * after_restoring_ < 3 * after_keeping_;
    return {may_restore_ && is_much_less ? GifDisposal::previous : GifDisposal::keep, {}};
  }

 private:
  std::vector<PaletteColor> below_;
  std::vector<PaletteColor> frame_;
  std::vector<PaletteColor> next_;
  std::uint64_t after_keeping_ = 0;  // pixels to be drawn of the next frame
  std::uint64_t after_restoring_ = 0;
  Rectangle uncovered_;  // around what is seen of the frame and no longer of the next
  bool is_below_seen_ = false;
  bool may_restore_ = true;
};

}  // namespace

GifAfterwards gif_afterwards(ConstImageView below, ConstImageView frame, ConstImageView next) {
  GifDisposalChoice choice(frame.width);
  for (int y = 0; y < frame.height; ++y) choice.add_row(below, frame, next, y);
  return choice.best();
}

}  // namespace tbbimg::detail
