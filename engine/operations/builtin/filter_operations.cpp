// Filters: what a pixel's neighbours make of it.
#include <algorithm>

#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/registry.hpp"
#include "engine/operations/values.hpp"
#include "kernels/convolve/convolve_2d.hpp"
#include "kernels/convolve/median.hpp"
#include "kernels/convolve/separable.hpp"
#include "kernels/convolve/sobel.hpp"
#include "kernels/convolve/unsharp.hpp"

namespace tbbimg {
namespace {

using RowFilter = std::function<Status(ConstImageView, ImageView, RowRange, Kernels)>;
using ScratchBytes = std::function<std::size_t(int width, PixelFormat)>;

// Blocks of four times that, which convolve_separable_scratch_bytes() counts with; they stay small enough to be split.
constexpr int kMaxMargin = 1024;

// A filter that keeps size and format, and makes each row from those around it.
class Filter final : public Operation {
 public:
  /// `radius`: rows above and below that a row depends on.
  Filter(int radius, RowFilter filter, ScratchBytes scratch)
      : radius_(radius), filter_(std::move(filter)), scratch_(std::move(scratch)) {}

  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }

  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& input) const noexcept override {
    return scratch_(input.size.width, input.format);
  }

  [[nodiscard]] Status apply(ConstImageView input, ImageView output, const OperationContext& context) const override {
    return context.for_rows(
        output, [&](RowRange rows) { return filter_(input, output, rows, context.kernels()); },
        std::min(2 * radius_, kMaxMargin));
  }

 private:
  int radius_;
  RowFilter filter_;
  ScratchBytes scratch_;
};

Argument border_argument() {
  return Argument::word("border", "what to assume outside the image", {"mirror", "clamp", "wrap", "constant"},
                        "mirror");
}

MadeOperation make_separable(Result<SeparableKernel> made, const Arguments& arguments) {
  TBBIMG_ASSIGN_OR_RETURN(SeparableKernel taps, std::move(made));
  TBBIMG_ASSIGN_OR_RETURN(const Border border, parse_border(arguments.text("border")));
  const auto kernel = std::make_shared<const SeparableKernel>(std::move(taps));
  return std::make_shared<Filter>(
      kernel->radius(),
      [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
        return convolve_separable(from, to, *kernel, rows, kernels, border);
      },
      [=](int width, PixelFormat format) { return convolve_separable_scratch_bytes(width, format, *kernel); });
}

MadeOperation make_convolve_2d(const Kernel2D& kernel, Border border) {
  return std::make_shared<Filter>(
      kernel.size().height / 2,
      [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
        return convolve_2d(from, to, kernel, border, rows, kernels);
      },
      [=](int width, PixelFormat format) { return convolve_2d_scratch_bytes(width, format, kernel); });
}

MadeOperation make_median(int side, Border border) {
  return std::make_shared<Filter>(
      side / 2,
      [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
        return median(from, to, side, border, rows, kernels);
      },
      [=](int width, PixelFormat format) { return median_scratch_bytes(width, format, side); });
}

MadeOperation make_sobel(const std::string& output) {
  const SobelOutput chosen = output == "x" ? SobelOutput::x : output == "y" ? SobelOutput::y : SobelOutput::magnitude;
  return std::make_shared<Filter>(
      1,
      [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
        return sobel(from, to, chosen, rows, kernels);
      },
      sobel_scratch_bytes);
}

MadeOperation make_unsharp(const UnsharpOptions& options) {
  return std::make_shared<Filter>(
      unsharp_radius(options.sigma),
      [=](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
        return unsharp(from, to, options, rows, kernels);
      },
      [=](int width, PixelFormat format) { return unsharp_scratch_bytes(width, format, options.sigma); });
}

void add_preset(OperationRegistry& registry, const std::string& name, const std::string& summary,
                Kernel2D (*preset)()) {
  registry.add({name, summary, {}, name},
               [preset](const Arguments&) { return make_convolve_2d(preset(), Border::mirror); });
}

void add_convolve(OperationRegistry& registry) {
  registry.add({"convolve",
                "Sum of each pixel's neighbours times a matrix of odd sides from 1 to 31, over a divisor, plus a bias",
                {Argument::matrix("matrix", "weights, row by row", -1e6, 1e6),
                 Argument::number("divisor", "what sums are divided by", -1e6, 1e6, "1"),
                 Argument::number("bias", "what is added, in gray levels", -1e6, 1e6, "0"), border_argument()},
                "convolve:\"0 -1 0; -1 5 -1; 0 -1 0\""},
               [](const Arguments& arguments) -> MadeOperation {
                 const Matrix matrix = arguments.matrix("matrix");
                 TBBIMG_ASSIGN_OR_RETURN(Kernel2D kernel,
                                         Kernel2D::create({matrix.columns, matrix.rows}, matrix.values,
                                                          arguments.number("divisor"), arguments.number("bias")));
                 TBBIMG_ASSIGN_OR_RETURN(const Border border, parse_border(arguments.text("border")));
                 return make_convolve_2d(kernel, border);
               });
}

void add_separable(OperationRegistry& registry) {
  registry.add({"separable",
                "Sum of neighbours times taps along rows, then along columns: odd numbers of them",
                {Argument::matrix("horizontal", "one row of taps", -1e6, 1e6),
                 Argument::matrix("vertical", "one row of taps", -1e6, 1e6, "1"),
                 Argument::number("divisor", "what sums are divided by", -1e6, 1e6, "1"), border_argument()},
                "separable:\"1 4 6 4 1\",vertical=\"1 4 6 4 1\",divisor=256"},
               [](const Arguments& arguments) -> MadeOperation {
                 Matrix horizontal = arguments.matrix("horizontal");
                 const Matrix vertical = arguments.matrix("vertical");
                 if (horizontal.rows != 1 || vertical.rows != 1) {
                   return fail(ErrorCode::invalid_argument, "taps are one row of numbers, without semicolons");
                 }
                 if (arguments.number("divisor") == 0) return fail(ErrorCode::invalid_argument, "the divisor is 0");
                 for (double& tap : horizontal.values) tap /= arguments.number("divisor");
                 return make_separable(SeparableKernel::create(horizontal.values, vertical.values), arguments);
               });
}

}  // namespace

void add_filter_operations(OperationRegistry& registry) {
  add_convolve(registry);
  registry.add({"sharpen",
                "Sharper: each pixel against its 4 neighbours",
                {Argument::number("amount", "how much of the difference from them is added", 0, 10, "1").newer()},
                "sharpen:0.5"},
               [](const Arguments& arguments) -> MadeOperation {
                 const double amount = arguments.number("amount");
                 const double weights[] = {0, -amount, 0, -amount, 1 + 4 * amount, -amount, 0, -amount, 0};
                 TBBIMG_ASSIGN_OR_RETURN(const Kernel2D kernel, Kernel2D::create({3, 3}, weights));
                 return make_convolve_2d(kernel, Border::mirror);
               });
  registry.add(
      {"unsharp",
       "Sharper: what a Gaussian blur takes away is added once more",
       {Argument::number("sigma", "of the blur, in pixels", UnsharpOptions::kMinSigma, UnsharpOptions::kMaxSigma, "1"),
        Argument::number("amount", "how much of the difference is added", 0, UnsharpOptions::kMaxAmount, "1"),
        Argument::number("threshold", "grey levels below which a difference is left alone", 0, 255, "0")},
       "unsharp:1.5,amount=0.8,threshold=2"},
      [](const Arguments& arguments) {
        return make_unsharp({.sigma = arguments.number("sigma"),
                             .amount = arguments.number("amount"),
                             .threshold = arguments.number("threshold")});
      });
  add_preset(registry, "emboss", "Relief lit from the lower right; flat areas keep their colour", Kernel2D::emboss);
  add_preset(registry, "edge", "Edges on black: the Laplacian of 8 neighbours", Kernel2D::edge);
  add_preset(registry, "identity", "The image as it is, by way of a convolution", Kernel2D::identity);
  registry.add(
      {"blur",
       "Gaussian blur",
       {Argument::number("sigma", "standard deviation in pixels", 0.1, SeparableKernel::kMaxSigma), border_argument()},
       "blur:2"},
      [](const Arguments& arguments) {
        return make_separable(SeparableKernel::gaussian(arguments.number("sigma")), arguments);
      });
  add_separable(registry);
  registry.add(
      {"box",
       "Mean of the square of pixels around each pixel",
       {Argument::integer("radius", "pixels to each side", 1, SeparableKernel::kMaxBoxRadius), border_argument()},
       "box:3"},
      [](const Arguments& arguments) {
        return make_separable(SeparableKernel::box(arguments.integer("radius")), arguments);
      });
  registry.add({"median",
                "Median of the square of pixels around each pixel: removes specks, keeps edges",
                {Argument::word("size", "side of the square", {"3", "5"}, "3"), border_argument()},
                "median:3"},
               [](const Arguments& arguments) -> MadeOperation {
                 TBBIMG_ASSIGN_OR_RETURN(const Border border, parse_border(arguments.text("border")));
                 return make_median(arguments.text("size") == "3" ? 3 : 5, border);
               });
  registry.add({"sobel",
                "Edges on black: how steeply each colour rises",
                {Argument::word("output", "magnitude: in any direction; x or y: along that axis only",
                                {"magnitude", "x", "y"}, "magnitude")},
                "sobel"},
               [](const Arguments& arguments) { return make_sobel(arguments.text("output")); });
}

}  // namespace tbbimg
