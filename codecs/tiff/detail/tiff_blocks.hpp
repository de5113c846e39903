// The packed rows of a TIFF, or of one of its planes, in their order. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "codecs/tiff/detail/tiff_handle.hpp"
#include "codecs/tiff/detail/tiff_layout.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

/// Holds a row, a strip, or a row of tiles. Planes have a handle each: libtiff decodes a compressed strip from its
/// start again whenever it has read from another in between.
class TiffBlocks {
 public:
  /// `layout` must outlive it.
  TiffBlocks(std::unique_ptr<TiffHandle> handle, const TiffLayout& layout, std::uint16_t plane) noexcept;

  /// What load() allocates; saturates.
  [[nodiscard]] std::uint64_t buffer_bytes() const noexcept;

  /// Makes row `y`, which does not lie before the last one, available as parts. Errors: corrupt_data, limit_exceeded,
  /// out_of_memory, cancelled.
  [[nodiscard]] Status load(std::uint32_t y, const BufferPool& pool, const std::stop_token& stop);

  /// The row's part in tile `index` from the left; of strips there is one, 0. Each begins with a whole byte.
  [[nodiscard]] const std::uint8_t* part(std::uint32_t index) const noexcept;
  [[nodiscard]] std::uint32_t parts() const noexcept { return parts_; }

 private:
  void clear() noexcept;
  [[nodiscard]] Status load_strip(std::uint32_t y);
  [[nodiscard]] Status load_stored_rows(std::uint32_t y);
  [[nodiscard]] Status load_tiles(std::uint32_t y, const std::stop_token& stop);

  std::unique_ptr<TiffHandle> handle_;
  const TiffLayout& layout_;
  std::uint16_t plane_;
  std::uint32_t parts_ = 1;
  std::uint64_t row_bytes_ = 0;    // of a part
  std::uint64_t block_bytes_ = 0;  // of a strip or tile
  bool by_rows_ = false;
  bool as_stored_ = false;
  Buffer buffer_;
  std::uint32_t first_ = 0;  // of the rows held
  std::uint32_t end_ = 0;
  std::uint32_t current_ = 0;
};

/// Of a file that is read in parts, the most bytes that libtiff holds at once as they are stored.
[[nodiscard]] std::uint64_t largest_tiff_part(TiffHandle& handle, const TiffLayout& layout) noexcept;

}  // namespace tbbimg::detail
