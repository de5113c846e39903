#include "tools/preview/contact_sheet.hpp"

#include <cmath>
#include <cstring>
#include <utility>

#include "engine/lettering/render_text.hpp"
#include "engine/lettering/typeface.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/color/gray_to_rgb.hpp"
#include "kernels/composite/fill.hpp"
#include "kernels/composite/over.hpp"
#include "kernels/core/validate.hpp"
#include "tools/preview/sheet_layout.hpp"

namespace tbbimg::tools {
namespace {

constexpr Rgba8 kPage{{240, 240, 240}, 255};
constexpr Rgb8 kTitleInk{20, 20, 20};
constexpr Rgb8 kDetailsInk{96, 96, 96};
constexpr Rgb8 kChequers[2] = {{255, 255, 255}, {204, 204, 204}};
constexpr int kFrame = 200;
constexpr int kChequer = 8;  // all lengths in pixels
constexpr double kPageTitleSize = 24;
constexpr double kSectionTitleSize = 18;
constexpr double kCellTitleSize = 16;
constexpr double kDetailsSize = 13;

class Sheet {
 public:
  Sheet(const SheetLayout& layout, const Typeface& face, const OperationContext& context)
      : layout_(layout), face_(face), context_(context) {}

  [[nodiscard]] Result<Image> draw(const std::string& title, const std::vector<SheetSection>& sections) {
    TBBIMG_ASSIGN_OR_RETURN(page_, Image::create({layout_.page, PixelFormat::rgb8}));
    TBBIMG_RETURN_IF_ERROR(fill(page_.view(), kPage, page_.view().all_rows()));
    const int width = layout_.page.width - 2 * SheetLayout::kGap;
    TBBIMG_RETURN_IF_ERROR(draw_words(title, kPageTitleSize, kTitleInk, {SheetLayout::kGap, SheetLayout::kGap}, width));
    for (std::size_t i = 0; i < sections.size(); ++i) {
      const SheetLayout::Section& section = layout_.sections[i];
      TBBIMG_RETURN_IF_ERROR(
          draw_words(sections[i].title, kSectionTitleSize, kTitleInk, {SheetLayout::kGap, section.top}, width));
      for (std::size_t j = 0; j < section.cells.size(); ++j) {
        TBBIMG_RETURN_IF_ERROR(draw_cell(sections[i].cells[j], section.cells[j]));
      }
    }
    return std::move(page_);
  }

 private:
  Status draw_cell(const SheetCell& cell, const SheetLayout::Cell& place) {
    const auto [at, size] = place.picture;
    if (cell.picture.empty()) {
      draw_frame(place.picture);
    } else {
      TBBIMG_RETURN_IF_ERROR(draw_picture(cell.picture, at));
    }
    const int words_at = at.y + size.height;
    TBBIMG_RETURN_IF_ERROR(draw_words(cell.title, kCellTitleSize, kTitleInk, {at.x, words_at + 4}, place.words_width));
    return draw_words(cell.details, kDetailsSize, kDetailsInk, {at.x, words_at + SheetLayout::kCellTitle},
                      place.words_width);
  }

  Status draw_picture(const Image& picture, Point at) {
    if (has_alpha(picture.format())) {
      draw_chequers(at, picture.shape().size);
      return over(picture.view(), page_.view(), at, 1, page_.view().all_rows(), context_.kernels());
    }
    for (int y = 0; y < picture.height(); ++y) {
      std::memcpy(page_.view().row(at.y + y) + 3 * at.x, picture.view().row(y), picture.view().row_bytes());
    }
    return {};
  }

  void draw_chequers(Point at, Size size) {
    for (int y = 0; y < size.height; ++y) {
      std::uint8_t* pixel = page_.view().row(at.y + y) + 3 * at.x;
      for (int x = 0; x < size.width; ++x, pixel += 3) {
        const Rgb8 color = kChequers[(x / kChequer + y / kChequer) % 2];
        pixel[0] = color.red;
        pixel[1] = color.green;
        pixel[2] = color.blue;
      }
    }
  }

  void draw_frame(const Rectangle& frame) {
    for (int y = 0; y < frame.size.height; ++y) {
      std::uint8_t* const row = page_.view().row(frame.at.y + y) + 3 * frame.at.x;
      const bool is_edge = y == 0 || y + 1 == frame.size.height;
      const int step = is_edge ? 1 : frame.size.width - 1;
      for (int x = 0; x < frame.size.width; x += step) std::memset(row + 3 * x, kFrame, 3);
    }
  }

  // What the fonts lack, or what cannot stand in a line, as question marks.
  [[nodiscard]] std::string printable(const std::string& words) const {
    if (face_.check(words) && words.find('\n') == std::string::npos) return words;
    std::string plain;
    for (const char c : words) {
      const auto byte = static_cast<std::uint8_t>(c);
      if ((byte & 0xC0) == 0x80) continue;  // the rest of a character
      plain += byte >= 0x20 && byte < 0x7F ? c : '?';
    }
    return plain;
  }

  // As much of `words` as fits into `width`.
  [[nodiscard]] Result<ShapedText> shortened(std::string words, const TextStyle& style, int width) const {
    const std::string ellipsis = face_.check("\u2026") ? "\u2026" : "...";
    TBBIMG_ASSIGN_OR_RETURN(ShapedText text, face_.shape(words, TextAlign::left));
    constexpr Size kAnySize{1 << 20, 1 << 20};
    while (!words.empty() && rendered_text_size(text, style, kAnySize).width > width) {
      while (!words.empty() && (static_cast<std::uint8_t>(words.back()) & 0xC0) == 0x80) words.pop_back();
      if (!words.empty()) words.pop_back();
      TBBIMG_ASSIGN_OR_RETURN(text, face_.shape(words + ellipsis, TextAlign::left));
    }
    return text;
  }

  Status draw_words(const std::string& words, double size, Rgb8 ink, Point at, int width) {
    TextStyle style;
    style.size = size;
    style.color = ink;
    TBBIMG_ASSIGN_OR_RETURN(const ShapedText text, shortened(printable(words), style, width));
    TBBIMG_ASSIGN_OR_RETURN(const TextLayer layer,
                            render_text(text, style, {width, static_cast<int>(2 * size)}, context_.kernels()));
    if (layer.pixels.empty()) return {};
    // All words of a line stand on one baseline.
    const int baseline = at.y + static_cast<int>(size);
    const Point corner{at.x, baseline - static_cast<int>(std::lround(layer.origin.y))};
    return over(layer.pixels.view(), page_.view(), corner, 1, page_.view().all_rows(), context_.kernels());
  }

  const SheetLayout& layout_;
  const Typeface& face_;
  const OperationContext& context_;
  Image page_;
};

}  // namespace

Result<Image> fit_for_sheet(const Image& picture, const OperationContext& context) {
  const std::string operation = "thumbnail:" + to_string(kSheetPicture);
  TBBIMG_ASSIGN_OR_RETURN(const auto thumbnail, OperationRegistry::with_builtin_operations().make(operation));
  TBBIMG_ASSIGN_OR_RETURN(const ImageShape shape, thumbnail->output_shape(picture.shape()));
  TBBIMG_ASSIGN_OR_RETURN(Image small, Image::create(shape));
  TBBIMG_RETURN_IF_ERROR(thumbnail->apply(picture.view(), small.view(), context));
  if (!is_gray(shape.format)) return small;
  const PixelFormat format = has_alpha(shape.format) ? PixelFormat::rgba8 : PixelFormat::rgb8;
  TBBIMG_ASSIGN_OR_RETURN(Image coloured, Image::create({shape.size, format}));
  TBBIMG_RETURN_IF_ERROR(
      gray_to_rgb(std::as_const(small).view(), coloured.view(), coloured.view().all_rows(), context.kernels()));
  return coloured;
}

Result<Image> draw_contact_sheet(const std::string& title, const std::vector<SheetSection>& sections, int max_height,
                                 const OperationContext& context) {
  const SheetLayout layout = lay_out(sections);
  if (layout.page.height > max_height) {
    return fail(ErrorCode::limit_exceeded, "the sheet would be " + std::to_string(layout.page.height) +
                                               " pixels high, and " + std::to_string(max_height) +
                                               " are the most here; show fewer photos");
  }
  TBBIMG_ASSIGN_OR_RETURN(const Typeface face, Typeface::find("sans-serif"));
  return Sheet(layout, face, context).draw(title, sections);
}

}  // namespace tbbimg::tools
