// A TIFF that libtiff writes to memory. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>

#include "codecs/detail/growing_buffer.hpp"
#include "codecs/tiff/detail/tiff_handle.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg::detail {

/// Errors of libtiff are in words().
class TiffOutput {
 public:
  explicit TiffOutput(BufferPool pool) noexcept : output_(std::move(pool)) {}
  TiffOutput(const TiffOutput&) = delete;
  TiffOutput& operator=(const TiffOutput&) = delete;
  ~TiffOutput();

  /// `expected_bytes` are reserved. Errors: out_of_memory.
  [[nodiscard]] Status open(std::size_t expected_bytes, bool is_big_tiff);
  [[nodiscard]] TIFF* get() const noexcept { return tiff_; }

  /// Writes the directory. Errors: out_of_memory, internal.
  [[nodiscard]] Result<Buffer> close();
  /// Why a call of libtiff failed.
  [[nodiscard]] tl::unexpected<Error> failure() const;

 private:
  static tmsize_t on_read(thandle_t self, void* to, tmsize_t bytes) noexcept;
  static tmsize_t on_write(thandle_t self, void* from, tmsize_t bytes) noexcept;
  static toff_t on_seek(thandle_t self, toff_t offset, int whence) noexcept;
  static int on_close(thandle_t self) noexcept;
  static toff_t on_size(thandle_t self) noexcept;

  GrowingBuffer output_;
  std::uint64_t position_ = 0;
  bool lacks_memory_ = false;
  TiffWords words_;
  TIFF* tiff_ = nullptr;
};

}  // namespace tbbimg::detail
