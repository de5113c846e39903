// A frame in the colours of a palette, over what is shown already. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg::detail {

enum class GifMapping : std::uint8_t {
  exact,   ///< the nearest colours
  loose,   ///< or others that are hardly worse, for pixels of which few have a colour of the palette anyway
  dither,  ///< errors go to neighbours
};

/// What a pixel may become, so that whoever compresses it may choose.
struct GifChoice {
  enum Way : std::uint8_t { stay = 1, draw = 2, draw_second = 4, draw_anew = 8 };

  std::uint8_t index;   ///< of the palette, with `draw`
  std::uint8_t second;  ///< with `draw_second`
  std::uint8_t ways;    ///< of Way, any of them; draw_anew: one that draws changes what is seen

  [[nodiscard]] bool has(Way way) const noexcept { return (ways & way) != 0; }
  friend bool operator==(const GifChoice&, const GifChoice&) = default;
};
static_assert(sizeof(GifChoice) == 3);

/// A part of the canvas.
struct GifPlane {
  Rectangle area;                     ///< of the canvas
  Rectangle drawn;                    ///< around what must change; empty if nothing does
  std::vector<PaletteColor> palette;  ///< opaque
  GifMapping mapping = GifMapping::exact;
  Image choices;             ///< rgb8: a GifChoice each
  double error = 0;          ///< squared, of all that must change
  std::uint64_t pixels = 0;  ///< that must change

  /// From the left edge of `part`, which lies within `area`; `y` from its upper edge.
  [[nodiscard]] std::span<GifChoice> row(const Rectangle& part, int y) noexcept;
  [[nodiscard]] std::span<const GifChoice> row(const Rectangle& part, int y) const noexcept;
};

/// Each pixel gets the nearest colour, unless what is shown is as near or nearer; dithered, unless it is the same.
/// `shown` is rgba8, of the frame's size. Errors: out_of_memory, cancelled.
[[nodiscard]] Result<GifPlane> make_gif_plane(ConstImageView frame, ConstImageView shown, const Rectangle& area,
                                              std::vector<PaletteColor> palette, GifMapping mapping,
                                              const BufferPool& pool, const std::stop_token& stop);

/// Gives the pixels of the colour that the fewest have the nearest of the others.
void drop_rarest_color(GifPlane& plane) noexcept;

}  // namespace tbbimg::detail
