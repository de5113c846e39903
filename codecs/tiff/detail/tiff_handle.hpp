// libtiff on a TIFF's bytes. Not for users.
#pragma once

#include <cstdarg>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include <tiffio.h>

#include "codecs/detail/file_bytes.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// What libtiff says, by handlers of one TIFF; nothing is printed. Must stay where it is while that is open.
class TiffWords {
 public:
  TiffWords() = default;
  TiffWords(const TiffWords&) = delete;
  TiffWords& operator=(const TiffWords&) = delete;

  /// Options for opening with these handlers, which the caller frees; null without memory.
  [[nodiscard]] TIFFOpenOptions* make_options(std::uint64_t max_allocation);

  [[nodiscard]] bool is_error() const noexcept { return is_error_; }
  /// The first error since forget().
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  void forget() noexcept;
  /// From now on, warnings that tell of lost pixels are errors.
  void watch_pixels() noexcept { watches_pixels_ = true; }

 private:
  static int on_error(TIFF* tiff, void* self, const char* module, const char* format, std::va_list arguments) noexcept;
  static int on_warning(TIFF* tiff, void* self, const char* module, const char* format,
                        std::va_list arguments) noexcept;
  void note(const char* module, const char* format, std::va_list arguments) noexcept;

  std::string text_;
  bool is_error_ = false;
  bool watches_pixels_ = false;
};

/// One directory of a TIFF that is read.
class TiffHandle {
 public:
  /// `max_allocation` bounds each of libtiff's allocations. Errors: corrupt_data, limit_exceeded, out_of_memory.
  [[nodiscard]] static Result<std::unique_ptr<TiffHandle>> open(std::shared_ptr<FileBytes> file,
                                                                std::uint64_t directory, std::uint64_t max_allocation);
  TiffHandle(const TiffHandle&) = delete;
  TiffHandle& operator=(const TiffHandle&) = delete;
  ~TiffHandle();

  [[nodiscard]] TIFF* get() const noexcept { return tiff_; }
  [[nodiscard]] TiffWords& words() noexcept { return words_; }
  [[nodiscard]] FileBytes& file() noexcept { return *file_; }

  /// Why a call of libtiff failed.
  [[nodiscard]] tl::unexpected<Error> failure() const;
  /// Why a strip or tile could not be read.
  [[nodiscard]] tl::unexpected<Error> failure_in(std::uint32_t strip_or_tile);

 private:
  explicit TiffHandle(std::shared_ptr<FileBytes> file) noexcept : file_(std::move(file)) {}

  static tmsize_t on_read(thandle_t self, void* to, tmsize_t bytes) noexcept;
  static tmsize_t on_write(thandle_t self, void* from, tmsize_t bytes) noexcept;
  static toff_t on_seek(thandle_t self, toff_t offset, int whence) noexcept;
  static int on_close(thandle_t self) noexcept;
  static toff_t on_size(thandle_t self) noexcept;
  static int on_map(thandle_t self, void** base, toff_t* bytes) noexcept;
  static void on_unmap(thandle_t self, void* base, toff_t bytes) noexcept;

  std::shared_ptr<FileBytes> file_;
  std::uint64_t position_ = 0;
  TiffWords words_;
  TIFF* tiff_ = nullptr;
};

}  // namespace tbbimg::detail
