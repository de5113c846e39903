// The wall between libjpeg's longjmp and C++: whatever libjpeg complains about ends here. Not for users.
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include <jerror.h>
#include <jpeglib.h>

#include "kernels/core/error.hpp"

namespace tbbimg::detail {

/// libjpeg's error manager: fatal errors, and those warnings that mean damaged data, jump out of the run() that is
/// active; of the others, those that may matter to somebody are counted. Must stay where it is while a libjpeg object
/// refers to it.
class LibjpegWall {
 public:
  LibjpegWall() noexcept;
  LibjpegWall(const LibjpegWall&) = delete;
  LibjpegWall& operator=(const LibjpegWall&) = delete;
  ~LibjpegWall() = default;

  [[nodiscard]] jpeg_error_mgr* manager() noexcept { return &trap_.base; }

  /// Calls body(), which calls libjpeg; false if libjpeg jumped out of it. No object with a destructor may live in
  /// body(), nor in any callback of libjpeg when it jumps.
  template <class Body>
  [[nodiscard, gnu::noinline]] bool run(const Body& body) {
    if (setjmp(trap_.way_out) != 0) return false;  // NOLINT(cert-err52-cpp): C++ exceptions cannot cross libjpeg
    body();
    return true;
  }

  /// Jumps out of the active run(), from a callback. `words` is a literal.
  [[noreturn]] static void escape(j_common_ptr cinfo, ErrorCode code, const char* words,
                                  ErrorKind kind = ErrorKind::none);

  /// After run() gave false: why. `words` are libjpeg's or those given to escape().
  [[nodiscard]] ErrorCode code() const noexcept { return trap_.code; }
  [[nodiscard]] ErrorKind kind() const noexcept { return trap_.kind; }
  [[nodiscard]] const char* words() const noexcept { return trap_.words.data(); }

  /// What libjpeg has warned of so far, without ending.
  struct Noticed {
    std::uint64_t stray_bytes;
    bool odd_header;
  };
  [[nodiscard]] const Noticed& noticed() const noexcept { return trap_.noticed; }

 private:
  // libjpeg hands back a pointer to `base`, which is therefore the first member.
  struct Trap {
    jpeg_error_mgr base;
    std::jmp_buf way_out;
    ErrorCode code;
    ErrorKind kind;
    std::array<char, JMSG_LENGTH_MAX> words;
    Noticed noticed;
  };
  static Trap& trap_of(j_common_ptr cinfo) noexcept { return *reinterpret_cast<Trap*>(cinfo->err); }
  [[noreturn]] static void on_error(j_common_ptr cinfo);
  static void on_message(j_common_ptr cinfo, int level);
  static void on_stray_bytes(j_common_ptr cinfo);

  Trap trap_{};
};

}  // namespace tbbimg::detail
