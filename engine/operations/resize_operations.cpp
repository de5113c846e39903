// thumbnail and resize: the operations that resample the whole image.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/operations/builtin.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg {
namespace {

// What a decoder may leave at least when it shrinks on load, as a multiple of the result. Measured on 32 photos to 256
// pixels, JPEG quality 80, mean PSNR against a resize of the full decode: 34.70 dB at 2, 34.66 at 1.8 (vipsthumbnail:
// 34.43), in two thirds of the time, because 3840 pixels then decode at 1/8.
constexpr double kOversample = 1.8;

// Of what a plan allocates whatever the size. Beside it there are, at most (tests/engine/operations), 64 bytes of
// weights for each source pixel of both sides and 96 for each of the result's, and 32 rows of floats.
constexpr std::size_t kSmallScratch = 64 * 1024;

class Resample : public Operation {
 public:
  explicit Resample(const ResizeOptions& options) : options_(options) {}

  [[nodiscard]] std::optional<Size> sufficient_input(Size full) const noexcept override {
    const auto shape = output_shape({full, PixelFormat::rgb8});
    // Point sampling picks pixels of the full image; a shrunken one has others, and they are means of encoded samples.
    const bool needs_all = options_.filter == ResizeFilter::nearest || options_.light == LightSpace::linear;
    if (!shape || needs_all || options_.region) return std::nullopt;
    const auto enough = [](int side, int limit) { return std::min(static_cast<int>(side * kOversample), limit); };
    return Size{enough(shape->size.width, full.width), enough(shape->size.height, full.height)};
  }

  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    const auto shape = output_shape(input);
    if (!shape) return 0;
    const auto sides = [](Size size) {
      return static_cast<std::size_t>(size.width) + static_cast<std::size_t>(size.height);
    };
    const std::size_t weights = 64 * sides(input.size) + 96 * sides(shape->size);
    const std::size_t rows =
        64 * static_cast<std::size_t>(input.size.width) + 512 * static_cast<std::size_t>(shape->size.width);
    return weights + rows + kSmallScratch;
  }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    if (input.size() == output.size() && !options_.region) {
      for (int y = 0; y < output.height; ++y) std::memcpy(output.row(y), input.row(y), output.row_bytes());
      return {};
    }
    TBBIMG_ASSIGN_OR_RETURN(const ResizePlan plan,
                            ResizePlan::create(input.size(), output.size(), input.format, options_, context.kernels()));
    return context.for_rows(output, [&](RowRange rows) { return plan.run(input, output, rows); });
  }

 private:
  ResizeOptions options_;
};

class Thumbnail final : public Resample {
 public:
  Thumbnail(Size box, const ResizeOptions& options) : Resample(options), box_(box) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    const double width = input.size.width;
    const double height = input.size.height;
    const double scale = std::min({box_.width / width, box_.height / height, 1.0});
    const auto scaled = [scale](double side) { return std::max(1, static_cast<int>(std::lround(side * scale))); };
    return ImageShape{{scaled(width), scaled(height)}, input.format};
  }

 private:
  Size box_;
};

class Resize final : public Resample {
 public:
  Resize(Size size, const ResizeOptions& options) : Resample(options), size_(size) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{size_, input.format};
  }

 private:
  Size size_;
};

ArgumentInfo filter_argument() {
  ArgumentInfo argument{"filter", ArgumentKind::word, "resampling filter", 0, 0, "lanczos3", {}};
  for (const ResizeFilter filter :
       {ResizeFilter::nearest, ResizeFilter::box, ResizeFilter::bilinear, ResizeFilter::hermite,
        ResizeFilter::catmull_rom, ResizeFilter::mitchell, ResizeFilter::lanczos2, ResizeFilter::lanczos3}) {
    argument.choices.emplace_back(to_string(filter));
  }
  return argument;
}

ArgumentInfo linear_argument() {
  return {"linear", ArgumentKind::word, "whether means are of light, not of sRGB's samples", 0, 0, "no", {"no", "yes"}};
}

Result<ResizeOptions> parse_options(const Arguments& arguments) {
  ResizeOptions options;
  TBBIMG_ASSIGN_OR_RETURN(options.filter, parse_resize_filter(arguments.text("filter")));
  options.light = arguments.text("linear") == "yes" ? LightSpace::linear : LightSpace::encoded;
  return options;
}

Result<std::shared_ptr<const Operation>> make_thumbnail(const Arguments& arguments) {
  TBBIMG_ASSIGN_OR_RETURN(const ResizeOptions options, parse_options(arguments));
  return std::make_shared<Thumbnail>(arguments.size("size"), options);
}

Result<std::shared_ptr<const Operation>> make_resize(const Arguments& arguments) {
  TBBIMG_ASSIGN_OR_RETURN(ResizeOptions options, parse_options(arguments));
  const Matrix region = arguments.matrix("region");
  const bool all = region.columns == 1 && region.values[0] == 0;
  if (region.rows != 1 || (region.columns != 4 && !all)) {
    return fail(ErrorCode::invalid_argument, "region is four numbers, \"x y width height\", or 0 for the whole image");
  }
  if (region.columns == 4) {
    options.region = SourceRegion{region.values[0], region.values[1], region.values[2], region.values[3]};
  }
  return std::make_shared<Resize>(arguments.size("size"), options);
}

}  // namespace

void add_resize_operations(OperationRegistry& registry) {
  registry.add(
      {"thumbnail",
       "Shrinks to fit inside a box, keeping the aspect ratio; never enlarges",
       {{"size", ArgumentKind::size, "the box in pixels", 1, kMaxSide, {}, {}}, filter_argument(), linear_argument()},
       "thumbnail:256"},
      make_thumbnail);
  registry.add({"resize",
                "Resamples to exactly this size, whatever the aspect ratio",
                {{"size", ArgumentKind::size, "the result in pixels", 1, kMaxSide, {}, {}},
                 filter_argument(),
                 linear_argument(),
                 {"region",
                  ArgumentKind::matrix,
                  "\"x y width height\" of what to resample, in pixels and fractions; 0: all",
                  0,
                  kMaxSide,
                  "0",
                  {}}},
                "resize:800x600,filter=lanczos3"},
               make_resize);
}

}  // namespace tbbimg
