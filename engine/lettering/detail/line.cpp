#include "engine/lettering/detail/line.hpp"

#include <raqm.h>

#include <memory>
#include <type_traits>
#include <vector>

#include "engine/lettering/detail/unicode.hpp"

#include FT_OUTLINE_H

namespace tbbimg {
namespace {

constexpr FT_Int32 kLoadFlags = FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP;

struct DestroyRaqm {
  void operator()(raqm_t* layout) const noexcept { raqm_destroy(layout); }
};
using Layout = std::unique_ptr<raqm_t, DestroyRaqm>;

double ems(FT_Pos length) noexcept { return static_cast<double>(length) / (64.0 * kFaceSize); }

Result<Layout> lay_out(std::u32string_view characters, std::span<const std::size_t> files, const FontStack& stack,
                       FontFaces& faces) {
  Layout layout(raqm_create());
  static_assert(sizeof(char32_t) == sizeof(std::uint32_t));
  bool done =
      layout != nullptr &&
      raqm_set_text(layout.get(), reinterpret_cast<const std::uint32_t*>(characters.data()), characters.size()) &&
      raqm_set_par_direction(layout.get(), RAQM_DIRECTION_DEFAULT);
  for (std::size_t begin = 0, end = 0; done && begin < files.size(); begin = end) {
    while (end < files.size() && files[end] == files[begin]) ++end;
    TBBIMG_ASSIGN_OR_RETURN(FT_FaceRec_* const face, faces.open(stack.files()[files[begin]], files[begin]));
    done = raqm_set_freetype_face_range(layout.get(), face, begin, end - begin);
  }
  done = done && raqm_set_freetype_load_flags(layout.get(), kLoadFlags) && raqm_layout(layout.get());
  if (!done) return fail(ErrorCode::out_of_memory, "the text cannot be laid out: Raqm gives no reason");
  return layout;
}

// `x` and `y`: where the glyph's origin is, in ems.
void append(const FT_Outline& glyph, double x, double y, Outline& outline) {
  const std::size_t first = outline.points.size();
  for (int i = 0; i < glyph.n_points; ++i) {
    outline.points.push_back({x + ems(glyph.points[i].x), y - ems(glyph.points[i].y)});
    outline.tags.push_back(static_cast<std::uint8_t>(glyph.tags[i]));
  }
  for (int i = 0; i < glyph.n_contours; ++i) {
    outline.contour_ends.push_back(first + static_cast<std::size_t>(glyph.contours[i]) + 1);
  }
  outline.glyph_ends.push_back(outline.contour_ends.size());
}

Status append_glyph(const raqm_glyph_t& glyph, double x, double y, Outline& outline) {
  if (const FT_Error error = FT_Load_Glyph(glyph.ftface, glyph.index, kLoadFlags)) {
    return freetype_failure(error, "glyph " + std::to_string(glyph.index) + " of a font cannot be loaded");
  }
  FT_GlyphSlot slot = glyph.ftface->glyph;
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE) {
    return fail(ErrorCode::unsupported,
                "glyph " + std::to_string(glyph.index) + " of a font is a bitmap: choose a font of outlines");
  }
  if (slot->outline.n_points == 0) return {};
  // TrueType and PostScript fonts wind differently: overlaps between the two would be holes.
  if (FT_Outline_Get_Orientation(&slot->outline) == FT_ORIENTATION_POSTSCRIPT) FT_Outline_Reverse(&slot->outline);
  append(slot->outline, x, y, outline);
  return {};
}

}  // namespace

Result<Line> shape_line(std::u32string_view characters, std::span<const std::size_t> files, const FontStack& stack,
                        FontFaces& faces) {
  if (characters.empty()) return Line();
  TBBIMG_ASSIGN_OR_RETURN(const Layout layout, lay_out(characters, files, stack, faces));
  std::size_t count = 0;
  const raqm_glyph_t* glyphs = raqm_get_glyphs(layout.get(), &count);
  Line line;
  FT_Pos x = 0;
  FT_Pos y = 0;
  for (const raqm_glyph_t& glyph : std::span(glyphs, count)) {
    if (glyph.index == 0) {  // a box, in most fonts
      const char32_t character = characters[glyph.cluster];
      if (is_ignorable(character)) continue;
      return fail(ErrorCode::invalid_argument,
                  "the font that has " + describe_character(character) + " has no glyph for it here: use another font");
    }
    TBBIMG_RETURN_IF_ERROR(append_glyph(glyph, ems(x + glyph.x_offset), -ems(y + glyph.y_offset), line.outline));
    x += glyph.x_advance;
    y += glyph.y_advance;
  }
  line.width = ems(x);
  return line;
}

}  // namespace tbbimg
