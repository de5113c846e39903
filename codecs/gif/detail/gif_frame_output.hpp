// Chooses, for a frame whose colours are chosen, how it is stored in the fewest bytes. Not for users.
#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "codecs/gif/detail/gif_colors.hpp"
#include "codecs/gif/detail/gif_output.hpp"
#include "codecs/gif/detail/gif_plane.hpp"

namespace tbbimg::detail {

/// A frame as it will be in the file.
struct GifStoredFrame {
  GifFrameHead head;
  std::vector<PaletteColor> palette;         ///< its own; empty: the screen's
  std::vector<PaletteColor> screen_palette;  ///< that of the screen once the frame is there
  Buffer data;
  Buffer indices;  ///< of the area, row by row, as the data has them
  [[nodiscard]] const std::vector<PaletteColor>& shown_palette() const noexcept {
    return palette.empty() ? screen_palette : palette;
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return data.size() + 3 * palette.size(); }
};

/// The palette of the screen, to which colours are added as frames need them, and the frames in it or in their own.
class GifFrameOutput {
 public:
  /// `colors`: of a palette, at most, with the one that hides.
  GifFrameOutput(const BufferPool& pool, int colors, std::stop_token stop)
      : pool_(pool), output_(pool), colors_(static_cast<std::size_t>(colors)), stop_(std::move(stop)) {}

  /// The smallest of the ways to store `head.area`, which is within the plane's; with `must_hide`, of those with a
  /// colour that hides. If one colour is too many for all of them, it is dropped from the plane. Errors: out_of_memory,
  /// cancelled.
  [[nodiscard]] Result<GifStoredFrame> store(GifPlane& plane, const GifFrameHead& head, bool must_hide) const;

  [[nodiscard]] Status put(const GifStoredFrame& frame);
  [[nodiscard]] Result<Buffer> finish(Size size, int loops) { return output_.finish(size, screen_, loops); }

  /// Opaque colours, and where it is there kHiddenColor.
  [[nodiscard]] const std::vector<PaletteColor>& screen_palette() const noexcept { return screen_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return output_.bytes(); }

 private:
  struct Indexing;
  struct Usage;
  [[nodiscard]] std::optional<Indexing> in_screen_palette(const GifPlane& plane, const Usage& usage, bool hides) const;
  [[nodiscard]] std::optional<Indexing> in_own_palette(const GifPlane& plane, const Usage& usage, bool hides) const;
  [[nodiscard]] Status compress(const GifPlane& plane, const Indexing& indexing, GifStoredFrame& frame) const;
  [[nodiscard]] Status compress_again(const GifPlane& plane, const Indexing& indexing, GifStoredFrame& frame) const;

  BufferPool pool_;
  GifOutput output_;
  std::size_t colors_;
  std::stop_token stop_;
  std::vector<PaletteColor> screen_;
};

}  // namespace tbbimg::detail
