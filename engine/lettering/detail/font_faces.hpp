// Open fonts. A FreeType face serves one thread at a time: who draws borrows a set of them and gives it back.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/lettering/detail/font_stack.hpp"
#include "engine/lettering/detail/freetype.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// All faces are open at this size, in pixels per em, without hinting: so large that rounding to 1/64 is nothing at
/// any size that they are drawn at.
inline constexpr int kFaceSize = 1024;

/// The files of a FontStack, each opened when it is first needed.
class FontFaces {
 public:
  [[nodiscard]] static Result<FontFaces> create(std::size_t files);

  /// Errors: unsupported (the file has changed since fontconfig read it), out_of_memory.
  [[nodiscard]] Result<FT_Face> open(const FontFile& file, std::size_t index);

 private:
  FontFaces(FreeTypeLibrary library, std::size_t files) : library_(std::move(library)), faces_(files) {}

  FreeTypeLibrary library_;  // outlives the faces
  std::vector<FreeTypeFace> faces_;
};

/// As many sets as were ever borrowed at once. Thread-safe.
class FontFacePool {
 public:
  explicit FontFacePool(std::size_t files) : files_(files) {}

  /// Calls `use(FontFaces&)` with a set that no other thread has.
  template <class Use>
  [[nodiscard]] auto with_faces(const Use& use) -> decltype(use(std::declval<FontFaces&>())) {
    TBBIMG_ASSIGN_OR_RETURN(std::unique_ptr<FontFaces> faces, borrow());
    auto result = use(*faces);
    give_back(std::move(faces));
    return result;
  }

 private:
  [[nodiscard]] Result<std::unique_ptr<FontFaces>> borrow();
  void give_back(std::unique_ptr<FontFaces> faces);

  std::size_t files_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<FontFaces>> idle_;
};

}  // namespace tbbimg
