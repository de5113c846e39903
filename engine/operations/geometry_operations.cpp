// rotate and flip: the same pixels in another order.
#include "engine/operations/builtin.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/geometry/orient.hpp"

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

}  // namespace

void add_geometry_operations(OperationRegistry& registry) {
  registry.add({"rotate",
                "Turns clockwise by quarter turns",
                {{"degrees", ArgumentKind::word, "clockwise", 0, 0, {}, {"90", "180", "270"}}},
                "rotate:90"},
               [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 const std::string& degrees = arguments.text("degrees");
                 return std::make_shared<Orient>(degrees == "90"    ? Orientation::rotate_90
                                                 : degrees == "180" ? Orientation::rotate_180
                                                                    : Orientation::rotate_270);
               });
  registry.add({"flip",
                "Mirrors the image",
                {{"direction",
                  ArgumentKind::word,
                  "horizontal swaps left and right, vertical top and bottom",
                  0,
                  0,
                  {},
                  {"horizontal", "vertical"}}},
                "flip:horizontal"},
               [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 return std::make_shared<Orient>(arguments.text("direction") == "horizontal"
                                                     ? Orientation::flip_horizontal
                                                     : Orientation::flip_vertical);
               });
}

}  // namespace tbbimg
