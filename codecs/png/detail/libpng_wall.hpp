// The wall between libpng's longjmp and C++. Not for users.
#pragma once

#include <array>
#include <bitset>
#include <csetjmp>
#include <vector>

#include <png.h>

#include "codecs/decoder.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// What libpng's error and warning functions are given as their error pointer. Must stay where it is while a libpng
/// object refers to it.
class LibpngWall {
 public:
  LibpngWall() noexcept = default;
  LibpngWall(const LibpngWall&) = delete;
  LibpngWall& operator=(const LibpngWall&) = delete;
  ~LibpngWall() = default;

  /// Calls body(), which calls libpng; false if libpng jumped out of it. No object with a destructor may live in
  /// body(), nor in any callback of libpng when it jumps.
  template <class Body>
  [[nodiscard, gnu::noinline]] bool run(const Body& body) {
    if (setjmp(way_out_) != 0) return false;  // NOLINT(cert-err52-cpp): C++ exceptions cannot cross libpng
    body();
    return true;
  }

  /// Jumps out of the active run(), from a callback.
  [[noreturn]] void escape(ErrorCode code, const char* words, ErrorKind kind = ErrorKind::none);

  /// After run() gave false: why.
  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }
  [[nodiscard]] const char* words() const noexcept { return words_.data(); }

  /// What libpng has warned of so far, without ending.
  [[nodiscard]] std::vector<DecodeWarning> warnings() const;

  /// For png_create_read_struct() and png_create_write_struct().
  [[noreturn]] static void on_error(png_structp png, png_const_charp words);
  static void on_warning(png_structp png, png_const_charp words);

 private:
  std::jmp_buf way_out_{};
  ErrorCode code_ = ErrorCode::internal;
  ErrorKind kind_ = ErrorKind::none;
  std::array<char, 200> words_{};
  std::bitset<kDecodeWarningKinds> noticed_;
};

}  // namespace tbbimg::detail
