// text: words laid over the image.
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "engine/lettering/render_text.hpp"
#include "engine/lettering/typeface.hpp"
#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/builtin/copy_rows.hpp"
#include "engine/operations/builtin/mark.hpp"
#include "engine/operations/placeholders.hpp"
#include "engine/operations/registry.hpp"
#include "engine/operations/values.hpp"
#include "kernels/convolve/separable.hpp"

namespace tbbimg {
namespace {

// A TextStyle whose lengths are still to be taken of an image's shorter side.
struct StyleWish {
  Length size;
  Rgb8 color;
  double rotation = 0;
  Length outline;
  Rgb8 outline_color;
  Length shadow_x;
  Length shadow_y;
  Length shadow_blur;
  Rgb8 shadow_color;
  double shadow_opacity = 1;
  std::optional<Rgb8> box_color;
  double box_opacity = 1;
  Length padding;

  [[nodiscard]] TextStyle for_image(Size image) const noexcept {
    const int side = std::min(image.width, image.height);
    TextStyle style{size.exact_pixels(side), color, rotation};
    if (outline.value > 0) style.outline = TextOutline{outline.exact_pixels(side), outline_color};
    if (shadow_x.value != 0 || shadow_y.value != 0 || shadow_blur.value > 0) {
      style.shadow = TextShadow{shadow_x.exact_pixels(side), shadow_y.exact_pixels(side),
                                std::min(shadow_blur.exact_pixels(side), SeparableKernel::kMaxSigma), shadow_color,
                                shadow_opacity};
    }
    if (box_color) style.box = TextBox{padding.exact_pixels(side), *box_color, box_opacity};
    return style;
  }
};

// "\n" as people type it.
std::string with_line_feeds(std::string_view typed) {
  std::string text;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    const bool is_escape = typed[i] == '\\' && i + 1 < typed.size() && (typed[i + 1] == 'n' || typed[i + 1] == '\\');
    if (!is_escape) {
      text += typed[i];
    } else {
      text += typed[++i] == 'n' ? '\n' : '\\';
    }
  }
  return text;
}

TextAlign align_of(Gravity gravity) noexcept {
  const int left = place({0, 0}, {2, 2}, gravity, {}).x;
  return left == 0 ? TextAlign::left : left == 1 ? TextAlign::center : TextAlign::right;
}

class Text final : public Operation {
 public:
  Text(Typeface typeface, PlaceholderText words, const StyleWish& style, const MarkPlacement& placement, double opacity)
      : typeface_(std::move(typeface)),
        words_(std::move(words)),
        style_(style),
        placement_(placement),
        opacity_(opacity) {}

  // Errors: as Typeface::shape, of what is known before there is an image.
  Status prepare() {
    std::string literal;
    bool is_whole = true;
    for (const PlaceholderText::Piece& piece : words_.pieces()) {
      literal += piece.text;
      is_whole = is_whole && !piece.placeholder;
    }
    TBBIMG_RETURN_IF_ERROR(typeface_.check(literal));
    lines_ = 1 + static_cast<int>(std::count(literal.begin(), literal.end(), '\n'));
    if (is_whole) {
      TBBIMG_ASSIGN_OR_RETURN(shaped_, typeface_.shape(literal, align_of(placement_.gravity)));
    }
    return {};
  }

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }

  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    const TextStyle style = style_.for_image(input.size);
    const Size size = largest_mark(input.size, style);
    return render_text_bytes(size, style) + image_bytes({size, PixelFormat::gray_alpha8});
  }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    TBBIMG_ASSIGN_OR_RETURN(const MarkCache::SharedMark mark, mark_of(input, context));
    return context.for_rows(output, [&](RowRange rows) {
      copy_rows(input, output, rows);
      return lay_mark(mark->view(), output, placement_, opacity_, rows, context.kernels());
    });
  }

 private:
  [[nodiscard]] Result<MarkCache::SharedMark> mark_of(ConstImageView input, const OperationContext& context) const {
    const auto render = [&](const ShapedText& text) -> Result<Image> {
      TBBIMG_ASSIGN_OR_RETURN(TextLayer layer,
                              render_text(text, style_.for_image(input.size()), room_for_mark(input.size(), placement_),
                                          context.kernels(), context.pool()));
      return mark_for(std::move(layer.pixels), input.format, context);
    };
    if (shaped_) return cache_.get(input.size(), is_gray(input.format), [&] { return render(*shaped_); });
    auto text = typeface_.shape(words_.expand_as_text(context.facts()), align_of(placement_.gravity));
    if (!text) return fail(text.error().code, "text: " + text.error().message);
    TBBIMG_ASSIGN_OR_RETURN(Image mark, render(*text));
    return std::make_shared<const Image>(std::move(mark));
  }

  // No text of as many lines is larger, unless its fonts are uncommonly high.
  [[nodiscard]] Size largest_mark(Size image, const TextStyle& style) const noexcept {
    constexpr double kLineHeight = 2;  // ems
    const Size room = room_for_mark(image, placement_);
    double around = style.outline ? style.outline->width : 0;
    if (style.box) around += style.box->padding;
    if (style.shadow) {
      around += std::max(std::abs(style.shadow->dx), std::abs(style.shadow->dy)) + 3 * style.shadow->blur;
    }
    const double width = (shaped_ ? shaped_->width + 1 : 1e6) * style.size + 2 * around;
    const double height = lines_ * kLineHeight * style.size + 2 * around;
    const Similarity turn = Similarity::turn_and_scale(style.rotation, 1);
    const auto at_most = [](double side, int limit) {
      return side < limit ? static_cast<int>(std::ceil(side)) : limit;
    };
    return {at_most(std::abs(turn.a) * width + std::abs(turn.b) * height + 2, room.width),
            at_most(std::abs(turn.b) * width + std::abs(turn.a) * height + 2, room.height)};
  }

  Typeface typeface_;
  PlaceholderText words_;
  StyleWish style_;
  MarkPlacement placement_;
  double opacity_;
  int lines_ = 1;
  std::optional<ShapedText> shaped_;  // if no image changes it
  mutable MarkCache cache_;           // of that
};

std::vector<Argument> text_arguments() {
  constexpr double kLeastSize = 0.1;
  const auto length = [](const char* name, const char* help, const char* by_default, double min = 0) {
    return Argument::length(name, help, min, kMaxSide, by_default);
  };
  return all_arguments(
      {{Argument::text("text", "\\n ends a line; {stem}, {date}, {copyright}, {dir} and {index} are the image's"),
        Argument::text("font",
                       "a family, with its style as in DejaVu Sans:bold; sans-serif, serif, monospace; or a file",
                       "sans-serif"),
        length("size", "of the letters; this and what follows in per cent of the image's shorter side", "4%",
               kLeastSize),
        Argument::color("color", "of the letters", "#ffffff"),
        Argument::share("opacity", "of the whole, with outline, shadow and box", 0, 1, "1")},
       mark_arguments("southeast"),
       {Argument::number("rotate", "degrees, clockwise", -360, 360, "0"),
        length("outline", "width around the letters", "0"),
        Argument::color("outline_color", "of the outline", "#000000"),
        length("shadow_x", "how far the shadow lies to the right", "0", -kMaxSide),
        length("shadow_y", "how far the shadow lies below", "0", -kMaxSide),
        length("shadow_blur", "standard deviation of the shadow's blur", "0"),
        Argument::color("shadow_color", "of the shadow, which is there if one of these three is not 0", "#000000"),
        Argument::share("shadow_opacity", "of the shadow", 0, 1, "0.5"),
        Argument::color("box", "colour of a box behind the text", "none"),
        Argument::share("box_opacity", "of the box", 0, 1, "0.5"),
        length("padding", "between text and the box's edges", "1%")}});
}

StyleWish style_of(const Arguments& arguments) {
  StyleWish style;
  style.size = arguments.length("size");
  style.color = arguments.color("color");
  style.rotation = arguments.number("rotate");
  style.outline = arguments.length("outline");
  style.outline_color = arguments.color("outline_color");
  style.shadow_x = arguments.length("shadow_x");
  style.shadow_y = arguments.length("shadow_y");
  style.shadow_blur = arguments.length("shadow_blur");
  style.shadow_color = arguments.color("shadow_color");
  style.shadow_opacity = arguments.share("shadow_opacity");
  if (arguments.text("box") != "none") style.box_color = arguments.color("box");
  style.box_opacity = arguments.share("box_opacity");
  style.padding = arguments.length("padding");
  return style;
}

MadeOperation make_text(const Arguments& arguments) {
  constexpr std::array kAllowed = {Placeholder::stem, Placeholder::date, Placeholder::copyright, Placeholder::directory,
                                   Placeholder::index};
  TBBIMG_ASSIGN_OR_RETURN(PlaceholderText words,
                          PlaceholderText::parse(with_line_feeds(arguments.text("text")), kAllowed));
  TBBIMG_ASSIGN_OR_RETURN(Typeface typeface, Typeface::find(arguments.text("font")));
  auto made = std::make_shared<Text>(std::move(typeface), std::move(words), style_of(arguments),
                                     parse_mark_placement(arguments), arguments.share("opacity"));
  TBBIMG_RETURN_IF_ERROR(made->prepare());
  return made;
}

}  // namespace

void add_text_operations(OperationRegistry& registry) {
  registry.add({"text", "Lays words over the image, scaled down where they do not fit; a gray image stays gray",
                text_arguments(), "text:\"© {stem}\",size=5%,opacity=0.7,x=2%,y=2%,outline=0.2%"},
               make_text);
}

}  // namespace tbbimg
