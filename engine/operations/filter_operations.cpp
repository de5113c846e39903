// blur and box: convolution with a separable kernel.
#include "engine/operations/builtin.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/convolve/separable.hpp"

namespace tbbimg {
namespace {

class Convolve final : public Operation {
 public:
  explicit Convolve(SeparableKernel kernel) : kernel_(std::move(kernel)) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }

  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    return convolve_separable_scratch_bytes(input.size.width, input.format, kernel_);
  }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(
        output, [&](RowRange rows) { return convolve_separable(input, output, kernel_, rows, context.kernels()); });
  }

 private:
  SeparableKernel kernel_;
};

}  // namespace

void add_filter_operations(OperationRegistry& registry) {
  registry.add(
      {"blur",
       "Gaussian blur",
       {{"sigma", ArgumentKind::number, "standard deviation in pixels", 0.1, SeparableKernel::kMaxSigma, {}, {}}},
       "blur:2"},
      [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
        TBBIMG_ASSIGN_OR_RETURN(SeparableKernel kernel, SeparableKernel::gaussian(arguments.number("sigma")));
        return std::make_shared<Convolve>(std::move(kernel));
      });
  registry.add({"box",
                "Mean of the square of pixels around each pixel",
                {{"radius", ArgumentKind::integer, "pixels to each side", 1, SeparableKernel::kMaxBoxRadius, {}, {}}},
                "box:3"},
               [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 TBBIMG_ASSIGN_OR_RETURN(SeparableKernel kernel, SeparableKernel::box(arguments.integer("radius")));
                 return std::make_shared<Convolve>(std::move(kernel));
               });
}

}  // namespace tbbimg
