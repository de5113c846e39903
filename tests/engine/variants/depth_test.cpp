// 16 bits a sample from decode to encode, and who is told where they are lost.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

#include "engine/variants/image_plan.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

constexpr Size kSize = {60, 40};

std::uint16_t deep_sample(int x, int y, int channel) {
  return static_cast<std::uint16_t>(x * 1021 + y * 313 + channel * 7919);
}

Image deep_picture(PixelFormat format = PixelFormat::rgb16) {
  Image image = Image::create({kSize, format}).value();
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      for (int c = 0; c < channels(format); ++c) {
        const std::uint16_t sample = deep_sample(x, y, c);
        std::memcpy(image.view().row(y) + x * bytes_per_pixel(format) + 2 * c, &sample, 2);
      }
    }
  }
  return image;
}

Image deeply_decoded(const std::string& file) {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  return codecs.find_decoder(bytes)
      ->decode(bytes, {.at_least = {}, .limits = {}, .pool = {}, .stop = {}, .sixteen_bits = true})
      .value()
      .image;
}

struct Outputs {
  std::map<std::string, Image> images;
  std::vector<DecodeWarning> warnings;
};

struct WarningRecorder final : RunObserver {
  void on_settled(const SettledImage& image) override { warnings.assign(image.warnings.begin(), image.warnings.end()); }
  std::vector<DecodeWarning> warnings;
};

// The picture, and once more upside down.
std::string deep_animation() {
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const Image picture = deep_picture();
  const auto writer = codecs.find_encoder("png")->open(picture.shape(), 0, {}).value();
  for (const bool is_first : {true, false}) {
    REQUIRE(writer->begin_frame({}));
    for (int y = 0; y < kSize.height; ++y) {
      const int from = is_first ? y : kSize.height - 1 - y;
      REQUIRE(writer->write_rows(picture.view().crop(0, from, {kSize.width, 1})));
    }
  }
  const Buffer file = writer->finish().value();
  return {file.bytes().begin(), file.bytes().end()};
}

Outputs outputs_of(std::string_view recipe, const std::string& bytes = encoded(deep_picture(), "png")) {
  MemorySource source;
  source.add("a.png", bytes);
  MemorySink sink;
  WarningRecorder recorder;
  CHECK(adds_up(pipeline_of(recipe_from(recipe)).run(source, sink, {{}, {&recorder}, nullptr}).value()));
  Outputs outputs;
  for (const auto& [name, file] : sink.files) outputs.images.emplace(name, deeply_decoded(file));
  outputs.warnings = recorder.warnings;
  return outputs;
}

std::uint16_t sample_at(ConstImageView image, int x, int y, int channel) {
  std::uint16_t sample = 0;
  std::memcpy(&sample, image.row(y) + x * bytes_per_pixel(image.format) + 2 * channel, 2);
  return sample;
}

ImagePlan plan_deep(std::string_view recipe, std::string_view source_format = "png") {
  const Recipe parsed = recipe_from(recipe);
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < parsed.variants().size(); ++i) all.push_back(i);
  return plan_image(parsed, all, {kSize, PixelFormat::rgb16}, source_format, CodecRegistry::with_builtin_codecs());
}

// What is told of the last variant; empty: nothing is lost.
std::string loss_of(const std::string& recipe) {
  const Recipe parsed = recipe_from(recipe);
  const Variant& variant = parsed.variants().back();
  const CodecRegistry codecs = CodecRegistry::with_builtin_codecs();
  const Encoder& encoder = *codecs.find_encoder(variant.format);
  const auto loss = depth_loss(variant, encoder);
  return loss ? sentence_of(*loss, variant, encoder).text() : std::string();
}

}  // namespace

TEST_CASE("depth: what only moves pixels keeps all 16 bits of them") {
  const Outputs outputs = outputs_of(
      "[[variant]]\nname='plain'\nops=[]\n"
      "[[variant]]\nname='turned'\nops=['rotate:90']\n"
      "[[variant]]\nname='cut'\nops=['crop:20x10,gravity=northwest,x=5,y=3','flip:horizontal']\n"
      "[[variant]]\nname='padded'\nops=['pad:80x60,gravity=northwest']\n");
  REQUIRE(outputs.images.size() == 4);
  CHECK(outputs.warnings.empty());
  for (const auto& each : outputs.images) {
    CAPTURE(each.first);
    CHECK(each.second.format() == PixelFormat::rgb16);
  }
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int expected = deep_sample(x, y, c);
        REQUIRE(int{sample_at(outputs.images.at("a_plain.png").view(), x, y, c)} == expected);
        REQUIRE(int{sample_at(outputs.images.at("a_turned.png").view(), kSize.height - 1 - y, x, c)} == expected);
        REQUIRE(int{sample_at(outputs.images.at("a_padded.png").view(), x, y, c)} == expected);
        const bool is_inside = x >= 5 && x < 25 && y >= 3 && y < 13;
        if (is_inside) {
          REQUIRE(int{sample_at(outputs.images.at("a_cut.png").view(), 24 - x, y - 3, c)} == expected);
        }
      }
    }
  }
}

TEST_CASE("depth: a thumbnail in 16 bits rounds to the one in 8") {
  const Outputs outputs = outputs_of(
      "[[variant]]\nname='deep'\nops=['thumbnail:30']\n"
      "[[variant]]\nname='flat'\nformat='bmp'\nops=['thumbnail:30']\n");
  const Image& deep = outputs.images.at("a_deep.png");
  const Image& flat = outputs.images.at("a_flat.bmp");
  REQUIRE(deep.format() == PixelFormat::rgb16);
  REQUIRE(flat.format() == PixelFormat::rgb8);
  int fine = 0;
  for (int y = 0; y < deep.height(); ++y) {
    for (int x = 0; x < deep.width(); ++x) {
      for (int c = 0; c < 3; ++c) {
        const int sample = sample_at(deep.view(), x, y, c);
        REQUIRE(std::abs(sample / 257.0 - flat.view().row(y)[3 * x + c]) < 1.6);
        fine += sample % 257 != 0 ? 1 : 0;
      }
    }
  }
  CHECK(fine > 1000);
}

TEST_CASE("depth: an operation of 8 bits narrows, and that is told beforehand and in the end") {
  const ImagePlan plan = plan_deep(
      "[[variant]]\nname='a'\nops=['thumbnail:30','flip:vertical']\n"
      "[[variant]]\nname='b'\nops=['thumbnail:20','equalize','brighten:3','invert']\n");
  REQUIRE(plan.variants.size() == 2);
  CHECK(plan.wants_sixteen_bits());
  CHECK(plan.narrows(16));
  CHECK_FALSE(plan.narrows(8));
  CHECK(plan.variants[0].sixteen_bits);
  CHECK_FALSE(plan.variants[0].loss.has_value());
  CHECK(plan.variants[0].shapes.back().format == PixelFormat::rgb16);
  CHECK(plan.variants[1].loss == DepthLoss{8, 1});
  // Not from the other's pixels, which have another depth.
  CHECK(plan.variants[1].from == PixelSource{.narrowed = true});
  CHECK(plan.variants[1].shapes.back().format == PixelFormat::rgb8);

  const std::string recipe = "[[variant]]\nname='b'\nops=['thumbnail:20','equalize']\nformat='png'\n";
  CHECK(loss_of(recipe) == "the variant 'b' has samples of more than 8 bits rounded to 8, because equalize works in 8");
  CHECK(loss_of("[[variant]]\nname='a'\nops=['brighten:3','invert','thumbnail:20']\nformat='png'\n"
                "[[variant]]\nname='b'\nfrom='a'\nops=['gamma:2','contrast:5','equalize']\n")
            .ends_with("the variant 'b' has samples of more than 8 bits rounded to 8, because equalize works in 8"));
  CHECK(loss_of("[[variant]]\nops=['blur:2,border=wrap','clahe:tiles=4x4']\nformat='png'\n") ==
        "the output has samples of more than 8 bits rounded to 8, because clahe works in 8");
  const Outputs outputs = outputs_of(recipe);
  CHECK(outputs.images.at("a_b.png").format() == PixelFormat::rgb8);
  CHECK(outputs.warnings == std::vector{DecodeWarning{DecodeWarningKind::narrowed, 16}});
}

TEST_CASE("depth: what an encoder's options take is told as what operations take, and what a format is without") {
  const std::string colors = "[[variant]]\nname='few'\nformat='png'\npng.colors=64\n";
  CHECK(loss_of(colors) == "the variant 'few' has samples of more than 8 bits rounded to 8, because of png.colors");
  CHECK(outputs_of(colors).warnings == std::vector{DecodeWarning{DecodeWarningKind::narrowed, 16}});
  CHECK(outputs_of(colors, deep_animation()).warnings == std::vector{DecodeWarning{DecodeWarningKind::narrowed, 16}});
  CHECK(outputs_of("[[variant]]\nformat='png'\n", deep_animation()).warnings.empty());
  CHECK(loss_of("[[variant]]\nformat='png'\npng.compression=3\n").empty());
  CHECK(loss_of("[[variant]]\nformat='webp'\n").empty());
  const std::string exact = "[[variant]]\nformat='webp'\nwebp.lossless=true\n";
  CHECK(loss_of(exact) == "the output has samples of more than 8 bits rounded to 8, because WebP holds no more");
  CHECK(outputs_of(exact).warnings == std::vector{DecodeWarning{DecodeWarningKind::narrowed, 16}});
  if (CodecRegistry::with_builtin_codecs().find_encoder("avif") == nullptr) return;
  CHECK(loss_of("[[variant]]\nformat='avif'\n").empty());
  CHECK(loss_of("[[variant]]\nformat='avif'\navif.bits='12'\n").empty());
  CHECK(loss_of("[[variant]]\nformat='avif'\navif.bits='10'\n") ==
        "the output has samples of more than 10 bits rounded to 10, because of avif.bits");
  CHECK(loss_of("[[variant]]\nformat='avif'\navif.lossless=true\n") ==
        "the output has samples of more than 12 bits rounded to 12, because AVIF holds no more");
  // Of 10 bits, 10 are not fewer.
  CHECK_FALSE(plan_deep("[[variant]]\nformat='avif'\navif.bits='10'\n").narrows(10));
}

TEST_CASE("depth: operations on colours keep 16 bits") {
  for (const char* operation : {"brighten:3", "contrast:10", "gamma:2", "invert", "grayscale", "sepia", "flatten"}) {
    CAPTURE(operation);
    const Outputs outputs = outputs_of(std::string("[[variant]]\nops=['") + operation + "']\n");
    REQUIRE(outputs.images.size() == 1);
    CHECK(bytes_per_sample(outputs.images.begin()->second.format()) == 2);
    CHECK(outputs.warnings.empty());
  }
}

// What a matrix of odd sides makes of a sample that is not near the edge.
double exact_sum(int x, int y, int channel, int side, const std::function<double(int, int)>& weight) {
  double sum = 0;
  for (int j = -side / 2; j <= side / 2; ++j) {
    for (int i = -side / 2; i <= side / 2; ++i) sum += weight(i, j) * deep_sample(x + i, y + j, channel);
  }
  return sum;
}

double exact_blur(int x, int y, int channel, double sigma) {
  const int radius = static_cast<int>(std::ceil(3 * sigma));
  const auto bell = [&](int i) { return std::exp(-0.5 * i * i / (sigma * sigma)); };
  double sum = 0;
  for (int i = -radius; i <= radius; ++i) sum += bell(i);
  return exact_sum(x, y, channel, 2 * radius + 1, [&](int i, int j) { return bell(i) * bell(j) / (sum * sum); });
}

TEST_CASE("depth: filters keep 16 bits, within 1 of double precision") {
  const Outputs outputs = outputs_of(
      "[[variant]]\nname='blur'\nops=['blur:2']\n[[variant]]\nname='sharpen'\nops=['sharpen']\n"
      "[[variant]]\nname='unsharp'\nops=['unsharp:1,amount=0.8']\n[[variant]]\nname='box'\nops=['box:2']\n");
  REQUIRE(outputs.images.size() == 4);
  CHECK(outputs.warnings.empty());
  for (const auto& each : outputs.images) CHECK(each.second.format() == PixelFormat::rgb16);
  const auto check = [&](const char* name, int x, int y, int c, double exact) {
    const int got = sample_at(outputs.images.at(name).view(), x, y, c);
    REQUIRE(std::abs(got - std::clamp(exact, 0.0, 65535.0)) <= 1);
  };
  for (int y = 6; y < kSize.height - 6; ++y) {
    for (int x = 6; x < kSize.width - 6; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double sample = deep_sample(x, y, c);
        check("a_blur.png", x, y, c, exact_blur(x, y, c, 2));
        check("a_sharpen.png", x, y, c, exact_sum(x, y, c, 3, [](int i, int j) {
                return i == 0 && j == 0 ? 5 : i == 0 || j == 0 ? -1 : 0;
              }));
        check("a_unsharp.png", x, y, c, sample + 0.8 * (sample - exact_blur(x, y, c, 1)));
        check("a_box.png", x, y, c, exact_sum(x, y, c, 5, [](int, int) { return 0.04; }));
      }
    }
  }
}

TEST_CASE("depth: filters of 16 bits make what those of 8 make, of the same picture") {
  Image flat = Image::create({kSize, PixelFormat::rgba8}).value();
  Image deep = Image::create({kSize, PixelFormat::rgba16}).value();
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      for (int c = 0; c < 4; ++c) {
        const int sample = c == 3 ? 55 + 3 * x : deep_sample(x, y, c) >> 8;
        const auto byte = static_cast<std::uint8_t>(sample);
        flat.view().row(y)[4 * x + c] = byte;
        std::fill_n(deep.view().row(y) + 8 * x + 2 * c, 2, byte);
        deep.view().row(y)[8 * x + 2 * c] ^= 1;  // or PNG has it as 8 bits
      }
    }
  }
  const auto output = [](const Image& picture, const std::string& operation) {
    MemorySource source;
    source.add("a.png", encoded(picture, "png"));
    MemorySink sink;
    CHECK(adds_up(pipeline_of(recipe_from("[[variant]]\nops=['" + operation + "']\n")).run(source, sink, {}).value()));
    return deeply_decoded(sink.files.at("a.png"));
  };
  for (const char* operation : {"blur:1.5", "box:3", "sharpen", "emboss", "edge", "unsharp:2", "median:5", "sobel",
                                "convolve:1 2 1,divisor=4,bias=7", "separable:1 2 1,vertical=1 2 1,divisor=16"}) {
    CAPTURE(std::string(operation));
    const Image of_bytes = output(flat, operation);
    const Image of_words = output(deep, operation);
    REQUIRE(of_words.format() == PixelFormat::rgba16);
    double largest = 0;
    for (int y = 0; y < kSize.height; ++y) {
      for (int x = 0; x < kSize.width; ++x) {
        for (int c = 0; c < 4; ++c) {
          const double fine = sample_at(of_words.view(), x, y, c) / 257.0;
          largest = std::fmax(largest, std::abs(fine - of_bytes.view().row(y)[4 * x + c]));
        }
      }
    }
    CHECK(largest < 1.5);
  }
}

TEST_CASE("depth: what is laid over an image leaves the rest of it in 16 bits") {
  const Outputs outputs = outputs_of(
      "[[variant]]\nname='filled'\nops=['fill:#ff0080,opacity=0.25,x=10,y=4,size=20x8']\n"
      "[[variant]]\nname='text'\nops=['text:W,gravity=southeast,size=12']\n");
  REQUIRE(outputs.images.size() == 2);
  CHECK(outputs.warnings.empty());
  int changed = 0;
  for (int y = 0; y < kSize.height; ++y) {
    for (int x = 0; x < kSize.width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const int before = deep_sample(x, y, c);
        const bool covered = x >= 10 && x < 30 && y >= 4 && y < 12;
        const double paint = (c == 0 ? 255 : c == 1 ? 0 : 128) * 257;
        const double expected = covered ? 0.75 * before + 0.25 * paint : before;
        REQUIRE(std::abs(sample_at(outputs.images.at("a_filled.png").view(), x, y, c) - expected) < 1);
        const bool is_written = sample_at(outputs.images.at("a_text.png").view(), x, y, c) != before;
        changed += is_written ? 1 : 0;
        REQUIRE_FALSE((is_written && x < 30));
      }
    }
  }
  CHECK(changed > 20);
}

TEST_CASE("depth: a format of 8 bits has nothing to lose, and nothing is decoded in 16 for it") {
  for (const char* format : {"jpeg", "webp"}) {
    const ImagePlan plan = plan_deep(std::string("[[variant]]\nformat='") + format + "'\nops=['equalize']\n");
    CHECK_FALSE(plan.wants_sixteen_bits());
    CHECK_FALSE(plan.narrows(16));
    CHECK(outputs_of(std::string("[[variant]]\nformat='") + format + "'\nops=['equalize']\n").warnings.empty());
  }
}

TEST_CASE("depth: variants of both depths come from one decode, in either order") {
  const Image expected = outputs_of("[[variant]]\nops=['equalize']\n").images.begin()->second.clone().value();
  const Outputs outputs = outputs_of(
      "[[variant]]\nname='small'\nops=['crop:10x10']\n"
      "[[variant]]\nname='sharp'\nops=['equalize']\n"
      "[[variant]]\nname='jpeg'\nformat='jpeg'\nops=['thumbnail:50']\n"
      "[[variant]]\nname='large'\nops=['resize:200x200']\n");
  REQUIRE(outputs.images.size() == 4);
  CHECK(outputs.images.at("a_small.png").format() == PixelFormat::rgb16);
  CHECK(outputs.images.at("a_large.png").format() == PixelFormat::rgb16);
  CHECK(difference(expected.view(), outputs.images.at("a_sharp.png").view()).empty());
}
