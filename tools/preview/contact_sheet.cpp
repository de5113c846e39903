#include "tools/preview/contact_sheet.hpp"

#include <algorithm>
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

namespace tbbimg::tools {
namespace {

constexpr Rgba8 kPage{{240, 240, 240}, 255};
constexpr Rgb8 kTitleInk{20, 20, 20};
constexpr Rgb8 kDetailsInk{96, 96, 96};
constexpr Rgb8 kChequers[2] = {{255, 255, 255}, {204, 204, 204}};
constexpr int kFrame = 200;
constexpr int kChequer = 8;  // all lengths in pixels
constexpr int kGap = 16;
constexpr double kTitleSize = 16;
constexpr double kDetailsSize = 13;
constexpr int kTitleHeight = 24;
constexpr int kLabelHeight = kTitleHeight + 20;

class Sheet {
 public:
  Sheet(Size cell, const Typeface& face, const OperationContext& context)
      : cell_(cell), face_(face), context_(context) {}

  [[nodiscard]] Result<Image> draw(const std::vector<SheetCell>& cells) {
    const auto count = static_cast<double>(cells.size());
    const int columns = static_cast<int>(std::ceil(std::sqrt(count)));
    const int rows = static_cast<int>(std::ceil(count / columns));
    const Size size{columns * (cell_.width + kGap) + kGap, rows * (cell_.height + kLabelHeight + kGap) + kGap};
    TBBIMG_ASSIGN_OR_RETURN(page_, Image::create({size, PixelFormat::rgb8}));
    TBBIMG_RETURN_IF_ERROR(fill(page_.view(), kPage, page_.view().all_rows()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const int column = static_cast<int>(i) % columns;
      const int row = static_cast<int>(i) / columns;
      TBBIMG_RETURN_IF_ERROR(draw_cell(
          cells[i], {kGap + column * (cell_.width + kGap), kGap + row * (cell_.height + kLabelHeight + kGap)}));
    }
    return std::move(page_);
  }

 private:
  Status draw_cell(const SheetCell& cell, Point at) {
    if (cell.picture.empty()) {
      draw_frame(at);
    } else {
      TBBIMG_ASSIGN_OR_RETURN(const Image picture, fitted(cell.picture));
      const Size size = picture.shape().size;
      const Point corner{at.x + (cell_.width - size.width) / 2, at.y + (cell_.height - size.height) / 2};
      TBBIMG_RETURN_IF_ERROR(draw_picture(picture, corner));
    }
    const int words_at = at.y + cell_.height;
    TBBIMG_RETURN_IF_ERROR(draw_words(cell.title, kTitleSize, kTitleInk, {at.x, words_at + 4}));
    return draw_words(cell.details, kDetailsSize, kDetailsInk, {at.x, words_at + kTitleHeight});
  }

  // In colour, and small enough for its cell.
  Result<Image> fitted(const Image& picture) const {
    const std::string operation = "thumbnail:" + to_string(cell_);
    TBBIMG_ASSIGN_OR_RETURN(const auto thumbnail, OperationRegistry::with_builtin_operations().make(operation));
    TBBIMG_ASSIGN_OR_RETURN(const ImageShape shape, thumbnail->output_shape(picture.shape()));
    TBBIMG_ASSIGN_OR_RETURN(Image small, Image::create(shape));
    TBBIMG_RETURN_IF_ERROR(thumbnail->apply(picture.view(), small.view(), context_));
    if (!is_gray(shape.format)) return small;
    const PixelFormat format = has_alpha(shape.format) ? PixelFormat::rgba8 : PixelFormat::rgb8;
    TBBIMG_ASSIGN_OR_RETURN(Image coloured, Image::create({shape.size, format}));
    TBBIMG_RETURN_IF_ERROR(
        gray_to_rgb(std::as_const(small).view(), coloured.view(), coloured.view().all_rows(), context_.kernels()));
    return coloured;
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

  void draw_frame(Point at) {
    for (int y = 0; y < cell_.height; ++y) {
      std::uint8_t* const row = page_.view().row(at.y + y) + 3 * at.x;
      const bool is_edge = y == 0 || y + 1 == cell_.height;
      const int step = is_edge ? 1 : cell_.width - 1;
      for (int x = 0; x < cell_.width; x += step) std::memset(row + 3 * x, kFrame, 3);
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

  Status draw_words(const std::string& words, double size, Rgb8 ink, Point at) {
    TBBIMG_ASSIGN_OR_RETURN(const ShapedText text, face_.shape(printable(words), TextAlign::left));
    TextStyle style;
    style.size = size;
    style.color = ink;
    TBBIMG_ASSIGN_OR_RETURN(const TextLayer layer,
                            render_text(text, style, {cell_.width, kTitleHeight}, context_.kernels()));
    if (layer.pixels.empty()) return {};
    // All words of a line stand on one baseline.
    const int baseline = at.y + static_cast<int>(size);
    const Point corner{at.x, baseline - static_cast<int>(std::lround(layer.origin.y))};
    return over(layer.pixels.view(), page_.view(), corner, 1, page_.view().all_rows(), context_.kernels());
  }

  Size cell_;
  const Typeface& face_;
  const OperationContext& context_;
  Image page_;
};

}  // namespace

Result<Image> draw_contact_sheet(const std::vector<SheetCell>& cells, Size cell, const OperationContext& context) {
  TBBIMG_ASSIGN_OR_RETURN(const Typeface face, Typeface::find("sans-serif"));
  return Sheet(cell, face, context).draw(cells);
}

}  // namespace tbbimg::tools
