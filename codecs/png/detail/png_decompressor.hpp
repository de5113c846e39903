// One libpng decompression. Not for users.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "codecs/detail/file_bytes.hpp"
#include "codecs/image_reader.hpp"
#include "codecs/png/detail/libpng_wall.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// What is wrong with a PNG that ends early.
[[nodiscard]] const char* png_is_cut_short() noexcept;

/// Call read_header(), start(), read_rows() and finish(), in this order; refers to what the file's bytes refer to.
class PngDecompressor {
 public:
  explicit PngDecompressor(FileBytes file, std::stop_token stop = {}) noexcept;
  PngDecompressor(const PngDecompressor&) = delete;
  PngDecompressor& operator=(const PngDecompressor&) = delete;
  ~PngDecompressor();

  /// Up to the first IDAT.
  [[nodiscard]] Status read_header();

  [[nodiscard]] png_uint_32 width() const noexcept { return png_get_image_width(png_, info_); }
  [[nodiscard]] png_uint_32 height() const noexcept { return png_get_image_height(png_, info_); }
  [[nodiscard]] int bit_depth() const noexcept { return png_get_bit_depth(png_, info_); }
  [[nodiscard]] int color_type() const noexcept { return png_get_color_type(png_, info_); }
  [[nodiscard]] bool is_interlaced() const noexcept {
    return png_get_interlace_type(png_, info_) != PNG_INTERLACE_NONE;
  }
  [[nodiscard]] std::span<const std::uint8_t> profile() const noexcept { return profile_; }

  [[nodiscard]] std::vector<DecodeWarning> warnings() const;

  /// Of 8 bits a sample.
  [[nodiscard]] PixelFormat pixel_format() const noexcept;

  /// Prepares rows of the image's width, of pixel_format() or, from 16 bits, the same of 16 bits.
  [[nodiscard]] Status start();
  /// The next rows, which of an interlaced picture are to be all at once.
  [[nodiscard]] Status read_rows(ImageView destination);
  /// The rest of the file, once all rows are read. A file may end behind its last pixel, which is noticed.
  [[nodiscard]] Status finish();

 private:
  static void on_read(png_structp png, png_bytep to, std::size_t bytes);
  [[nodiscard]] bool has_transparent_color() const noexcept;
  void read_profile() noexcept;
  [[nodiscard]] bool has_palette() const noexcept { return color_type() == PNG_COLOR_TYPE_PALETTE; }
  int set_transformations();
  void look_up(ImageView destination);
  std::size_t read_palette(std::array<std::array<std::uint8_t, 4>, 256>& colors) const noexcept;
  [[nodiscard]] bool has_all_pixels() const noexcept;
  void poll();
  void read_pass(ImageView destination);
  [[nodiscard]] Status failure() const;

  LibpngWall wall_;
  FileBytes file_;
  std::uint64_t position_ = 0;
  std::stop_token stop_;
  bool end_is_missing_ = false;  ///< and nothing in front of it
  int bit_depth_ = 8;            ///< as stored
  int passes_ = 1;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::span<const std::uint8_t> profile_;  ///< in libpng's memory
};

}  // namespace tbbimg::detail
