// brighten, grayscale and flatten: each pixel for itself.
#include <cstring>

#include "engine/operations/builtin.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/color/flatten.hpp"
#include "kernels/color/grayscale.hpp"
#include "kernels/point/brighten.hpp"

namespace tbbimg {
namespace {

void copy_rows(ConstImageView input, ImageView output, RowRange rows) noexcept {
  for (int y = rows.begin; y < rows.end; ++y) std::memcpy(output.row(y), input.row(y), output.row_bytes());
}

class Brighten final : public Operation {
 public:
  explicit Brighten(int offset) : offset_(offset) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] bool works_in_place() const noexcept override { return true; }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(output,
                            [&](RowRange rows) { return brighten(input, output, offset_, rows, context.kernels()); });
  }

 private:
  int offset_;
};

class Grayscale final : public Operation {
 public:
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{input.size, has_alpha(input.format) ? PixelFormat::gray_alpha8 : PixelFormat::gray8};
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(output, [&](RowRange rows) -> Status {
      if (!is_gray(input.format)) return grayscale(input, output, LumaStandard::bt601, rows, context.kernels());
      copy_rows(input, output, rows);
      return {};
    });
  }
};

class Flatten final : public Operation {
 public:
  explicit Flatten(Rgb8 background) : background_(background) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{input.size, is_gray(input.format) ? PixelFormat::gray8 : PixelFormat::rgb8};
  }
  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(output, [&](RowRange rows) -> Status {
      if (has_alpha(input.format)) return flatten(input, output, background_, rows, context.kernels());
      copy_rows(input, output, rows);
      return {};
    });
  }

 private:
  Rgb8 background_;
};

}  // namespace

void add_color_operations(OperationRegistry& registry) {
  registry.add({"brighten",
                "Adds a constant to red, green and blue, clamped to 0..255",
                {{"offset", ArgumentKind::integer, "what to add; negative darkens", -255, 255, {}, {}}},
                "brighten:10"},
               [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 return std::make_shared<Brighten>(arguments.integer("offset"));
               });
  registry.add(
      {"grayscale", "Keeps only the luma (ITU-R BT.601)", {}, "grayscale"},
      [](const Arguments&) -> Result<std::shared_ptr<const Operation>> { return std::make_shared<Grayscale>(); });
  registry.add({"flatten",
                "Lays the image over an opaque colour and drops its alpha",
                {{"background", ArgumentKind::color, "the colour below", 0, 0, "white", {}}},
                "flatten:#336699"},
               [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 return std::make_shared<Flatten>(arguments.color("background"));
               });
}

}  // namespace tbbimg
