// The blocks that a GIF consists of, without what is compressed in them. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// What becomes of a frame's area before the next frame is drawn.
enum class GifDisposal : std::uint8_t { keep, background, previous };

/// One frame as it is stored. Spans point into the file.
struct GifImage {
  std::size_t number = 0;  ///< from 1
  Rectangle area;          ///< may reach beyond the canvas, unless it is the first
  bool interlaced = false;
  GifDisposal disposal = GifDisposal::keep;
  int hundredths = 0;                     ///< of a second, until the next frame
  int transparent = -1;                   ///< index; below 0: none
  std::span<const std::uint8_t> palette;  ///< red, green, blue
  std::span<const std::uint8_t> data;     ///< for GifLzw::start()
};

/// Goes over a file from block to block; takes time for each block, but none for what is compressed, and no memory.
class GifBlocks {
 public:
  explicit GifBlocks(std::span<const std::uint8_t> file) noexcept : file_(file) {}

  /// Errors: corrupt_data.
  [[nodiscard]] Status read_screen();

  /// After read_screen(). The next frame, of which all data is there; nothing behind the last. Errors: corrupt_data.
  [[nodiscard]] Result<std::optional<GifImage>> next();

  [[nodiscard]] Size screen() const noexcept { return screen_; }

  // Of the blocks that next() went over.
  [[nodiscard]] std::size_t images() const noexcept { return images_; }
  [[nodiscard]] int loops() const noexcept { return loops_; }  ///< as ImageInfo::loops
  [[nodiscard]] bool has_end() const noexcept { return has_end_; }
  [[nodiscard]] std::size_t stray_bytes() const noexcept { return stray_bytes_; }

 private:
  struct Control;
  [[nodiscard]] Status read_extension(Control& control);
  [[nodiscard]] Result<std::optional<GifImage>> read_image(const Control& control);
  void read_control(std::span<const std::uint8_t> block, Control& control) const noexcept;
  [[nodiscard]] Result<std::span<const std::uint8_t>> take(std::size_t bytes);
  [[nodiscard]] Result<std::span<const std::uint8_t>> take_palette(std::uint8_t flags);
  [[nodiscard]] Status skip_sub_blocks();
  [[nodiscard]] tl::unexpected<Error> damaged(const std::string& what) const;

  std::span<const std::uint8_t> file_;
  std::size_t at_ = 0;
  Size screen_;
  std::span<const std::uint8_t> palette_;
  std::size_t images_ = 0;
  int loops_ = 1;
  bool has_end_ = false;
  std::size_t stray_bytes_ = 0;
};

}  // namespace tbbimg::detail
