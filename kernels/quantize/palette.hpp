// A few colours that stand for all of an image, and the image in these colours.
//
// Colours are compared as they are seen on black: premultiplied by their alpha, beside the alpha itself. No table: what
// takes time is looking for neighbours, which is not the same work for two pixels.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"
#include "kernels/quantize/color_histogram.hpp"

namespace tbbimg {

/// Straight red, green, blue and alpha.
using PaletteColor = std::array<std::uint8_t, 4>;

inline constexpr int kMaxPaletteColors = 256;

/// Up to `count` (2 to 256) colours for an 8-bit image: its own if it has no more, otherwise means of boxes that are
/// cut where the squared error falls most (after Wu, Graphics Gems II, 1991), improved by three rounds of k-means, the
/// most frequent first. All that alpha hides is one colour, {0, 0, 0, 0}, and comes before them. The same image gives
/// the same colours, in the same order. Errors: invalid_argument, unsupported (16 bits), out_of_memory.
[[nodiscard]] Result<std::vector<PaletteColor>> choose_palette(ConstImageView image, int count);

/// Bytes that choose_palette() allocates at most for an image of this shape.
[[nodiscard]] std::size_t choose_palette_scratch_bytes(const ImageShape& shape) noexcept;

/// As choose_palette(), for several images that are seen one after the other. Memory: that of choose_palette() for an
/// image of all their pixels. Throws std::bad_alloc.
class PaletteChooser {
 public:
  /// `count`: 2 to 256.
  explicit PaletteChooser(int count) : count_(static_cast<std::size_t>(count)) {}

  /// Of an 8-bit format, and not empty.
  void add(ConstImageView image);

  /// Once something was added.
  [[nodiscard]] std::vector<PaletteColor> choose() const;

 private:
  std::size_t count_;
  bool are_few_ = true;
  std::vector<PaletteColor> own_;  ///< sorted, as long as they are few
  ColorHistogram histogram_;
};

/// Rows of one image, from its first to its last, as indices into a palette.
class PaletteMapper {
 public:
  /// `dither`: the error of a pixel is passed on to its neighbours, every other row from the right (Floyd and
  /// Steinberg, 1976), if it can be seen, except to and from what alpha hides, over edges, and beside them. An image
  /// whose colours are all in the palette comes back exactly either way.
  PaletteMapper(std::span<const PaletteColor> palette, int width, bool dither);

  /// `row` has the pixels of an 8-bit format, `indices` room for one byte each.
  void map(const std::uint8_t* row, PixelFormat format, std::span<std::uint8_t> indices);

  /// Bytes that one allocates at most.
  [[nodiscard]] static std::size_t scratch_bytes(int width) noexcept;

 private:
  struct Entry {
    std::array<int, 4> color;  ///< premultiplied
    int key;                   ///< sum of its channels, by which entries are sorted
    std::uint8_t index;
  };
  using Color = std::array<int, 4>;
  struct Mapped {
    Color wanted{};
    Color error{};        ///< by which it is above what its index stands for
    int alike = 1 << 20;  ///< squared distance to pixels that are; what alpha hides is no edge, nor what lies outside
    int from_edge = 1 << 20;  ///< pixels up to the next edge above, or towards where the row began
  };

  [[nodiscard]] const Entry& nearest(const Color& color) const noexcept;
  [[nodiscard]] static int from_edge(const Mapped& from, const Color& to) noexcept;
  [[nodiscard]] Color passed_on(std::size_t x, std::size_t ahead) const noexcept;

  std::vector<Entry> entries_;        ///< those that are not hidden
  std::uint8_t hidden_ = 0;           ///< the index of the colour that is
  std::vector<std::uint16_t> start_;  ///< by key: the first entry that is not below it
  bool dither_;
  bool from_right_ = false;
  std::vector<Mapped> above_;  ///< the row before; a pixel more at either end
  std::vector<Mapped> here_;
  std::size_t width_;
};

}  // namespace tbbimg
