#include "engine/operations/registry.hpp"

#include <doctest/doctest.h>

#include "tests/engine/operations/example_folder.hpp"

using namespace tbbimg;

namespace {

std::string message_of(const OperationRegistry& registry, std::string_view text) {
  const auto operation = registry.make(text);
  REQUIRE_FALSE(operation);
  CHECK(operation.error().code == ErrorCode::invalid_recipe);
  return operation.error().message.text();
}

}  // namespace

TEST_CASE("registry: every builtin operation's example can be made, and every default is allowed") {
  const test::ExampleFolder folder;
  const auto registry = OperationRegistry::with_builtin_operations();
  for (const OperationInfo* info : registry.list()) {
    CAPTURE(info->name);
    CHECK(registry.make(info->example));
    CHECK_FALSE(info->summary.empty());
    for (const Argument& argument : info->arguments) CHECK_FALSE(argument.range().empty());
  }
}

TEST_CASE("registry: mistakes name the operation, what was given and what is allowed") {
  const auto registry = OperationRegistry::with_builtin_operations();
  CHECK(message_of(registry, "thumbnial:256") == "unknown operation 'thumbnial': did you mean 'thumbnail'?");
  CHECK(message_of(registry, "zzzzzzz").find("known are: ") != std::string::npos);
  CHECK(message_of(registry, "thumbnail") == "thumbnail: needs size (the box in pixels); for example thumbnail:256");
  CHECK(message_of(registry, "thumbnail:0") ==
        "thumbnail: size is '0', allowed: WIDTHxHEIGHT, SIDE, WIDTHx or xHEIGHT, each 1..65535");
  CHECK(message_of(registry, "crop:800x") ==
        "crop: size is '800x', allowed: WIDTHxHEIGHT or SIDE, each 1..65535, or an aspect ratio as in 16:9");
  CHECK(message_of(registry, "crop:16:0").find("'16:0'") != std::string::npos);
  CHECK(message_of(registry, "crop:9,gravity=up").find("gravity is 'up', allowed: center, north") != std::string::npos);
  CHECK(message_of(registry, "resize:70000x").find("1..65535") != std::string::npos);
  CHECK(message_of(registry, "resize:0x10").find("'0x10'") != std::string::npos);
  CHECK(message_of(registry, "thumbnail:70000").find("'70000'") != std::string::npos);
  CHECK(message_of(registry, "blur:abc") == "blur: sigma is 'abc', allowed: 0.1..1000");
  CHECK(message_of(registry, "blur:0.05").find("0.1..1000") != std::string::npos);
  CHECK(message_of(registry, "brighten:1.5").find("-255..255") != std::string::npos);
  CHECK(message_of(registry, "threshold:auto") == "threshold: value is 'auto', allowed: 0..255 or otsu");
  CHECK(message_of(registry, "rotate:left") == "rotate: degrees is 'left', allowed: -360..360");
  CHECK(message_of(registry, "thumbnail:256,filtre=box") ==
        "thumbnail: has no argument 'filtre': did you mean 'filter'?");
  CHECK(message_of(registry, "thumbnail:256,size=3") == "thumbnail: argument 'size' is given twice");
  CHECK(message_of(registry, "invert:1").find("at most 0 arguments") != std::string::npos);
  CHECK(message_of(registry, "resize:1x1,filter=magic").find("nearest, box, bilinear") != std::string::npos);
  CHECK(message_of(registry, "levels:200,100").find("levels: the white level, 100") == 0);
  CHECK(message_of(registry, "normalize:60,40").find("normalize: percentiles of 60") == 0);
  CHECK(message_of(registry, "color-matrix:\"1 0; 0 1\"").find("color-matrix: a colour matrix of 2 rows") == 0);
  CHECK(message_of(registry, "flatten:#12345").find("#rrggbb") != std::string::npos);
}

TEST_CASE("registry: a text is read without an operation made of it") {
  const auto registry = OperationRegistry::with_builtin_operations();
  const auto reading = registry.read("thumbnail:64,linear=yes");
  REQUIRE(reading);
  CHECK(reading->info == registry.find("thumbnail"));
  REQUIRE(reading->values.size() == 3);
  const auto& size = reading->values[0];
  const auto& filter = reading->values[1];
  const auto& linear = reading->values[2];
  CHECK(size.argument->name == "size");
  CHECK(size.text == "64");
  CHECK(size.is_given);
  CHECK(filter.text == "lanczos3");
  CHECK_FALSE(filter.is_given);
  CHECK(linear.text == "yes");
  CHECK(linear.is_given);

  CHECK(registry.read("overlay:no-such-file.png"));
  CHECK(registry.read("thumbnail:0").error().message.text() == message_of(registry, "thumbnail:0"));
  CHECK(registry.read("thumbnial").error().message.text() == message_of(registry, "thumbnial"));
}

TEST_CASE("registry: relative paths start from the folder that is given") {
  const test::TemporaryFolder folder;
  folder.write("marks/logo.png", test::encoded(test::make_picture(4, 4, PixelFormat::rgba8), "png"));
  const auto registry = OperationRegistry::with_builtin_operations();
  CHECK(registry.make("overlay:marks/logo.png", folder.path()));
  CHECK(registry.make("overlay:logo.png", folder / "marks"));
  CHECK(registry.make("overlay:" + (folder / "marks/logo.png"), "/no/such/folder"));
  CHECK_FALSE(registry.make("overlay:marks/logo.png"));
  CHECK(registry.make("grayscale", "/no/such/folder"));
}

TEST_CASE("registry: an embedder's operation gets checked arguments") {
  class Identity final : public Operation {
   public:
    [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
    [[nodiscard]] Status apply(ConstImageView, ImageView, const OperationContext&) const override { return {}; }
  };
  OperationRegistry registry;
  int strength = 0;
  registry.add({"mine", "Mine", {Argument::integer("strength", "how much", 1, 9, "4")}, "mine:4"},
               [&](const Arguments& arguments) -> Result<std::shared_ptr<const Operation>> {
                 strength = arguments.integer("strength");
                 return std::make_shared<Identity>();
               });
  CHECK(registry.make("mine"));
  CHECK(strength == 4);
  CHECK(registry.make("mine:strength=7"));
  CHECK(strength == 7);
  CHECK_FALSE(registry.make("mine:10"));
}
