// The pixels of a device-independent bitmap, row by row. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "codecs/bmp/detail/dib_header.hpp"
#include "codecs/detail/file_bytes.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

/// Any row at any time. Refers to what the file's bytes refer to, and to the header.
class DibRows {
 public:
  /// Of pixels that begin at `pixels_at`. Checks that all of them are there, and where rows begin in run lengths, which
  /// takes 16 bytes a row. With `may_lack_rows`, one that is there is enough. Errors: corrupt_data, those of `file`.
  [[nodiscard]] static Result<DibRows> create(FileBytes file, const DibHeader& header, std::uint64_t pixels_at,
                                              bool may_lack_rows = false);

  /// Whether row `y`, counted from the top, is there.
  [[nodiscard]] bool holds(int y) const noexcept { return stored_place(y) < stored_rows_; }

  /// Row `y`, counted from the top, in `format`: gray8 or rgb8 of a palette, rgb8 or rgba8 of colours.
  /// Errors: corrupt_data (a row that is not there, a colour that the palette lacks), those of the file.
  [[nodiscard]] Status read(int y, std::uint8_t* to, PixelFormat format);

  /// Whether run lengths stop behind the last pixel without the mark of their end.
  [[nodiscard]] bool lacks_end() const noexcept { return lacks_end_; }

 private:
  struct RowStart {
    std::uint64_t offset = 0;  ///< in the file, of the first code that concerns the row; 0: none does
    int x = 0;                 ///< where that code begins
  };

  DibRows(FileBytes file, const DibHeader& header, std::uint64_t pixels_at)
      : file_(std::move(file)), header_(&header), pixels_at_(pixels_at) {}

  [[nodiscard]] Status find_rows(bool may_lack_rows);
  [[nodiscard]] int stored_place(int y) const noexcept { return header_->top_down ? y : header_->size.height - 1 - y; }
  void unpack_indices(const std::uint8_t* row);
  void unpack_run_lengths(const RowStart& start);
  [[nodiscard]] Status read_row(int y, std::uint8_t* to, PixelFormat format);
  [[nodiscard]] Status look_up(std::uint8_t* to, PixelFormat format) const;
  void read_masked(const std::uint8_t* row, std::uint8_t* to, PixelFormat format) const noexcept;

  FileBytes file_;
  const DibHeader* header_;
  std::uint64_t pixels_at_;
  std::vector<RowStart> starts_;  ///< of run lengths, counted from the bottom
  std::vector<std::uint8_t> indices_;
  int stored_rows_ = 0;  ///< that are whole, as they are stored
  bool lacks_end_ = false;
};

}  // namespace tbbimg::detail
