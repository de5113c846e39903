// Filters: what a pixel's neighbours make of it.
#include "engine/operations/builtin.hpp"
#include "engine/operations/registry.hpp"
#include "kernels/convolve/convolve_2d.hpp"
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

class Convolve2D final : public Operation {
 public:
  Convolve2D(Kernel2D kernel, Border border) : kernel_(std::move(kernel)), border_(border) {}

  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }

  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    return convolve_2d_scratch_bytes(input.size.width, input.format, kernel_);
  }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(
        output, [&](RowRange rows) { return convolve_2d(input, output, kernel_, border_, rows, context.kernels()); });
  }

 private:
  Kernel2D kernel_;
  Border border_;
};

void add_preset(OperationRegistry& registry, const std::string& name, const std::string& summary,
                Kernel2D (*preset)()) {
  registry.add({name, summary, {}, name}, [preset](const Arguments&) -> Result<std::shared_ptr<const Operation>> {
    return std::make_shared<Convolve2D>(preset(), Border::mirror);
  });
}

void add_convolve(OperationRegistry& registry) {
  using enum ArgumentKind;
  registry.add(
      {"convolve",
       "Sum of each pixel's neighbours times a matrix of odd sides from 1 to 31, over a divisor, plus a bias",
       {{"matrix", matrix, "weights, row by row", -1e6, 1e6, {}, {}},
        {"divisor", number, "what sums are divided by", -1e6, 1e6, "1", {}},
        {"bias", number, "what is added, in grey levels", -1e6, 1e6, "0", {}},
        {"border", word, "what stands outside of the image", 0, 0, "mirror", {"mirror", "clamp", "wrap", "constant"}}},
       "convolve:\"0 -1 0; -1 5 -1; 0 -1 0\""},
      [](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
        const Matrix matrix = arguments.matrix("matrix");
        TBBIMG_ASSIGN_OR_RETURN(
            Kernel2D kernel, Kernel2D::create({matrix.columns, matrix.rows}, matrix.values, arguments.number("divisor"),
                                              arguments.number("bias")));
        TBBIMG_ASSIGN_OR_RETURN(const Border border, parse_border(arguments.text("border")));
        return std::make_shared<Convolve2D>(std::move(kernel), border);
      });
}

}  // namespace

void add_filter_operations(OperationRegistry& registry) {
  add_convolve(registry);
  add_preset(registry, "sharpen", "Sharper: each pixel against its 4 neighbours", Kernel2D::sharpen);
  add_preset(registry, "emboss", "Relief lit from the lower right; flat areas keep their colour", Kernel2D::emboss);
  add_preset(registry, "edge", "Edges on black: the Laplacian of 8 neighbours", Kernel2D::edge);
  add_preset(registry, "identity", "The image as it is, by way of a convolution", Kernel2D::identity);
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
