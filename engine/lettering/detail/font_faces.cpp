#include "engine/lettering/detail/font_faces.hpp"

#include "engine/files/file.hpp"

namespace tbbimg {

Result<FontFaces> FontFaces::create(std::size_t files) {
  TBBIMG_ASSIGN_OR_RETURN(FreeTypeLibrary library, create_freetype());
  return FontFaces(std::move(library), files);
}

Result<FT_Face> FontFaces::open(const FontFile& file, std::size_t index) {
  if (faces_[index] != nullptr) return faces_[index].get();
  if (const Status regular = check_regular_file(file.path); !regular) {
    return fail(ErrorCode::unsupported, "the font '" + file.path + "' " + regular.error().message);
  }
  FT_Face opened = nullptr;
  if (const FT_Error error = FT_New_Face(library_.get(), file.path.c_str(), file.index, &opened)) {
    return freetype_failure(error, "the font '" + file.path + "' cannot be opened");
  }
  FreeTypeFace face(opened);
  if (const FT_Error error = FT_Set_Char_Size(opened, 0, kFaceSize * 64, 72, 72)) {
    return freetype_failure(error, "the font '" + file.path + "' cannot be scaled");
  }
  faces_[index] = std::move(face);
  return opened;
}

Result<std::unique_ptr<FontFaces>> FontFacePool::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      std::unique_ptr<FontFaces> faces = std::move(idle_.back());
      idle_.pop_back();
      return faces;
    }
  }
  TBBIMG_ASSIGN_OR_RETURN(FontFaces faces, FontFaces::create(files_));
  return std::make_unique<FontFaces>(std::move(faces));
}

void FontFacePool::give_back(std::unique_ptr<FontFaces> faces) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(faces));
}

}  // namespace tbbimg
