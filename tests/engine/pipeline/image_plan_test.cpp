#include "engine/pipeline/image_plan.hpp"

#include <doctest/doctest.h>

#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

ImagePlan plan_of(const Recipe& recipe, Size size, PixelFormat format = PixelFormat::rgb8) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < recipe.variants().size(); ++i) all.push_back(i);
  return plan_image(recipe, all, {size, format}, "jpeg", CodecRegistry::with_builtin_codecs());
}

}  // namespace

TEST_CASE("image_plan: larger variants come first, smaller ones start from them") {
  const auto recipe = recipe_from(
      "[[variant]]\nname='s'\nops=['thumbnail:256']\n[[variant]]\nname='m'\nops=['thumbnail:800']\n"
      "[[variant]]\nname='l'\nops=['thumbnail:1600','brighten:5']\n");
  const auto plan = plan_of(recipe, {4928, 3279});
  REQUIRE(plan.variants.size() == 3);
  CHECK(plan.variants[0].variant == 2);
  CHECK(plan.variants[0].cascade_from == -1);
  CHECK(plan.variants[0].shapes.back().size == Size{1600, 1065});
  CHECK(plan.variants[1].variant == 1);
  CHECK(plan.variants[1].cascade_from == 0);
  CHECK(plan.variants[2].variant == 0);
  CHECK(plan.variants[2].cascade_from == 1);
  CHECK(plan.variants[2].shapes.back().size == Size{256, 170});
  CHECK(plan.at_least == Size{2880, 1917});
}

TEST_CASE("image_plan: nothing is started from an image that is too small for it") {
  const auto plan = plan_of(
      recipe_from("[[variant]]\nname='a'\nops=['thumbnail:400']\n[[variant]]\nname='b'\nops=['thumbnail:223']\n"),
      {4000, 3000});
  CHECK(plan.variants[1].cascade_from == -1);
  const auto exact = plan_of(
      recipe_from("[[variant]]\nname='a'\nops=['thumbnail:400']\n[[variant]]\nname='b'\nops=['thumbnail:222']\n"),
      {4000, 3000});
  CHECK(exact.variants[1].cascade_from == 0);
}

TEST_CASE("image_plan: nor from one whose pixels are something else than the whole image") {
  const auto plan =
      plan_of(recipe_from("[[variant]]\nname='a'\nops=['blur:3']\n[[variant]]\nname='b'\nops=['thumbnail:222']\n"),
              {4000, 3000});
  CHECK(plan.variants[1].cascade_from == -1);
  CHECK(plan.at_least == Size{});  // the blur needs all pixels
  const auto nearest = plan_of(recipe_of({"thumbnail:200,filter=nearest"}, "png"), {4000, 3000});
  CHECK(nearest.at_least == Size{});
}

TEST_CASE("image_plan: thumbnail fits inside, keeps the ratio, and never enlarges") {
  const auto shape = [](std::string operation, Size size) {
    return plan_of(recipe_of({std::move(operation)}, "png"), size).variants[0].shapes[0].size;
  };
  CHECK(shape("thumbnail:256", {4928, 3279}) == Size{256, 170});
  CHECK(shape("thumbnail:256", {3279, 4928}) == Size{170, 256});
  CHECK(shape("thumbnail:256", {200, 100}) == Size{200, 100});
  CHECK(shape("thumbnail:300x100", {1000, 1000}) == Size{100, 100});
  CHECK(shape("thumbnail:10", {60'000, 3}) == Size{10, 1});
  CHECK(shape("resize:300x100", {10, 10}) == Size{300, 100});
}

TEST_CASE("image_plan: the bytes cover the images that are there at once") {
  const auto plan = plan_of(recipe_of({"resize:1000x1000", "rotate:90"}, "png"), {4000, 3000});
  CHECK(plan.variant_bytes() >= 2 * image_bytes({{1000, 1000}, PixelFormat::rgb8}));
  CHECK(plan.variant_bytes() <= 4 * image_bytes({{1000, 1000}, PixelFormat::rgb8}));
}

TEST_CASE("image_plan: what the format cannot store is refused before it is computed") {
  const auto plan = plan_of(recipe_of({"resize:20000x10"}, "webp"), {100, 100});
  CHECK(plan.variants.empty());
  REQUIRE(plan.failed.size() == 1);
  CHECK(plan.failed[0].error.code == ErrorCode::limit_exceeded);
  CHECK(plan.failed[0].error.message.find("webp can store 16383") != std::string::npos);
  CHECK(plan_of(recipe_of({"resize:20000x10"}, "png"), {100, 100}).failed.empty());
}
