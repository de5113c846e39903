// Watermarks: where a small picture or a text lies on an image, and how it gets there.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/operations/builtin/gravity.hpp"
#include "engine/operations/registry.hpp"
#include "engine/operations/values.hpp"
#include "kernels/image/image.hpp"
#include "kernels/simd/kernels.hpp"

namespace tbbimg {

struct MarkPlacement {
  Gravity gravity = Gravity::center;
  Length x;  ///< of the image's width; the same as in place()
  Length y;  ///< of its height
  bool tiled = false;
  Length spacing;  ///< between tiles, of the shorter side
};

/// "gravity", "x", "y", "tile" and "spacing".
[[nodiscard]] std::vector<Argument> mark_arguments(std::string default_gravity);
[[nodiscard]] MarkPlacement parse_mark_placement(const Arguments& arguments);

/// What margins on both sides leave of an image for a mark: at least half of each side, at least a pixel.
[[nodiscard]] Size room_for_mark(Size image, const MarkPlacement& placement) noexcept;

/// As place(), but inside of the image as long as the mark is no larger than that: margins give way.
[[nodiscard]] Point place_mark(Size mark, Size image, const MarkPlacement& placement) noexcept;

/// Lays a mark of over()'s formats over the rows `rows` of the image: once, or again and again from its place to all
/// sides, every other row by half a step aside as bricks lie, cut off at the edges. Errors: as over().
[[nodiscard]] Status lay_mark(ConstImageView mark, ImageView image, const MarkPlacement& placement, double opacity,
                              RowRange rows, Kernels kernels);

/// A mark as over() takes it for images of that format: gray_alpha8 made of rgba8, or itself. Errors: out_of_memory.
[[nodiscard]] Result<Image> mark_for(Image rgba, PixelFormat format, const OperationContext& context);

/// Marks made for the images of a run, most of which are of one size or two. Thread-safe; who comes while a mark is
/// being made makes one more, the same.
class MarkCache {
 public:
  /// Bytes kept at most.
  static constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
  using SharedMark = std::shared_ptr<const Image>;

  /// The mark that belongs to the size, for images of gray or of colours, made by `make` if it is not there.
  [[nodiscard]] Result<SharedMark> get(Size size, bool is_gray, const std::function<Result<Image>()>& make);

 private:
  struct Entry {
    Size size;
    bool is_gray = false;
    SharedMark mark;
  };
  [[nodiscard]] SharedMark find(Size size, bool is_gray);
  void keep(Entry entry);

  std::mutex mutex_;
  std::vector<Entry> entries_;  ///< the one used last at the end
};

}  // namespace tbbimg
