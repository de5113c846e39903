// rotate, flip, transpose, crop, trim and pad: the same pixels in other places.
#include <algorithm>
#include <iterator>
#include <string>

#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/builtin/copy_rows.hpp"
#include "engine/operations/builtin/crop_window.hpp"
#include "engine/operations/builtin/gravity.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/core/validate.hpp"
#include "kernels/geometry/content_box.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/geometry/pad.hpp"

namespace tbbimg {
namespace {

class Orient final : public Operation {
 public:
  explicit Orient(Orientation orientation) : orientation_(orientation) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{oriented(input.size, orientation_), input.format};
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(
        output, [&](RowRange rows) { return orient(input, output, orientation_, rows, context.kernels()); });
  }

 private:
  Orientation orientation_;
};

std::string at_text(Point at) { return std::to_string(at.x) + "," + std::to_string(at.y); }

class Crop final : public Operation {
 public:
  Crop(Size size, CropWindow window) : size_(size), window_(window) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    // What finds its place in the image lies inside if the image is large enough.
    const auto* placement = std::get_if<Placement>(&window_);
    const Point at = placement != nullptr ? place(size_, input.size, *placement) : Point{};
    if (at.x < 0 || at.y < 0 || at.x > input.size.width - size_.width || at.y > input.size.height - size_.height) {
      return fail(ErrorCode::invalid_argument, "crop: " + to_string(size_) + " at " + at_text(at) +
                                                   " does not lie inside of an image of " + to_string(input.size));
    }
    return ImageShape{size_, input.format};
  }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    return locate_scratch_bytes(window_, input.size);
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    TBBIMG_ASSIGN_OR_RETURN(const Point at, locate(window_, size_, input.size(), input, context.kernels()));
    const ConstImageView part = input.crop(at.x, at.y, size_);
    return context.for_rows(output, [&](RowRange rows) -> Status {
      copy_rows(part, output, rows);
      return {};
    });
  }

 private:
  Size size_;
  CropWindow window_;
};

class Trim final : public Operation {
 public:
  Trim(std::optional<Rgb8> background, int threshold) : background_(background), threshold_(threshold) {}

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

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{{std::max(size_.width, input.size.width), std::max(size_.height, input.size.height)},
                      input.format};
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    const Point wanted = place(input.size(), output.size(), placement_);
    const Point at = {std::clamp(wanted.x, 0, output.width - input.width),
                      std::clamp(wanted.y, 0, output.height - input.height)};
    return context.for_rows(output, [&](RowRange rows) { return pad(input, output, at, border_, background_, rows); });
  }

 private:
  Size size_;
  Placement placement_;
  Border border_;
  Rgba8 background_;
};

void add_orientations(OperationRegistry& registry) {
  registry.add({"rotate",
                "Turns clockwise by quarter turns",
                {Argument::word("degrees", "clockwise", {"90", "180", "270"})},
                "rotate:90"},
               [](const Arguments& arguments) -> MadeOperation {
                 const std::string& degrees = arguments.text("degrees");
                 return std::make_shared<Orient>(degrees == "90"    ? Orientation::rotate_90
                                                 : degrees == "180" ? Orientation::rotate_180
                                                                    : Orientation::rotate_270);
               });
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
       all_arguments({{Argument::size("size", "what to keep, in pixels", 1, kMaxSide)}, crop_window_arguments()}),
       "crop:64x48,gravity=northwest,x=10,y=20"},
      [](const Arguments& arguments) -> MadeOperation {
        TBBIMG_ASSIGN_OR_RETURN(
            const CropWindow window,
            parse_crop_window(arguments.text("gravity"), {arguments.integer("x"), arguments.integer("y")}));
        return std::make_shared<Crop>(arguments.size("size"), window);
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
                                Argument::color("background", "for border=constant", "white")}}),
                "pad:800x600,background=#336699"},
               [](const Arguments& arguments) -> MadeOperation {
                 TBBIMG_ASSIGN_OR_RETURN(const Border border, parse_border(arguments.text("border")));
                 return std::make_shared<Pad>(arguments.size("size"), parse_placement(arguments), border,
                                              Rgba8{arguments.color("background")});
               });
}

}  // namespace tbbimg
