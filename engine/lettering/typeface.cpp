#include "engine/lettering/typeface.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/lettering/detail/font_faces.hpp"
#include "engine/lettering/detail/font_stack.hpp"
#include "engine/lettering/detail/line.hpp"
#include "engine/lettering/detail/unicode.hpp"

namespace tbbimg {

struct Typeface::Fonts {
  explicit Fonts(FontStack found) : stack(std::move(found)), faces(stack.files().size()) {}

  const FontStack stack;
  FontFacePool faces;
};

namespace {

// Characters, and which font file draws each.
struct AssignedText {
  std::u32string characters;
  std::vector<std::size_t> files;
};

Result<AssignedText> assign_fonts(std::string_view text, const FontStack& stack) {
  AssignedText assigned;
  TBBIMG_ASSIGN_OR_RETURN(assigned.characters, decode_utf8(text));
  if (assigned.characters.size() > Typeface::kMaxCharacters) {
    return fail(ErrorCode::invalid_argument, "the text has " + std::to_string(assigned.characters.size()) +
                                                 " characters, allowed are " +
                                                 std::to_string(Typeface::kMaxCharacters));
  }
  TBBIMG_ASSIGN_OR_RETURN(assigned.files, stack.assign(assigned.characters));
  return assigned;
}

void append(const Outline& line, double dx, double dy, Outline& outline) {
  const std::size_t points = outline.points.size();
  const std::size_t contours = outline.contour_ends.size();
  for (const OutlinePoint point : line.points) outline.points.push_back({point.x + dx, point.y + dy});
  outline.tags.insert(outline.tags.end(), line.tags.begin(), line.tags.end());
  for (const std::size_t end : line.contour_ends) outline.contour_ends.push_back(points + end);
  for (const std::size_t end : line.glyph_ends) outline.glyph_ends.push_back(contours + end);
}

double indent(double room, TextAlign align) noexcept {
  switch (align) {
    case TextAlign::left: return 0;
    case TextAlign::center: return room / 2;
    case TextAlign::right: break;
  }
  return room;
}

Result<ShapedText> shape_lines(const AssignedText& text, TextAlign align, const FontStack& stack, FontFaces& faces) {
  std::vector<Line> lines;
  const std::u32string_view characters = text.characters;
  for (std::size_t begin = 0, end = 0; begin < characters.size(); begin = end + 1) {
    end = std::min(characters.find(U'\n', begin), characters.size());
    const std::span files(text.files.data() + begin, end - begin);
    TBBIMG_ASSIGN_OR_RETURN(Line line, shape_line(characters.substr(begin, end - begin), files, stack, faces));
    lines.push_back(std::move(line));
  }
  TBBIMG_ASSIGN_OR_RETURN(FT_FaceRec_* const face, faces.open(stack.files().front(), 0));
  const auto ems = [](FT_Pos length) { return static_cast<double>(length) / (64.0 * kFaceSize); };
  ShapedText shaped;
  shaped.lines = static_cast<int>(lines.size());
  shaped.ascent = ems(face->size->metrics.ascender);
  shaped.descent = -ems(face->size->metrics.descender);
  shaped.line_height = ems(face->size->metrics.height);
  for (const Line& line : lines) shaped.width = std::max(shaped.width, line.width);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    append(lines[i].outline, indent(shaped.width - lines[i].width, align), static_cast<double>(i) * shaped.line_height,
           shaped.outline);
  }
  return shaped;
}

}  // namespace

Result<Typeface> Typeface::find(const std::string& font) {
  TBBIMG_ASSIGN_OR_RETURN(FontStack stack, FontStack::find(font));
  return Typeface(std::make_shared<Fonts>(std::move(stack)));
}

Status Typeface::check(std::string_view text) const {
  TBBIMG_RETURN_IF_ERROR(assign_fonts(text, fonts_->stack));
  return {};
}

Result<ShapedText> Typeface::shape(std::string_view text, TextAlign align) const {
  TBBIMG_ASSIGN_OR_RETURN(const AssignedText assigned, assign_fonts(text, fonts_->stack));
  return fonts_->faces.with_faces([&](FontFaces& faces) { return shape_lines(assigned, align, fonts_->stack, faces); });
}

}  // namespace tbbimg
