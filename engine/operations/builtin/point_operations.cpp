// What each pixel becomes by its own value alone: curves, colour matrices and luma.
#include "engine/operations/builtin/builtin.hpp"
#include "engine/operations/point_operation.hpp"
#include "engine/operations/registry.hpp"
#include "engine/operations/values.hpp"

namespace tbbimg {
namespace {

template <class Stage>
MadeOperation point_operation(const Result<Stage>& stage) {
  if (!stage) return tl::unexpected(stage.error());
  return std::make_shared<PointOperation>(PointChain().then(*stage));
}

void add_curves(OperationRegistry& registry) {
  registry.add(
      {"brighten",
       "Adds a constant to red, green and blue, clamped to 0..255",
       {Argument::integer("offset", "what to add; negative darkens", -255, 255)},
       "brighten:10"},
      [](const Arguments& arguments) { return point_operation(Curve::brighten(arguments.integer("offset"))); });
  registry.add({"contrast",
                "Multiplies the distance from the middle grey",
                {Argument::number("factor", "above 1 for more, below for less", 0, Curve::kMaxContrast)},
                "contrast:1.2"},
               [](const Arguments& arguments) { return point_operation(Curve::contrast(arguments.number("factor"))); });
  registry.add({"gamma",
                "Bends the scale: 255 * (value / 255) ^ (1 / gamma)",
                {Argument::number("gamma", "above 1 brightens", Curve::kMinGamma, Curve::kMaxGamma)},
                "gamma:1.4"},
               [](const Arguments& arguments) { return point_operation(Curve::gamma(arguments.number("gamma"))); });
  registry.add({"levels",
                "Stretches what lies between black and white over the whole scale, or over a part of it",
                {Argument::number("black", "becomes out_black, with all below", 0, 255),
                 Argument::number("white", "becomes out_white, with all above", 0, 255),
                 Argument::number("gamma", "bends what lies between", Curve::kMinGamma, Curve::kMaxGamma, "1"),
                 Argument::number("out_black", "the result's black", 0, 255, "0"),
                 Argument::number("out_white", "the result's white; below out_black to invert", 0, 255, "255")},
                "levels:20,235"},
               [](const Arguments& arguments) {
                 return point_operation(Curve::levels({.black = arguments.number("black"),
                                                       .white = arguments.number("white"),
                                                       .gamma = arguments.number("gamma"),
                                                       .out_black = arguments.number("out_black"),
                                                       .out_white = arguments.number("out_white")}));
               });
  registry.add({"invert", "The negative: 255 - value, alpha as it is", {}, "invert"},
               [](const Arguments&) { return point_operation<Curve>(Curve::invert()); });
}

void add_mixes(OperationRegistry& registry) {
  registry.add(
      {"saturation",
       "Strength of colours, as saturate() of CSS; gray stays as it is",
       {Argument::number("factor", "0 leaves grays, 1 changes nothing", 0, ColorMatrix::kMaxSaturation)},
       "saturation:1.3"},
      [](const Arguments& arguments) { return point_operation(ColorMatrix::saturation(arguments.number("factor"))); });
  registry.add(
      {"hue",
       "Turns colours round, as hue-rotate() of CSS; gray stays as it is",
       {Argument::number("degrees", "of the colour circle", -360, 360)},
       "hue:90"},
      [](const Arguments& arguments) { return point_operation(ColorMatrix::hue(arguments.number("degrees"))); });
  registry.add({"sepia", "Browns of an old photograph, as sepia() of CSS; gray images become RGB", {}, "sepia"},
               [](const Arguments&) { return point_operation<ColorMatrix>(ColorMatrix::sepia()); });
  registry.add(
      {"color-matrix",
       "Each channel becomes a weighted sum of all: 3x3 of red, green, blue; 4x4 with alpha; 4x5 with alpha and "
       "an offset as SVG has it; gray images become RGB unless gray stays gray",
       {Argument::matrix("matrix", "weights row by row, offsets as fractions of the full scale",
                         -ColorMatrix::kMaxValue, ColorMatrix::kMaxValue)},
       "color-matrix:\"0 0 1; 0 1 0; 1 0 0\""},
      [](const Arguments& arguments) {
        const Matrix matrix = arguments.matrix("matrix");
        return point_operation(ColorMatrix::create(matrix.values, matrix.rows, matrix.columns));
      });
  registry.add({"grayscale",
                "Keeps only the luma",
                {Argument::word("standard", "the weights: ITU-R BT.601 or BT.709", {"bt601", "bt709"}, "bt601")},
                "grayscale"},
               [](const Arguments& arguments) {
                 return point_operation<LumaStandard>(arguments.text("standard") == "bt709" ? LumaStandard::bt709
                                                                                            : LumaStandard::bt601);
               });
}

}  // namespace

void add_point_operations(OperationRegistry& registry) {
  add_curves(registry);
  add_mixes(registry);
}

}  // namespace tbbimg
