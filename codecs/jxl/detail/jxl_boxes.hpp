// Where the codestream lies in a JPEG XL file (ISO/IEC 18181-2). Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

/// Refers to the file's bytes.
struct JxlBoxes {
  std::vector<std::span<const std::uint8_t>> codestream;  ///< its pieces in order; cut off where the file is
  std::span<const std::uint8_t> exif;                     ///< content of the first box of EXIF data
  bool exif_compressed = false;                           ///< by Brotli
  bool cut = false;                                       ///< the file ends within a box

  [[nodiscard]] std::size_t codestream_bytes() const noexcept;
};

/// A codestream without boxes is one piece. Errors: corrupt_data.
[[nodiscard]] Result<JxlBoxes> find_jxl_boxes(std::span<const std::uint8_t> file);

/// Without boxes of anything but the codestream. Errors: those of find_jxl_boxes(), out_of_memory.
[[nodiscard]] Result<Buffer> strip_jxl_boxes(std::span<const std::uint8_t> file, const BufferPool& pool);

[[nodiscard]] tl::unexpected<Error> damaged_jxl(std::string_view what);
[[nodiscard]] tl::unexpected<Error> cut_jxl();

}  // namespace tbbimg::detail
