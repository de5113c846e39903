// flatten: what becomes of alpha.
#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/builtin/copy_rows.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/color/flatten.hpp"

namespace tbbimg {
namespace {

class Flatten final : public Operation {
 public:
  explicit Flatten(Rgb8 background) : background_(background) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override {
    return ImageShape{input.size, without_alpha(input.format)};
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
  registry.add({"flatten",
                "Lays the image over an opaque colour and drops its alpha",
                {Argument::color("background", "the colour below", "white")},
                "flatten:#336699"},
               [](const Arguments& arguments) -> MadeOperation {
                 return std::make_shared<Flatten>(arguments.color("background"));
               });
}

}  // namespace tbbimg
