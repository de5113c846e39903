// fill and overlay: something laid over the image.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "codecs/registry.hpp"
#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/builtin/copy_rows.hpp"
#include "engine/operations/builtin/layer_file.hpp"
#include "engine/operations/builtin/mark.hpp"
#include "engine/operations/builtin/resize_scratch.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/composite/fill.hpp"
#include "kernels/composite/over.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg {
namespace {

constexpr const char* kOwnSize = "own-size";  // an overlay's scale when none is given
constexpr double kLeastScale = 0.001;

class Overlay final : public Operation {
 public:
  Overlay(Image layer, std::optional<double> scale, const MarkPlacement& placement, double opacity)
      : layer_(std::move(layer)), scale_(scale), placement_(placement), opacity_(opacity) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    const Size size = fitting_size(input.size);
    return image_bytes({size, PixelFormat::rgba8}) + image_bytes({size, PixelFormat::gray_alpha8}) +
           resize_scratch_bytes(layer_.shape().size, size);
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    const Size size = fitting_size(input.size());
    const auto make = [&]() -> Result<Image> {
      TBBIMG_ASSIGN_OR_RETURN(Image fitting, resized(size, context));
      return mark_for(std::move(fitting), input.format, context);
    };
    TBBIMG_ASSIGN_OR_RETURN(const MarkCache::SharedMark mark, cache_.get(size, is_gray(input.format), make));
    return context.for_rows(output, [&](RowRange rows) {
      copy_rows(input, output, rows);
      return lay_mark(mark->view(), output, placement_, opacity_, rows, context.kernels());
    });
  }

 private:
  // What does not fit is scaled down; `scale_` fits into its share of the image, whatever that takes.
  [[nodiscard]] Size fitting_size(Size image) const noexcept {
    const Size own = layer_.shape().size;
    const Size room = room_for_mark(image, placement_);
    const double share = scale_.value_or(1.0);
    const double ratio = std::min(std::min(share * image.width, double{1} * room.width) / own.width,
                                  std::min(share * image.height, double{1} * room.height) / own.height);
    if (!scale_ && ratio >= 1) return own;
    return {std::clamp(static_cast<int>(std::lround(own.width * ratio)), 1, room.width),
            std::clamp(static_cast<int>(std::lround(own.height * ratio)), 1, room.height)};
  }

  [[nodiscard]] Result<Image> resized(Size size, const OperationContext& context) const {
    if (size == layer_.shape().size) return layer_.clone(context.pool());
    TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                            ResizePlan::create(layer_.shape().size, size, layer_.format(), {}, context.kernels()));
    TBBIMG_ASSIGN_OR_RETURN(Image made, Image::create({size, layer_.format()}, context.pool()));
    TBBIMG_RETURN_IF_ERROR(
        context.for_rows(made.view(), [&](RowRange rows) { return plan.run(layer_.view(), made.view(), rows); }));
    return made;
  }

  Image layer_;
  std::optional<double> scale_;
  MarkPlacement placement_;
  double opacity_;
  mutable MarkCache cache_;
};

class Fill final : public Operation {
 public:
  Fill(Rgb8 color, double opacity, Point at, Size size) : color_(color), opacity_(opacity), at_(at), size_(size) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    return image_bytes({{input.size.width, 1}, PixelFormat::rgba8});
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    const int left = std::min(at_.x, output.width);
    const int width = std::min(size_.width, output.width - left);
    const PixelFormat format = is_gray(input.format) ? PixelFormat::gray_alpha8 : PixelFormat::rgba8;
    TBBIMG_ASSIGN_OR_RETURN(Image row, Image::create({{width, 1}, format}, context.pool()));
    TBBIMG_RETURN_IF_ERROR(fill(row.view(), {color_}, row.view().all_rows()));
    return context.for_rows(output, [&](RowRange rows) -> Status {
      copy_rows(input, output, rows);
      const std::int64_t bottom = std::int64_t{at_.y} + size_.height;
      for (int y = std::max(rows.begin, at_.y); y < rows.end && y < bottom; ++y) {
        TBBIMG_RETURN_IF_ERROR(over(row.view(), output, {left, y}, opacity_, {y, y + 1}, context.kernels()));
      }
      return {};
    });
  }

 private:
  Rgb8 color_;
  double opacity_;
  Point at_;
  Size size_;
};

Argument opacity_argument() {
  return Argument::share("opacity", "multiplies the alpha of what is laid over", 0, 1, "1");
}

}  // namespace

void add_composite_operations(OperationRegistry& registry) {
  registry.add({"fill",
                "Paints a rectangle, or the whole image",
                {Argument::color("color", "of the paint"), opacity_argument(),
                 Argument::integer("x", "left edge in pixels", 0, kMaxSide, "0"),
                 Argument::integer("y", "upper edge in pixels", 0, kMaxSide, "0"),
                 Argument::size("size", "of the rectangle; cut off at the edges", 1, kMaxSide, "65535")},
                "fill:#ff0000,opacity=0.25,x=8,y=8,size=64x32"},
               [](const Arguments& arguments) -> MadeOperation {
                 return std::make_shared<Fill>(arguments.color("color"), arguments.share("opacity"),
                                               Point{arguments.integer("x"), arguments.integer("y")},
                                               arguments.size("size"));
               });
  registry.add(
      {"overlay",
       "Lays another image over each (Porter-Duff over), scaled down where it does not fit; a gray image "
       "stays gray",
       all_arguments({{Argument::path("file", "an image of any format that can be read, read once"), opacity_argument(),
                       Argument::share("scale", "of the image's width and height, the box to fit into", kLeastScale, 1,
                                       kOwnSize)},
                      mark_arguments("center")}),
       "overlay:logo.png,scale=20%,opacity=0.5,gravity=southeast,x=2%,y=2%"},
      [](const Arguments& arguments) -> MadeOperation {
        auto layer = load_layer(arguments.text("file"));
        if (!layer) return fail(ErrorCode::invalid_recipe, "overlay: " + layer.error().to_string());
        const bool has_scale = arguments.text("scale") != kOwnSize;
        return std::make_shared<Overlay>(*std::move(layer),
                                         has_scale ? std::optional(arguments.share("scale")) : std::nullopt,
                                         parse_mark_placement(arguments), arguments.share("opacity"));
      });
}

}  // namespace tbbimg
