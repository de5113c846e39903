#include "engine/operations/builtin/mark.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "kernels/color/grayscale.hpp"
#include "kernels/composite/over.hpp"

namespace tbbimg {
namespace {

Point offset_of(Size image, const MarkPlacement& placement) noexcept {
  return {placement.x.pixels(image.width), placement.y.pixels(image.height)};
}

// A margin counts twice: a mark that is made smaller to fit keeps it from the opposite edge, too, and one in the middle
// moves away from there by it. `at_edge`: whether the mark keeps to an edge, beyond which it may lie.
int room(int side, int margin, bool at_edge) noexcept {
  const int taken = 2 * std::min(at_edge ? std::max(margin, 0) : std::abs(margin), side);
  return std::max({side - taken, side / 2, 1});
}

// The first of the places that are `step` apart and one of which is `at`, whose mark is not above or left of the image.
int first_tile(int at, int step) noexcept {
  const int rest = at % step;
  return rest > 0 ? rest - step : rest;
}

}  // namespace

std::vector<Argument> mark_arguments(std::string default_gravity) {
  const auto offset = [](const char* name, const char* help) {
    return Argument::length(name, help, -kMaxSide, kMaxSide, "0");
  };
  return {gravity_arguments(std::move(default_gravity)).front(),
          offset("x", "from that edge, per cent are of the width; to the right if gravity names no left or right edge"),
          offset("y", "from that edge, per cent are of the height; down if it names no top or bottom edge"),
          Argument::word("tile", "whether to repeat it all over the image", {"no", "yes"}, "no"),
          Argument::length("spacing", "between tiles, per cent are of the image's shorter side", 0, kMaxSide, "10%")};
}

MarkPlacement parse_mark_placement(const Arguments& arguments) {
  return {parse_gravity(arguments.text("gravity")), arguments.length("x"), arguments.length("y"),
          arguments.text("tile") == "yes", arguments.length("spacing")};
}

Size room_for_mark(Size image, const MarkPlacement& placement) noexcept {
  const Point offset = offset_of(image, placement);
  const Point origin = place({0, 0}, {2, 2}, placement.gravity, {});  // 1 where the middle is kept to
  return {room(image.width, offset.x, origin.x != 1), room(image.height, offset.y, origin.y != 1)};
}

Point place_mark(Size mark, Size image, const MarkPlacement& placement) noexcept {
  const Point at = place(mark, image, placement.gravity, offset_of(image, placement));
  return {std::clamp(at.x, 0, std::max(image.width - mark.width, 0)),
          std::clamp(at.y, 0, std::max(image.height - mark.height, 0))};
}

Status lay_mark(ConstImageView mark, ImageView image, const MarkPlacement& placement, double opacity, RowRange rows,
                Kernels kernels) {
  if (mark.empty()) return {};
  const Point at = place_mark(mark.size(), image.size(), placement);
  if (!placement.tiled) return over(mark, image, at, opacity, rows, kernels);
  const int spacing = placement.spacing.pixels(std::min(image.width, image.height));
  const Size step{mark.width + spacing, mark.height + spacing};
  for (int y = first_tile(at.y, step.height); y < rows.end; y += step.height) {
    if (y + mark.height <= rows.begin) continue;
    const bool is_odd = (y - at.y) / step.height % 2 != 0;
    for (int x = first_tile(at.x + (is_odd ? step.width / 2 : 0), step.width); x < image.width; x += step.width) {
      TBBIMG_RETURN_IF_ERROR(over(mark, image, {x, y}, opacity, rows, kernels));
    }
  }
  return {};
}

Result<Image> mark_for(Image rgba, PixelFormat format, const OperationContext& context) {
  if (!is_gray(format) || rgba.empty()) return rgba;
  TBBIMG_ASSIGN_OR_RETURN(Image gray, Image::create({rgba.shape().size, PixelFormat::gray_alpha8}, context.pool()));
  TBBIMG_RETURN_IF_ERROR(grayscale(std::as_const(rgba).view(), gray.view(), LumaStandard::bt601, gray.view().all_rows(),
                                   context.kernels()));
  return gray;
}

Result<MarkCache::SharedMark> MarkCache::get(Size size, bool is_gray, const std::function<Result<Image>()>& make) {
  if (SharedMark kept = find(size, is_gray)) return kept;
  TBBIMG_ASSIGN_OR_RETURN(Image made, make());
  const auto mark = std::make_shared<const Image>(std::move(made));
  keep({size, is_gray, mark});
  return mark;
}

MarkCache::SharedMark MarkCache::find(Size size, bool is_gray) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.size == size && entry.is_gray == is_gray; });
  if (found == entries_.end()) return nullptr;
  std::rotate(found, found + 1, entries_.end());
  return entries_.back().mark;
}

void MarkCache::keep(Entry entry) {
  const auto bytes = [](const Entry& each) { return image_bytes(each.mark->shape()); };
  if (bytes(entry) > kMaxBytes) return;
  const std::lock_guard lock(mutex_);
  entries_.push_back(std::move(entry));
  std::size_t total = 0;
  const auto newest_first = entries_.rbegin();
  const auto too_old = std::find_if(newest_first, entries_.rend(), [&](const Entry& each) {
    total += bytes(each);
    return total > kMaxBytes;
  });
  entries_.erase(entries_.begin(), too_old.base());
}

}  // namespace tbbimg
