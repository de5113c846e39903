// The blocks of a GIF as they are written. Not for users.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <stop_token>
#include <vector>

#include "codecs/detail/growing_buffer.hpp"
#include "codecs/gif/detail/gif_blocks.hpp"
#include "kernels/image/image.hpp"
#include "kernels/quantize/palette.hpp"

namespace tbbimg::detail {

/// Alpha that a GIF can hold: all, from this on, or nothing.
inline constexpr std::uint8_t kGifSeenFrom = 128;

/// Of a frame, beside its pixels.
struct GifFrameHead {
  Rectangle area;  ///< of the screen
  GifDisposal disposal = GifDisposal::keep;
  int hundredths = 0;       ///< of a second
  bool is_animated = true;  ///< so that the two above mean something
};

/// GIF89a, sections 17 to 27. Errors of all: out_of_memory.
class GifOutput {
 public:
  GifOutput(BufferPool pool, bool dither, std::stop_token stop);

  /// `palette` is that of frames without their own.
  [[nodiscard]] Status put_screen(Size size, std::span<const PaletteColor> palette);
  /// `loops` as ImageInfo::loops.
  [[nodiscard]] Status put_loops(int loops);
  /// `pixels`, 8 bits a sample, in the colours of `palette`: the screen's, or one that is stored with the frame.
  /// Errors: also cancelled.
  [[nodiscard]] Status put_frame(const GifFrameHead& head, ConstImageView pixels, std::span<const PaletteColor> palette,
                                 bool is_screen_palette);
  [[nodiscard]] Result<Buffer> finish();

  [[nodiscard]] std::size_t bytes() const noexcept { return output_.size(); }

 private:
  void put(std::initializer_list<int> bytes);
  void put_number(int number) { put({number & 255, number >> 8}); }
  void put_size(Size size);
  void put_palette(std::span<const PaletteColor> palette);
  [[nodiscard]] Status flush();

  GrowingBuffer output_;
  bool dither_;
  std::stop_token stop_;
  std::vector<std::uint8_t> block_;    // that is not in output_ yet
  std::vector<std::uint8_t> indices_;  // of a row
};

}  // namespace tbbimg::detail
