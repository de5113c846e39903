// The blocks of a GIF as they are written. Not for users.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
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
  int hundredths = 0;              ///< of a second
  bool is_animated = true;         ///< so that the two above mean something
  std::optional<int> hidden = {};  ///< the index that shows what is below
};

[[nodiscard]] tl::unexpected<Error> no_memory_for_gif();

/// Bits of an index below `count`, at least 1.
[[nodiscard]] int gif_index_bits(std::size_t count) noexcept;

/// GIF89a, sections 17 to 27. Errors of all: out_of_memory.
class GifOutput {
 public:
  explicit GifOutput(const BufferPool& pool) : pool_(pool), frames_(pool) {}

  /// `palette` is the frame's own; empty: the screen's. The data, as GifLzwWriter makes it, goes behind it.
  [[nodiscard]] Status put_head(const GifFrameHead& head, std::span<const PaletteColor> palette);
  [[nodiscard]] GrowingBuffer& data() noexcept { return frames_; }

  /// The file. `loops` as ImageInfo::loops.
  [[nodiscard]] Result<Buffer> finish(Size size, std::span<const PaletteColor> palette, int loops);

  /// Without what stands in front of the first frame.
  [[nodiscard]] std::size_t bytes() const noexcept { return frames_.size(); }

 private:
  void put(std::initializer_list<int> bytes);
  void put_number(int number) { put({number & 255, number >> 8}); }
  void put_size(Size size);
  void put_palette(std::span<const PaletteColor> palette);
  void put_loops(int loops);
  [[nodiscard]] Status flush(GrowingBuffer& output);

  BufferPool pool_;
  GrowingBuffer frames_;
  std::vector<std::uint8_t> block_;  // that is not in a buffer yet
};

}  // namespace tbbimg::detail
