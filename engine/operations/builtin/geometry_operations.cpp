// rotate, flip, transpose, crop, trim and pad: the same pixels in other places.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/builtin/copy_rows.hpp"
#include "engine/operations/builtin/crop_window.hpp"
#include "engine/operations/builtin/gravity.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/color/add_alpha.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/geometry/content_box.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/geometry/pad.hpp"
#include "kernels/geometry/rotate.hpp"

namespace tbbimg {
namespace {

class Orient final : public Operation {
 public:
  explicit Orient(Orientation orientation) : orientation_(orientation) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] bool keeps_colors() const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{oriented(input.size, orientation_), input.format};
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(
        output, [&](RowRange rows) { return orient(input, output, orientation_, rows, context.kernels()); });
  }
  [[nodiscard]] std::optional<int> first_row_taken(const ImageShape& /*input*/) const override {
    return orientation_ == Orientation::flip_horizontal ? std::optional(0) : std::nullopt;
  }
  [[nodiscard]] Status apply_rows(ConstImageView input, const ImageShape& /*whole*/, ImageView output,
                                  const OperationContext& context) const override {
    return orient(input, output, orientation_, output.all_rows(), context.kernels());
  }

 private:
  Orientation orientation_;
};

class Rotate final : public Operation {
 public:
  Rotate(Rotation rotation, double degrees, bool crops, bool has_transparency)
      : rotation_(std::move(rotation)), degrees_(degrees), crops_(crops), has_transparency_(has_transparency) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    const Size size = crops_ ? filled_size(input.size, degrees_) : rotated_size(input.size, degrees_);
    if (std::max(size.width, size.height) > kMaxSide) {
      return fail(ErrorCode::invalid_argument, "rotate: an image of " + to_string(input.size) + " becomes one of " +
                                                   to_string(size) + ", and no side may have more than " +
                                                   std::to_string(kMaxSide) + " pixels");
    }
    const bool adds_alpha = has_transparency_ && !crops_;
    return ImageShape{size, adds_alpha ? with_alpha(input.format) : input.format};
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(output, [&](RowRange rows) { return rotation_.run(input, output, rows); });
  }

 private:
  Rotation rotation_;
  double degrees_;
  bool crops_;
  bool has_transparency_;  ///< of what fills the corners
};

std::string at_text(Point at) { return std::to_string(at.x) + "," + std::to_string(at.y); }

class Crop final : public Operation {
 public:
  Crop(std::variant<Size, AspectRatio> part, CropWindow window) : part_(part), window_(window) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] bool keeps_colors() const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    // What finds its place in the image lies inside if the image is large enough.
    const auto* placement = std::get_if<Placement>(&window_);
    const Size size = size_in(input.size);
    const Point at = placement != nullptr ? place(size, input.size, *placement) : Point{};
    if (at.x < 0 || at.y < 0 || at.x > input.size.width - size.width || at.y > input.size.height - size.height) {
      return fail(ErrorCode::invalid_argument, "crop: " + to_string(size) + " at " + at_text(at) +
                                                   " does not lie inside of an image of " + to_string(input.size));
    }
    return ImageShape{size, input.format};
  }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    return locate_scratch_bytes(window_, input.size);
  }
  [[nodiscard]] std::optional<int> first_row_taken(const ImageShape& input) const override {
    const auto kernels = Kernels::active();
    const auto at = kernels ? place_unseen(input, *kernels) : std::nullopt;
    return at ? std::optional(at->y) : std::nullopt;
  }
  [[nodiscard]] Status apply_rows(ConstImageView input, const ImageShape& whole, ImageView output,
                                  const OperationContext& context) const override {
    const auto at = place_unseen(whole, context.kernels());
    if (!at) return fail(ErrorCode::unsupported, "the crop needs the whole image");
    copy_rows(input.crop(at->x, 0, output.size()), output, output.all_rows());
    return {};
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    TBBIMG_ASSIGN_OR_RETURN(const Point at, locate(window_, output.size(), input.size(), input, context.kernels()));
    const ConstImageView part = input.crop(at.x, at.y, output.size());
    return context.for_rows(output, [&](RowRange rows) -> Status {
      copy_rows(part, output, rows);
      return {};
    });
  }

 private:
  // Nothing where pixels decide.
  [[nodiscard]] std::optional<Point> place_unseen(const ImageShape& image, Kernels kernels) const {
    if (std::holds_alternative<Interest>(window_)) return std::nullopt;
    const ConstImageView unseen{nullptr, 0, image.size.width, image.size.height, image.format};
    const auto at = locate(window_, size_in(image.size), image.size, unseen, kernels);
    return at ? std::optional(*at) : std::nullopt;
  }

  [[nodiscard]] Size size_in(Size image) const noexcept {
    const auto* aspect = std::get_if<AspectRatio>(&part_);
    return aspect != nullptr ? aspect->largest_in(image) : std::get<Size>(part_);
  }

  std::variant<Size, AspectRatio> part_;
  CropWindow window_;
};

class Trim final : public Operation {
 public:
  Trim(std::optional<Rgb8> background, int threshold) : background_(background), threshold_(threshold) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool size_depends_on_pixels() const noexcept override { return true; }
  [[nodiscard]] Result<Rectangle> content_box(ConstImageView input, const OperationContext&) const override {
    TBBIMG_ASSIGN_OR_RETURN(const Rectangle box, tbbimg::content_box(input, background_, threshold_));
    // As in sharp: an image that is nothing but border stays.
    return box.size == Size{} ? Rectangle{{}, input.size()} : box;
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(output, [&](RowRange rows) -> Status {
      copy_rows(input, output, rows);
      return {};
    });
  }

 private:
  std::optional<Rgb8> background_;
  int threshold_;
};

class Pad final : public Operation {
 public:
  Pad(Size size, Placement placement, Border border, Rgba8 background)
      : size_(size), placement_(placement), border_(border), background_(background) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{{std::max(size_.width, input.size.width), std::max(size_.height, input.size.height)},
                      format_of(input.format)};
  }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    const PixelFormat format = format_of(input.format);
    return format == input.format ? 0 : image_bytes({input.size, format});
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    const Point wanted = place(input.size(), output.size(), placement_);
    const Point at = {std::clamp(wanted.x, 0, output.width - input.width),
                      std::clamp(wanted.y, 0, output.height - input.height)};
    if (input.format != output.format) {
      TBBIMG_ASSIGN_OR_RETURN(Image with_alpha, Image::create({input.size(), output.format}, context.pool()));
      TBBIMG_RETURN_IF_ERROR(add_alpha(input, with_alpha.view(), input.all_rows()));
      return surround(with_alpha.view(), output, at, context);
    }
    return surround(input, output, at, context);
  }

 private:
  [[nodiscard]] PixelFormat format_of(PixelFormat input) const noexcept {
    const bool shows_through = border_ == Border::constant && background_.alpha < 255;
    return shows_through ? with_alpha(input) : input;
  }
  [[nodiscard]] Status surround(ConstImageView input, ImageView output, Point at,
                                const OperationContext& context) const {
    return context.for_rows(output, [&](RowRange rows) { return pad(input, output, at, border_, background_, rows); });
  }

  Size size_;
  Placement placement_;
  Border border_;
  Rgba8 background_;
};

// What fills the corners and how pixels are resampled, where they are turned by other angles than quarter turns.
std::vector<Argument> rotate_arguments() {
  return {
      Argument::paint("background", "of the corners", "white").newer(),
      Argument::word("crop", "yes: without corners, the largest rectangle that the image fills", {"no", "yes"}, "no")
          .newer(),
      Argument::word("filter", "resampling filter",
                     {"nearest", "bilinear", "catmull-rom", "mitchell", "lanczos2", "lanczos3"}, "lanczos3")
          .newer()};
}

MadeOperation make_rotate(const Arguments& arguments) {
  const double degrees = arguments.number("degrees");
  const double quarters = degrees / 90;
  if (quarters == std::floor(quarters)) {
    constexpr Orientation kTurns[] = {Orientation::upright, Orientation::rotate_90, Orientation::rotate_180,
                                      Orientation::rotate_270};
    return std::make_shared<Orient>(kTurns[static_cast<int>(quarters) & 3]);
  }
  TBBIMG_ASSIGN_OR_RETURN(const ResizeFilter filter, parse_resize_filter(arguments.text("filter")));
  const Rgba8 background = arguments.paint("background");
  TBBIMG_ASSIGN_OR_RETURN(Rotation rotation, Rotation::create(degrees, filter, background));
  return std::make_shared<Rotate>(std::move(rotation), degrees, arguments.text("crop") == "yes",
                                  background.alpha < 255);
}

void add_orientations(OperationRegistry& registry) {
  registry.add(
      {"rotate", "Turns clockwise: by quarter turns exactly, by other angles with smooth edges",
       all_arguments({{Argument::number("degrees", "clockwise", -360, 360)}, rotate_arguments()}), "rotate:90"},
      make_rotate);
  registry.add({"flip",
                "Mirrors the image",
                {Argument::word("direction", "horizontal swaps left and right, vertical top and bottom",
                                {"horizontal", "vertical"})},
                "flip:horizontal"},
               [](const Arguments& arguments) -> MadeOperation {
                 return std::make_shared<Orient>(arguments.text("direction") == "horizontal"
                                                     ? Orientation::flip_horizontal
                                                     : Orientation::flip_vertical);
               });
  registry.add({"transpose",
                "Mirrors at a diagonal: rows become columns",
                {Argument::word("diagonal", "main runs from the upper left, other from the upper right",
                                {"main", "other"}, "main")},
                "transpose:main"},
               [](const Arguments& arguments) -> MadeOperation {
                 return std::make_shared<Orient>(arguments.text("diagonal") == "main" ? Orientation::transpose
                                                                                      : Orientation::transverse);
               });
}

constexpr const char* kCornerColor = "corner";

}  // namespace

void add_geometry_operations(OperationRegistry& registry) {
  add_orientations(registry);
  registry.add(
      {"crop", "Keeps a rectangle of the image; fails on images that do not hold it",
       all_arguments({{Argument::part("size", "what to keep, in pixels, or the most that has this shape", 1, kMaxSide)},
                      crop_window_arguments()}),
       "crop:64x48,gravity=northwest,x=10,y=20"},
      [](const Arguments& arguments) -> MadeOperation {
        TBBIMG_ASSIGN_OR_RETURN(
            const CropWindow window,
            parse_crop_window(arguments.text("gravity"), {arguments.integer("x"), arguments.integer("y")}));
        using Part = std::variant<Size, AspectRatio>;
        const auto aspect = arguments.aspect("size");
        return std::make_shared<Crop>(aspect ? Part(*aspect) : Part(arguments.size("size")), window);
      });
  registry.add({"trim",
                "Cuts off a border of one colour; an image that is nothing else stays",
                {Argument::integer("threshold", "by how much a channel may differ in the border", 0, 255, "10"),
                 Argument::color("background", "of the border; corner: that of the upper left pixel", kCornerColor)},
                "trim:10"},
               [](const Arguments& arguments) -> MadeOperation {
                 const bool is_corner = arguments.text("background") == kCornerColor;
                 return std::make_shared<Trim>(is_corner ? std::nullopt : std::optional(arguments.color("background")),
                                               arguments.integer("threshold"));
               });
  registry.add({"pad", "Surrounds the image so that it gets at least this size",
                all_arguments({{Argument::size("size", "the result in pixels; longer sides stay", 1, kMaxSide)},
                               gravity_arguments("center"),
                               {Argument::word("border",
                                               "what surrounds the image: the background (constant), its edge pixels "
                                               "(clamp), itself mirrored or repeated (wrap)",
                                               {"mirror", "clamp", "wrap", "constant"}, "constant"),
                                Argument::paint("background", "for border=constant", "white")}}),
                "pad:800x600,background=#336699"},
               [](const Arguments& arguments) -> MadeOperation {
                 TBBIMG_ASSIGN_OR_RETURN(const Border border, parse_border(arguments.text("border")));
                 return std::make_shared<Pad>(arguments.size("size"), parse_placement(arguments), border,
                                              arguments.paint("background"));
               });
}

}  // namespace tbbimg
