// thumbnail and resize: the operations that resample the image.
#include <algorithm>
#include <string>
#include <utility>

#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/builtin/copy_rows.hpp"
#include "engine/operations/builtin/crop_window.hpp"
#include "engine/operations/builtin/fit.hpp"
#include "engine/operations/builtin/resize_scratch.hpp"
#include "engine/operations/builtin/stored_part.hpp"
#include "engine/operations/registry.hpp"
#include "engine/operations/values.hpp"
#include "kernels/color/add_alpha.hpp"
#include "kernels/composite/fill.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg {
namespace {

// What a decoder may leave at least when it shrinks on load, as a multiple of the result. Measured on 32 photos to 256
// pixels, JPEG quality 80, mean PSNR against a resize of the full decode: 34.70 dB at 2, 34.66 at 1.8 (vipsthumbnail:
// 34.43), in two thirds of the time, because 3840 pixels then decode at 1/8.
constexpr double kOversample = 1.8;

constexpr Rgba8 kDefaultBackground = {{255, 255, 255}};

struct ResizeRequest {
  Size box;
  ResizeOptions options;
  Fit fit = Fit::fill;
  bool enlarge = true;
  CropWindow window = Placement{};        // what cover keeps, or where contain puts it
  Rgba8 background = kDefaultBackground;  // of contain
};

// The part of `source` that becomes the pixels of `window` at `at` where the whole becomes `scaled` ones.
SourceRegion part_of(Size source, Size scaled, Point at, Size window) noexcept {
  const auto back = [](double position, int from, int to) { return position * from / to; };
  const double x = back(at.x, source.width, scaled.width);
  const double y = back(at.y, source.height, scaled.height);
  return {x, y, std::min(back(window.width, source.width, scaled.width), source.width - x),
          std::min(back(window.height, source.height, scaled.height), source.height - y)};
}

Status copy(ConstImageView input, ImageView output, const OperationContext& context) {
  return context.for_rows(output, [&](RowRange rows) -> Status {
    copy_rows(input, output, rows);
    return {};
  });
}

// Paints what of `output` lies outside of `inner`.
Status surround(ImageView output, const Rectangle& inner, Rgba8 color) {
  if (inner.size == output.size()) return {};
  const auto [x, y] = inner.at;
  const int right = x + inner.size.width;
  const int below = y + inner.size.height;
  TBBIMG_RETURN_IF_ERROR(fill(output, color, {0, y}));
  TBBIMG_RETURN_IF_ERROR(fill(output, color, {below, output.height}));
  TBBIMG_RETURN_IF_ERROR(fill(output.crop(0, 0, {x, output.height}), color, {y, below}));
  return fill(output.crop(right, 0, {output.width - right, output.height}), color, {y, below});
}

class RowResize final : public RowOperation {
 public:
  explicit RowResize(ResizePlan plan) : plan_(std::move(plan)) {}

  [[nodiscard]] Status begin(ImageView output) {
    TBBIMG_ASSIGN_OR_RETURN(stream_, ResizeStream::create(plan_, output));
    return {};
  }
  [[nodiscard]] Status take(const RowRing& input) override { return stream_->take(input); }
  [[nodiscard]] int first_needed() const noexcept override { return stream_->first_needed(); }

 private:
  ResizePlan plan_;
  std::optional<ResizeStream> stream_;
};

class Resize final : public Operation {
 public:
  explicit Resize(const ResizeRequest& request, Orientation turn = Orientation::upright)
      : request_(request), turn_(turn) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    TBBIMG_ASSIGN_OR_RETURN(const FittedSize fitted, fitted_size(oriented(input.size, turn_)));
    const bool shows_through = request_.fit == Fit::contain && request_.background.alpha < 255;
    return ImageShape{oriented(fitted.output, turn_), shows_through ? with_alpha(input.format) : input.format};
  }

  [[nodiscard]] std::optional<Size> sufficient_input(Size full) const noexcept override {
    const auto fitted = fitted_size(full);
    const ResizeOptions& options = request_.options;
    // Point sampling picks pixels of the full image; a shrunken one has others, and they are means of encoded samples.
    const bool needs_all = options.filter == ResizeFilter::nearest || options.light == LightSpace::linear;
    if (!fitted || needs_all || options.region) return std::nullopt;
    const auto enough = [](int side, int limit) { return static_cast<int>(std::min(side * kOversample, 1.0 * limit)); };
    return Size{enough(fitted->scaled.width, full.width), enough(fitted->scaled.height, full.height)};
  }

  [[nodiscard]] bool shows_whole_input() const noexcept override {
    return request_.fit != Fit::cover && request_.fit != Fit::contain && !request_.options.region;
  }

  [[nodiscard]] bool changes_nothing(const ImageShape& input) const noexcept override {
    const auto shape = output_shape(input);
    return shape && *shape == input && !request_.options.region;
  }

  // Filters that tell left from right at a pixel's edge pick others in a mirror.
  [[nodiscard]] std::shared_ptr<const Operation> before_turn(Orientation orientation) const override {
    const ResizeFilter filter = request_.options.filter;
    const bool is_symmetric = filter != ResizeFilter::nearest && filter != ResizeFilter::box;
    if (!is_symmetric || std::holds_alternative<Interest>(request_.window)) return nullptr;
    return std::make_shared<Resize>(request_, orientation);
  }

  [[nodiscard]] bool keeps_colors() const noexcept override {
    return request_.fit != Fit::contain || request_.background.alpha == 0;
  }

  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    const auto shape = output_shape(input);
    if (!shape) return 0;
    const std::size_t opaque = shape->format == input.format ? 0 : image_bytes({shape->size, input.format});
    // What makes rows of 16 bits takes blocks of floats, whatever the sizes (kernels/resize/word_rows.cpp).
    constexpr std::size_t kWordBlocks = std::size_t{384} << 10;
    const std::size_t words = bytes_per_sample(input.format) == 2 ? kWordBlocks : 0;
    return words + resize_scratch_bytes(input.size, shape->size) + locate_scratch_bytes(request_.window, input.size) +
           opaque;
  }

  [[nodiscard]] std::optional<int> rows_at_once(const ImageShape& input, const ImageShape& output) const override {
    if (std::holds_alternative<Interest>(request_.window) || input.format != output.format) return std::nullopt;
    const auto kernels = Kernels::of(SimdLevel::scalar);  // rows are as many on all levels
    if (!kernels) return std::nullopt;
    const auto part =
        stored_part_to_resample({nullptr, 0, input.size.width, input.size.height, input.format}, output.size, *kernels);
    if (!part || part->is_copied) return std::nullopt;
    const auto plan = make_plan(input, *part, *kernels);
    return plan ? std::optional(ResizeStream::ring_rows(*plan)) : std::nullopt;
  }

  [[nodiscard]] Result<std::unique_ptr<RowOperation>> by_rows(const ImageShape& input, ImageView output,
                                                              const OperationContext& context) const override {
    const ConstImageView unseen{nullptr, 0, input.size.width, input.size.height, input.format};
    TBBIMG_ASSIGN_OR_RETURN(const Part part, stored_part_to_resample(unseen, output.size(), context.kernels()));
    TBBIMG_ASSIGN_OR_RETURN(ResizePlan plan, make_plan(input, part, context.kernels()));
    auto operation = std::make_unique<RowResize>(std::move(plan));
    TBBIMG_RETURN_IF_ERROR(surround(output, part.to, request_.background));
    TBBIMG_RETURN_IF_ERROR(operation->begin(output.crop(part.to.at.x, part.to.at.y, part.to.size)));
    return operation;
  }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    TBBIMG_ASSIGN_OR_RETURN(const Part part, stored_part_to_resample(input, output.size(), context.kernels()));
    TBBIMG_RETURN_IF_ERROR(surround(output, part.to, request_.background));
    const ImageView place = output.crop(part.to.at.x, part.to.at.y, part.to.size);
    if (input.format == output.format) return resample(input, part, place, context);
    TBBIMG_ASSIGN_OR_RETURN(Image opaque, Image::create({part.to.size, input.format}, context.pool()));
    TBBIMG_RETURN_IF_ERROR(resample(input, part, opaque.view(), context));
    return add_alpha(std::as_const(opaque).view(), place, place.all_rows());
  }

 private:
  [[nodiscard]] Result<FittedSize> fitted_size(Size input) const {
    return fit_into(input, request_.box, request_.fit, request_.enlarge);
  }

  // What of the input becomes which part of the output.
  struct Part {
    bool is_copied = false;  ///< from the point `from` on, pixel by pixel
    Point from;
    std::optional<SourceRegion> region;  ///< otherwise resampled: this, or all
    Rectangle to;
  };

  // The same of an input before its turn, of which no pixels are looked at if there is one.
  [[nodiscard]] Result<Part> stored_part_to_resample(ConstImageView input, Size output, Kernels kernels) const {
    if (turn_ == Orientation::upright) return part_to_resample(input, output, kernels);
    const Size in = oriented(input.size(), turn_);
    const Size out = oriented(output, turn_);
    TBBIMG_ASSIGN_OR_RETURN(Part part, part_to_resample({nullptr, 0, in.width, in.height, input.format}, out, kernels));
    const auto from = stored_part<int>({part.from.x, part.from.y, out.width, out.height}, in, turn_);
    if (part.is_copied) part.from = {from.x, from.y};
    const auto to = stored_part<int>({part.to.at.x, part.to.at.y, part.to.size.width, part.to.size.height}, out, turn_);
    part.to = {{to.x, to.y}, {to.width, to.height}};
    if (part.region) {
      const auto region =
          stored_part<double>({part.region->x, part.region->y, part.region->width, part.region->height}, in, turn_);
      part.region = SourceRegion{std::max(region.x, 0.0), std::max(region.y, 0.0), region.width, region.height};
    }
    return part;
  }

  // Of an input that a decoder has shrunk, the sides may be a pixel off where the full image's would be rounded, and
  // `output` is what counts: hence max and min. Pixels of the input are looked at for an Interest alone.
  [[nodiscard]] Result<Part> part_to_resample(ConstImageView input, Size output, Kernels kernels) const {
    const std::optional<SourceRegion>& region = request_.options.region;
    if (request_.fit != Fit::cover && request_.fit != Fit::contain) {
      return Part{input.size() == output && !region, {}, region, {{}, output}};
    }
    TBBIMG_ASSIGN_OR_RETURN(const FittedSize fitted, fitted_size(input.size()));
    if (request_.fit == Fit::contain) {
      const Size inner = {std::min(fitted.scaled.width, output.width), std::min(fitted.scaled.height, output.height)};
      TBBIMG_ASSIGN_OR_RETURN(const Point at, locate(request_.window, inner, output, input, kernels));
      return Part{input.size() == inner, {}, std::nullopt, {at, inner}};
    }
    const Size scaled = {std::max(fitted.scaled.width, output.width), std::max(fitted.scaled.height, output.height)};
    TBBIMG_ASSIGN_OR_RETURN(const Point at, locate(request_.window, output, scaled, input, kernels));
    if (scaled == input.size()) return Part{true, at, std::nullopt, {{}, output}};
    return Part{false, {}, part_of(input.size(), scaled, at, output), {{}, output}};
  }

  [[nodiscard]] Result<ResizePlan> make_plan(const ImageShape& input, const Part& part, Kernels kernels) const {
    ResizeOptions options = request_.options;
    options.region = part.region;
    return ResizePlan::create(input.size, part.to.size, input.format, options, kernels);
  }

  [[nodiscard]] Status resample(ConstImageView input, const Part& part, ImageView output,
                                const OperationContext& context) const {
    if (part.is_copied) return copy(input.crop(part.from.x, part.from.y, output.size()), output, context);
    TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan, make_plan({input.size(), input.format}, part, context.kernels()));
    return context.for_rows(output, [&](RowRange rows) { return plan.run(input, output, rows); });
  }

  ResizeRequest request_;
  Orientation turn_;  ///< that will follow
};

Argument filter_argument() {
  Argument argument = Argument::word("filter", "resampling filter", {}, "lanczos3");
  for (const ResizeFilter filter :
       {ResizeFilter::nearest, ResizeFilter::box, ResizeFilter::bilinear, ResizeFilter::hermite,
        ResizeFilter::catmull_rom, ResizeFilter::mitchell, ResizeFilter::lanczos2, ResizeFilter::lanczos3}) {
    argument.choices.emplace_back(to_string(filter));
  }
  return argument;
}

Argument linear_argument() {
  return Argument::word("linear", "whether to average linear light instead of sRGB values", {"no", "yes"}, "no");
}

Result<ResizeOptions> parse_options(const Arguments& arguments) {
  ResizeOptions options;
  TBBIMG_ASSIGN_OR_RETURN(options.filter, parse_resize_filter(arguments.text("filter")));
  options.light = arguments.text("linear") == "yes" ? LightSpace::linear : LightSpace::encoded;
  return options;
}

MadeOperation make_thumbnail(const Arguments& arguments) {
  ResizeRequest request;
  TBBIMG_ASSIGN_OR_RETURN(request.options, parse_options(arguments));
  request.box = arguments.box("size");
  request.fit = Fit::inside;
  request.enlarge = false;
  return std::make_shared<Resize>(request);
}

tl::unexpected<Error> contradiction(std::string what) { return fail(ErrorCode::invalid_argument, std::move(what)); }

Result<std::optional<SourceRegion>> parse_region(const Arguments& arguments) {
  const Matrix region = arguments.matrix("region");
  if (region.rows == 1 && region.columns == 1 && region.values[0] == 0) return std::optional<SourceRegion>();
  if (region.rows != 1 || region.columns != 4) {
    return contradiction("region is four numbers, \"x y width height\", or 0 for the whole image");
  }
  return std::optional(SourceRegion{region.values[0], region.values[1], region.values[2], region.values[3]});
}

constexpr const char* kNoGravity = "center";
constexpr const char* kNoFocus = "none";

Result<CropWindow> parse_window(const Arguments& arguments, Fit fit) {
  const std::string& gravity = arguments.text("gravity");
  TBBIMG_ASSIGN_OR_RETURN(const CropWindow window, parse_crop_window(gravity, {}));
  const bool has_gravity = gravity != kNoGravity;
  if (has_gravity && fit != Fit::cover && fit != Fit::contain) {
    return contradiction("gravity says what fit=cover keeps and where fit=contain puts the image; choose one of them");
  }
  if (std::holds_alternative<Interest>(window) && fit != Fit::cover) {
    return contradiction("gravity=" + gravity + " says what fit=cover keeps, and fit=contain keeps all");
  }
  if (arguments.text("focus") == kNoFocus) return window;
  if (fit != Fit::cover) return contradiction("focus says what fit=cover keeps; write fit=cover, or leave it out");
  if (has_gravity) return contradiction("focus and gravity say both what to keep; leave one of them out");
  const Matrix focus = arguments.matrix("focus");
  if (focus.rows != 1 || focus.columns != 2) {
    return contradiction("focus is two numbers, \"x y\", each from 0 (left, top) to 1 (right, bottom)");
  }
  return CropWindow(Focus{focus.values[0], focus.values[1]});
}

MadeOperation make_resize(const Arguments& arguments) {
  ResizeRequest request;
  TBBIMG_ASSIGN_OR_RETURN(request.options, parse_options(arguments));
  request.box = arguments.box("size");
  request.fit = parse_fit(arguments.text("fit"));
  request.enlarge = arguments.text("enlarge") == "yes";
  request.background = arguments.paint("background");
  TBBIMG_ASSIGN_OR_RETURN(request.options.region, parse_region(arguments));
  TBBIMG_ASSIGN_OR_RETURN(request.window, parse_window(arguments, request.fit));

  const bool has_both_sides = request.box.width != 0 && request.box.height != 0;
  const bool needs_both_sides = request.fit == Fit::cover || request.fit == Fit::contain;
  if (needs_both_sides && !has_both_sides) {
    return contradiction("fit=" + arguments.text("fit") + " needs both sides of the box, WIDTHxHEIGHT; of " +
                         arguments.text("size") + " alone, the other follows from the aspect ratio");
  }
  if (request.background != kDefaultBackground && request.fit != Fit::contain) {
    return contradiction("background is what fit=contain puts around the image; write fit=contain, or leave it out");
  }
  if (request.options.region && !(request.fit == Fit::fill && has_both_sides && request.enlarge)) {
    return contradiction("a region becomes exactly the size that is given: fit=fill, WIDTHxHEIGHT, and no enlarge=no");
  }
  return std::make_shared<Resize>(request);
}

std::vector<Argument> resize_arguments() {
  return all_arguments(
      {{Argument::box("size", "the result, or the box for fit, in pixels", 1, kMaxSide), filter_argument(),
        linear_argument(),
        Argument::matrix("region", "\"x y width height\" of what to resample, in pixels and fractions; 0: all", 0,
                         kMaxSide, "0")},
       fit_arguments(),
       {crop_window_arguments().front(),
        Argument::matrix("focus",
                         "\"x y\" of the point that cover keeps near the centre, from \"0 0\" (upper left) to \"1 1\"",
                         0, 1, kNoFocus),
        Argument::paint("background", "what fit=contain puts around the image", "white")}});
}

}  // namespace

void add_resize_operations(OperationRegistry& registry) {
  registry.add({"thumbnail",
                "Shrinks to fit inside a box, keeping the aspect ratio; never enlarges",
                {Argument::box("size", "the box in pixels", 1, kMaxSide), filter_argument(), linear_argument()},
                "thumbnail:256"},
               make_thumbnail);
  registry.add({"resize", "Resamples to this size, exactly or in the way that fit says", resize_arguments(),
                "resize:800x600,fit=cover,gravity=attention"},
               make_resize);
}

}  // namespace tbbimg
