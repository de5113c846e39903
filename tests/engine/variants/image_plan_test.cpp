#include "engine/variants/image_plan.hpp"

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
  CHECK(plan.variants[0].from.is_decoded());
  CHECK(plan.variants[0].shapes.back().size == Size{1600, 1065});
  CHECK(plan.variants[1].variant == 1);
  CHECK(plan.variants[1].from == PixelSource{0, 0});
  CHECK(plan.variants[2].variant == 0);
  CHECK(plan.variants[2].from == PixelSource{1, 0});
  CHECK(plan.variants[2].shapes.back().size == Size{256, 170});
  CHECK(plan.at_least == Size{2880, 1917});
}

TEST_CASE("image_plan: nothing is started from an image that is too small for it") {
  const auto plan = plan_of(
      recipe_from("[[variant]]\nname='a'\nops=['thumbnail:400']\n[[variant]]\nname='b'\nops=['thumbnail:223']\n"),
      {4000, 3000});
  CHECK(plan.variants[1].from.is_decoded());
  const auto exact = plan_of(
      recipe_from("[[variant]]\nname='a'\nops=['thumbnail:400']\n[[variant]]\nname='b'\nops=['thumbnail:222']\n"),
      {4000, 3000});
  CHECK(exact.variants[1].from == PixelSource{0, 0});
}

TEST_CASE("image_plan: nor from one whose pixels are something else than the whole image") {
  const auto plan =
      plan_of(recipe_from("[[variant]]\nname='a'\nops=['blur:3']\n[[variant]]\nname='b'\nops=['thumbnail:222']\n"),
              {4000, 3000});
  CHECK(plan.variants[1].from.is_decoded());
  CHECK(plan.at_least == Size{});  // the blur needs all pixels
  const auto nearest = plan_of(recipe_of({"thumbnail:200,filter=nearest"}, "png"), {4000, 3000});
  CHECK(nearest.at_least == Size{});
}

TEST_CASE("image_plan: nor from one that shows a part of it, or more than it") {
  const auto second_from = [](std::string first) {
    return plan_of(recipe_from("[[variant]]\nname='a'\nops=['" + first +
                               "']\n[[variant]]\nname='b'\nops=['thumbnail:90']\n"),
                   {4000, 3000})
        .variants[1]
        .from;
  };
  CHECK(second_from("resize:400x400,fit=outside") == PixelSource{0, 0});
  CHECK(second_from("resize:400x") == PixelSource{0, 0});
  CHECK(second_from("resize:400x400,fit=cover").is_decoded());
  CHECK(second_from("resize:400x400,fit=contain").is_decoded());
  const auto cover = plan_of(recipe_from("[[variant]]\nname='a'\nops=['thumbnail:400']\n"
                                         "[[variant]]\nname='b'\nops=['resize:100x100,fit=cover']\n"),
                             {4000, 3000});
  CHECK(cover.variants[1].from == PixelSource{0, 0});
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
  CHECK(plan.variant_bytes().all >= 2 * image_bytes({{1000, 1000}, PixelFormat::rgb8}));
  CHECK(plan.variant_bytes().all <= 4 * image_bytes({{1000, 1000}, PixelFormat::rgb8}));
}

TEST_CASE("image_plan: what the format cannot store is refused before it is computed") {
  const auto plan = plan_of(recipe_of({"resize:20000x10"}, "webp"), {100, 100});
  CHECK(plan.variants.empty());
  REQUIRE(plan.failed.size() == 1);
  CHECK(plan.failed[0].error.code == ErrorCode::limit_exceeded);
  CHECK(plan.failed[0].error.message.text().find("webp can store 16383") != std::string::npos);
  CHECK(plan_of(recipe_of({"resize:20000x10"}, "png"), {100, 100}).failed.empty());
}

TEST_CASE("image_plan: operations that variants begin with alike are done once") {
  auto first = recipe_of({"thumbnail:800", "blur:2", "rotate:90"}, "png").variants()[0];
  auto second = first;
  first.name = "first";
  second.name = "second";
  second.operations.pop_back();
  auto third = second;
  third.name = "third";
  third.operations.push_back(recipe_of({"flip:vertical"}, "png").variants()[0].operations[0]);
  const auto recipe = Recipe::create({first, second, third}).value();
  const auto plan = plan_of(recipe, {4000, 3000});
  REQUIRE(plan.variants.size() == 3);
  CHECK(plan.variants[0].from.is_decoded());
  CHECK(plan.variants[1].from == PixelSource{0, 1});
  CHECK(plan.variants[1].first_operation == 2);
  CHECK(plan.variants[2].from == PixelSource{0, 1});
  CHECK(plan.variants[2].shapes.back().size == Size{800, 600});
}

TEST_CASE("image_plan: what a variant starts from does not depend on which others are wanted") {
  const auto recipe = recipe_from(
      "[[variant]]\nname='l'\nops=['thumbnail:1600','blur:2']\n[[variant]]\nname='m'\nops=['thumbnail:800']\n"
      "[[variant]]\nname='s'\nops=['thumbnail:256','flip:vertical']\n");
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const ImageShape full{{4928, 3279}, PixelFormat::rgb8};
  const auto all = plan_image(recipe, {0, 1, 2}, full, "jpeg", codecs);
  const auto one = plan_image(recipe, {2}, full, "jpeg", codecs);
  CHECK(one.at_least == all.at_least);
  REQUIRE(one.variants.size() == 3);
  CHECK_FALSE(one.variants[0].wanted);
  CHECK(one.variants[0].end_operation == 1);
  CHECK(one.variants[2].from == all.variants[2].from);
  CHECK(one.variant_bytes().all < all.variant_bytes().all);
  const auto large = plan_image(recipe, {0}, full, "jpeg", codecs);
  REQUIRE(large.variants.size() == 1);
  CHECK(large.at_least == all.at_least);
}

TEST_CASE("image_plan: an operation whose result would be larger than the limit fails its variant") {
  const auto plan = plan_of(recipe_of({"resize:65535x65535"}, "png"), {100, 100});
  CHECK(plan.variants.empty());
  REQUIRE(plan.failed.size() == 1);
  CHECK(plan.failed[0].error.code == ErrorCode::limit_exceeded);
  CHECK(plan.failed[0].error.message.text().find("an image of 65535x65535 pixels") != std::string::npos);
  const auto recipe = recipe_of({"resize:100x100"}, "png");
  const ImageShape full{{100, 100}, PixelFormat::rgb8};
  const auto plan_within = [&](std::uint64_t bytes) {
    Limits limits;
    limits.max_decoded_bytes = bytes;
    return plan_image(recipe, {0}, full, "jpeg", CodecRegistry::with_builtin_codecs(), limits);
  };
  CHECK(plan_within(image_bytes(full)).failed.empty());
  CHECK(plan_within(image_bytes(full) - 1).failed.size() == 1);
}
