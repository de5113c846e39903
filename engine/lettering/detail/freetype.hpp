// FreeType's objects, owned, and its errors in words. None of them may be used by two threads at once.
#pragma once

#include <ft2build.h>
#include FT_FREETYPE_H

#include <memory>
#include <string>
#include <string_view>

#include "kernels/core/error.hpp"

namespace tbbimg {

struct FreeTypeDeleter {
  void operator()(FT_Library library) const noexcept { FT_Done_FreeType(library); }
  void operator()(FT_Face face) const noexcept { FT_Done_Face(face); }
};
using FreeTypeLibrary = std::unique_ptr<FT_LibraryRec_, FreeTypeDeleter>;
using FreeTypeFace = std::unique_ptr<FT_FaceRec_, FreeTypeDeleter>;

[[nodiscard]] inline tl::unexpected<Error> freetype_failure(FT_Error error, std::string_view what) {
  const auto code = error == FT_Err_Out_Of_Memory ? ErrorCode::out_of_memory : ErrorCode::unsupported;
  return fail(code, std::string(what) + ": FreeType's error " + std::to_string(error));
}

[[nodiscard]] inline Result<FreeTypeLibrary> create_freetype() {
  FT_Library library = nullptr;
  if (const FT_Error error = FT_Init_FreeType(&library)) return freetype_failure(error, "FreeType cannot be set up");
  return FreeTypeLibrary(library);
}

}  // namespace tbbimg
