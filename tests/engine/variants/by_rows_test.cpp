// Variants that are made of rows as a decoder gives them: the same pixels, in less memory.
#include "engine/variants/by_rows.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

#include "engine/operations/make_upright.hpp"
#include "engine/pipeline/image_need.hpp"
#include "engine/variants/transform.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

constexpr const char* kRecipe =
    "[[variant]]\nname='small'\nops=['thumbnail:60','invert']\n"
    "[[variant]]\nname='smaller'\nops=['thumbnail:20']\n"
    "[[variant]]\nname='cover'\nops=['resize:40x70,fit=cover,gravity=north','blur:1']\n"
    "[[variant]]\nname='contain'\nops=['resize:90x90,fit=contain,background=red']\n"
    "[[variant]]\nname='part'\nops=['resize:31x17,region=10.5 20 50 60.25']\n"
    "[[variant]]\nname='large'\nops=['resize:300x,filter=mitchell','flip:horizontal']\n"
    "[[variant]]\nname='point'\nops=['resize:33x44,filter=nearest','sharpen']\n"
    "[[variant]]\nname='linear'\nops=['resize:50x50,linear=yes']\n";

struct Made {
  std::vector<std::shared_ptr<const Image>> images;
  std::vector<std::string> problems;
};

Made make_all(VariantMaker maker, std::size_t count, const OperationContext& context) {
  Made made;
  for (std::size_t i = 0; i < count; ++i) {
    auto image = maker.make(i, context);
    made.images.push_back(image ? *image : nullptr);
    made.problems.push_back(image ? "" : image.error().to_string());
  }
  return made;
}

std::vector<std::size_t> all_of(const Recipe& recipe) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < recipe.variants().size(); ++i) all.push_back(i);
  return all;
}

struct Encoded {
  std::string bytes;
  const Decoder* decoder;
  ImageInfo info;

  Encoded(const CodecRegistry& codecs, const Image& image, std::string_view format)
      : bytes(encoded(image, format)), decoder(codecs.find_decoder(file())), info(decoder->probe(file()).value()) {}
  [[nodiscard]] std::span<const std::uint8_t> file() const {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  }
};

ImageShape upright_shape(const Encoded& source, Orientation orientation) {
  const ImageShape stored = full_shape(source.info);
  return {oriented(stored.size, orientation), stored.format};
}

DecodeOptions decode_options(const ImagePlan& plan, Orientation orientation) {
  const Size at_least = swaps_sides(orientation) ? plan.at_least.transposed() : plan.at_least;
  return {.at_least = at_least, .limits = {}, .pool = {}, .stop = {}, .sixteen_bits = plan.wants_sixteen_bits()};
}

OperationContext test_context() { return {Kernels::active().value(), {}, {}, false}; }

// Of an image whose file says that orientation.
Made make_whole(const Encoded& source, const Recipe& recipe, const ImagePlan& plan, Orientation orientation) {
  const OperationContext context = test_context();
  Image whole = source.decoder->decode(source.file(), decode_options(plan, orientation)).value().image;
  if (plan.turn != orientation) whole = make_upright(std::move(whole), orientation, context).value();
  return make_all(VariantMaker(recipe, plan, std::move(whole)), plan.variants.size(), context);
}

void check_same(const Encoded& source, const Recipe& recipe, const CodecRegistry& codecs,
                Orientation orientation = Orientation::upright) {
  ImagePlan plan = plan_image(recipe, all_of(recipe), upright_shape(source, orientation), source.info.format, codecs,
                              {}, orientation);
  REQUIRE(plan.turn == orientation);
  const OperationContext context = test_context();
  const Made expected = make_whole(source, recipe, plan, orientation);
  const auto reader = source.decoder->open(source.file(), decode_options(plan, orientation)).value();
  const auto need = rows_need(recipe, plan, reader->shape());
  REQUIRE(need.has_value());
  plan.rows_at_once = need->rows;
  auto first = make_by_rows(*reader, recipe, plan, context);
  REQUIRE(first.has_value());
  const Made made = make_all(VariantMaker(recipe, plan, *std::move(first)), plan.variants.size(), context);
  CHECK(made.problems == expected.problems);
  for (std::size_t i = 0; i < made.images.size(); ++i) {
    CAPTURE(recipe.variants()[plan.variants[i].variant].name);
    REQUIRE(made.images[i] != nullptr);
    CHECK(difference(expected.images[i]->view(), made.images[i]->view()) == "");
  }
}

int largest_difference(ConstImageView a, ConstImageView b) {
  int most = 0;
  for (int y = 0; y < a.height; ++y) {
    for (std::size_t i = 0; i < a.row_bytes(); ++i) most = std::max(most, std::abs(a.row(y)[i] - b.row(y)[i]));
  }
  return most;
}

// Turned behind the first operation, each variant is what it is of an image that was turned before, but for a rounding.
void check_turned(const Encoded& source, const Recipe& recipe, const CodecRegistry& codecs, Orientation orientation) {
  const ImageShape upright = upright_shape(source, orientation);
  const ImagePlan late = plan_image(recipe, all_of(recipe), upright, source.info.format, codecs, {}, orientation);
  const ImagePlan soon = plan_image(recipe, all_of(recipe), upright, source.info.format, codecs);
  REQUIRE(late.turn == orientation);
  REQUIRE(late.variants.size() == soon.variants.size());
  const Made turned_late = make_whole(source, recipe, late, orientation);
  const Made turned_soon = make_whole(source, recipe, soon, orientation);
  CHECK(turned_late.problems == turned_soon.problems);
  for (std::size_t i = 0; i < turned_late.images.size(); ++i) {
    CAPTURE(recipe.variants()[late.variants[i].variant].name);
    REQUIRE(turned_late.images[i] != nullptr);
    REQUIRE(turned_late.images[i]->shape() == turned_soon.images[i]->shape());
    CHECK(largest_difference(turned_late.images[i]->view(), turned_soon.images[i]->view()) <= 1);
  }
}

Image deep_picture(int width, int height, PixelFormat format) {
  Image image = Image::create({{width, height}, format}).value();
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width * channels(format); ++x) {
      const auto value = static_cast<std::uint16_t>(x * 301 + y * 177 + (x * y) % 97 * 13);
      std::copy_n(reinterpret_cast<const std::uint8_t*>(&value), 2, image.view().row(y) + 2 * x);
    }
  }
  return image;
}

}  // namespace

TEST_CASE("by rows: every variant has the pixels that the whole image gives") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const Recipe recipe = recipe_from(kRecipe);
  for (const std::string_view format : {"png", "jpeg", "ppm", "bmp", "qoi", "tiff"}) {
    CAPTURE(format);
    if (codecs.find_encoder(format) == nullptr) continue;
    check_same(Encoded(codecs, make_picture(200, 150), format), recipe, codecs);
    check_same(Encoded(codecs, make_picture(97, 301), format), recipe, codecs);
  }
  check_same(Encoded(codecs, make_picture(90, 120, PixelFormat::rgba8), "png"), recipe, codecs);
  check_same(Encoded(codecs, make_picture(90, 120, PixelFormat::gray8), "png"), recipe, codecs);
  check_same(Encoded(codecs, make_picture(90, 120, PixelFormat::gray_alpha8), "png"), recipe, codecs);
}

TEST_CASE("by rows: what makes rows of rows comes in front of what resizes, or stands alone") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const Recipe recipe = recipe_from(
      "[[variant]]\nname='a'\nops=['invert','thumbnail:60','blur:1']\n"
      "[[variant]]\nname='b'\nops=['crop:80x70,x=11,y=23','saturation:1.4','resize:40x30,fit=cover']\n"
      "[[variant]]\nname='c'\nops=['crop:16:9','flip:horizontal','crop:50x31,gravity=southeast','grayscale']\n"
      "[[variant]]\nname='d'\nops=['crop:33x44,gravity=north','blur:1']\n"
      "[[variant]]\nname='e'\nops=['crop:33x44,gravity=north','sharpen']\n"
      "[[variant]]\nname='f'\nops=['sepia','resize:190x,filter=nearest']\n");
  for (const std::string_view format : {"png", "ppm", "tiff"}) {
    if (codecs.find_encoder(format) == nullptr) continue;
    check_same(Encoded(codecs, make_picture(200, 150), format), recipe, codecs);
    check_same(Encoded(codecs, make_picture(97, 301), format), recipe, codecs);
  }
  check_same(Encoded(codecs, make_picture(90, 120, PixelFormat::gray8), "png"), recipe, codecs);
  check_same(Encoded(codecs, deep_picture(160, 130, PixelFormat::rgb16), "png"), recipe, codecs);
}

TEST_CASE("by rows: an image that is stored turned is turned behind its resize, by rows and as a whole") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const Recipe recipe = recipe_from(
      "[[variant]]\nname='small'\nops=['thumbnail:61','invert']\n"
      "[[variant]]\nname='smaller'\nops=['thumbnail:20']\n"
      "[[variant]]\nname='cover'\nops=['resize:41x70,fit=cover,gravity=northwest','blur:1']\n"
      "[[variant]]\nname='focus'\nops=['resize:70x41,fit=cover,focus=\"0.2 0.9\"']\n"
      "[[variant]]\nname='contain'\nops=['resize:89x90,fit=contain,background=red,gravity=southeast']\n"
      "[[variant]]\nname='part'\nops=['resize:31x17,region=10.5 20 50 60.25']\n"
      "[[variant]]\nname='fill'\nops=['resize:33x77,filter=mitchell','flip:horizontal']\n"
      "[[variant]]\nname='linear'\nops=['resize:50x50,linear=yes']\n");
  for (const std::string_view format : {"png", "jpeg"}) {
    for (const Size size : {Size{200, 151}, Size{97, 301}}) {
      const Encoded source(codecs, make_picture(size.width, size.height), format);
      for (int i = 1; i <= 8; ++i) {
        const auto orientation = static_cast<Orientation>(i);
        CAPTURE(format);
        CAPTURE(i);
        check_turned(source, recipe, codecs, orientation);
        check_same(source, recipe, codecs, orientation);
        // What keeps a side is copied.
        check_turned(source, recipe_from("[[variant]]\nops=['resize:97x30,fit=cover,gravity=southwest']\n"), codecs,
                     orientation);
      }
    }
  }
}

TEST_CASE("by rows: a turn does not wait for what enlarges, looks at pixels or is no resize") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const ImageShape upright{{150, 200}, PixelFormat::rgb8};
  const auto turn = [&](std::string_view operations) {
    const Recipe recipe = recipe_from("[[variant]]\nops=[" + std::string(operations) + "]\n");
    return plan_image(recipe, {0}, upright, "png", codecs, {}, Orientation::rotate_90).turn;
  };
  CHECK(turn("'thumbnail:20'") == Orientation::rotate_90);
  for (const std::string_view operations :
       {"", "'blur:2','thumbnail:20'", "'resize:300x'", "'resize:20x40,fit=cover,gravity=attention'",
        "'resize:20x,filter=nearest'", "'resize:20x,filter=box'"}) {
    CAPTURE(operations);
    CHECK(turn(operations) == Orientation::upright);
  }
  // Also where only the other one is wanted.
  const Recipe both = recipe_from("[[variant]]\nname='a'\nops=['thumbnail:20']\n[[variant]]\nname='b'\n");
  CHECK(plan_image(both, {0}, upright, "png", codecs, {}, Orientation::rotate_90).turn == Orientation::upright);
}

TEST_CASE("by rows: some variants keep 16 bits, others take the same rows rounded") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const Recipe recipe = recipe_from(
      "[[variant]]\nname='deep'\nops=['thumbnail:60']\n[[variant]]\nname='narrow'\nops=['thumbnail:50','equalize']\n"
      "[[variant]]\nname='jpeg'\nformat='jpeg'\nops=['thumbnail:70']\n");
  for (const PixelFormat format : {PixelFormat::gray16, PixelFormat::rgb16, PixelFormat::rgba16}) {
    check_same(Encoded(codecs, deep_picture(160, 130, format), "png"), recipe, codecs);
  }
}

TEST_CASE("by rows: not where pixels decide, nor where the image itself is the result") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const ImageShape shape{{200, 150}, PixelFormat::rgb8};
  const auto need = [&](std::string_view operations) {
    const Recipe recipe = recipe_from("[[variant]]\nops=[" + std::string(operations) + "]\n");
    return rows_need(recipe, plan_image(recipe, {0}, shape, "png", codecs), shape);
  };
  CHECK(need("'thumbnail:20'").has_value());
  for (const std::string_view operations :
       {"", "'blur:2'", "'trim','thumbnail:20'", "'resize:20x40,fit=cover,gravity=attention'", "'thumbnail:200'",
        "'rotate:90','thumbnail:20'", "'blur:1','crop:20x20'", "'crop:50x40,gravity=attention'",
        "'resize:90x90,fit=contain,background=#ff000080'"}) {
    CAPTURE(operations);
    CHECK_FALSE(need(operations).has_value());
  }
  const Recipe both = recipe_from("[[variant]]\nname='a'\nops=['thumbnail:20']\n[[variant]]\nname='b'\n");
  CHECK_FALSE(rows_need(both, plan_image(both, {0, 1}, shape, "png", codecs), shape).has_value());
}

TEST_CASE("by rows: damage is an error of the whole image, wherever it lies") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const Recipe recipe = recipe_from("[[variant]]\nops=['resize:20x10,region=0 0 20 10']\n");
  Encoded source(codecs, make_picture(200, 150), "png");
  ImagePlan plan = plan_image(recipe, {0}, full_shape(source.info), "png", codecs);
  plan.rows_at_once = rows_need(recipe, plan, full_shape(source.info))->rows;
  source.bytes[source.bytes.size() - 40] ^= 1;
  const auto reader = source.decoder->open(source.file(), {}).value();
  const OperationContext context{Kernels::active().value(), {}, {}, false};
  const auto made = make_by_rows(*reader, recipe, plan, context);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code == ErrorCode::corrupt_data);
}

TEST_CASE("by rows: a large image needs a small part of its memory, and passes a budget that the whole would not") {
  const auto codecs = CodecRegistry::with_builtin_codecs();
  const Recipe recipe =
      recipe_from("[[variant]]\nname='a'\nops=['thumbnail:256']\n[[variant]]\nname='b'\nops=['resize:1000x']\n");
  const Pipeline pipeline = pipeline_of(recipe);
  ImageInfo info;
  info.format = "png";
  info.stored_size = {20000, 10000};
  const Decoder* const png = codecs.find_decoder_by_name("png");
  const auto bytes = [&] {
    return plan_whole_image(pipeline, png, info, full_shape(info), all_of(recipe), 0).bytes.all;
  };
  CHECK(bytes() < std::uint64_t{32} << 20);
  const Recipe cropped = recipe_from("[[variant]]\nops=['invert','crop:300x200','blur:1']\n");
  const Pipeline crops = pipeline_of(cropped);
  CHECK(plan_whole_image(crops, png, info, full_shape(info), {0}, 0).bytes.all < std::uint64_t{8} << 20);
  info.exif.orientation = Orientation::rotate_90;
  CHECK(bytes() < std::uint64_t{32} << 20);
  info.exif.orientation = Orientation::upright;
  info.progressive = true;  // interlaced: there is no row before the last one
  CHECK(bytes() > std::uint64_t{570} << 20);
}
