// GIF files of all kinds that decoders meet, sound and broken.
#pragma once

#include <optional>

#include "tests/codecs/support/pictures.hpp"

namespace tbbimg::test {

struct GifFrame {
  Rectangle area;
  Bytes indices;       ///< row by row, from top to bottom
  Bytes palette = {};  ///< of this frame alone; red, green, blue
  bool interlaced = false;
  int transparent = -1;  ///< index; below 0: none
  int disposal = 0;
  int hundredths = 0;
};

struct GifOptions {
  Size screen;
  Bytes palette = {};               ///< red, green, blue; 2, 4, ... 256 colours, or none
  std::optional<int> repeats = {};  ///< NETSCAPE2.0
  Bytes before_frames = {};         ///< blocks as they are
  Bytes behind_frame = {};          ///< as it is, behind each
  int code_bits = 0;                ///< of the roots; 0: as many as the palette needs
  std::size_t clear_after = 5000;   ///< codes; the table has room for fewer
  std::size_t block_bytes = 255;
  bool end_code = true;
  bool end_mark = true;
};

[[nodiscard]] Bytes write_gif(const GifOptions& options, std::span<const GifFrame> frames);
[[nodiscard]] inline Bytes write_gif(const GifOptions& options, const GifFrame& frame) {
  return write_gif(options, std::span(&frame, 1));
}

/// `count` colours that all differ; gray or not.
[[nodiscard]] Bytes make_gif_palette(int count, bool gray = false);

/// A frame of smooth areas and noise, of indices below `colors`.
[[nodiscard]] GifFrame make_gif_frame(Rectangle area, int colors, std::uint32_t seed = 1);

}  // namespace tbbimg::test
