// Variants that are made of rows as a decoder gives them: the same pixels, in less memory.
#include "engine/variants/by_rows.hpp"

#include <doctest/doctest.h>

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

void check_same(const Encoded& source, const Recipe& recipe, const CodecRegistry& codecs) {
  ImagePlan plan = plan_image(recipe, all_of(recipe), full_shape(source.info), source.info.format, codecs);
  const bool deep = plan.wants_sixteen_bits();
  const DecodeOptions options{.at_least = plan.at_least, .limits = {}, .pool = {}, .stop = {}, .sixteen_bits = deep};
  const OperationContext context{Kernels::active().value(), {}, {}, false};
  Image whole = source.decoder->decode(source.file(), options).value().image;
  const auto need = rows_need(recipe, plan, whole.shape());
  REQUIRE(need.has_value());
  plan.rows_at_once = need->rows;
  const Made expected = make_all(VariantMaker(recipe, plan, std::move(whole)), plan.variants.size(), context);
  const auto reader = source.decoder->open(source.file(), options).value();
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
        "'rotate:90','thumbnail:20'", "'resize:90x90,fit=contain,background=#ff000080'"}) {
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
  const auto bytes = [&] { return plan_whole_image(pipeline, png, info, full_shape(info), all_of(recipe), 0).bytes; };
  CHECK(bytes() < std::uint64_t{32} << 20);
  info.progressive = true;  // interlaced: there is no row before the last one
  CHECK(bytes() > std::uint64_t{570} << 20);
}
