#include "engine/naming/output_names.hpp"

#include <doctest/doctest.h>

#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

Result<OutputNames> names_of(std::string_view toml, std::string_view default_template = NameTemplate::kDefault) {
  return OutputNames::create(recipe_from(toml), default_template, CodecRegistry::with_builtin_codecs());
}

SourceItem item(std::string file_name, std::string directory = "") {
  SourceItem result;
  result.path = "in/" + file_name;
  result.file_name = std::move(file_name);
  result.directory = std::move(directory);
  return result;
}

ImageInfo info_of(Size size, std::string date = "") {
  ImageInfo info;
  info.stored_size = size;
  info.exif.date = std::move(date);
  return info;
}

std::vector<std::string> names(const std::vector<OutputName>& outputs) {
  std::vector<std::string> names;
  for (const OutputName& output : outputs) names.push_back(output.error ? "!" + output.name : output.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("output_names: one for each variant, by its own template or the default one") {
  const auto all = names_of(
                       "[[variant]]\nname='a'\nformat='webp'\n"
                       "[[variant]]\nname='b'\ntemplate='{variant}/{stem}.{ext}'\n")
                       .value();
  CHECK(all.need_format());
  CHECK_FALSE(all.need_header());
  CHECK_FALSE(all.keep_folders_apart());
  CHECK(names(all.without_header(item("x.png", "sub"), "png")) == Names{"sub/x_a.webp", "b/x.png"});
}

TEST_CASE("output_names: who keeps the format keeps the extension as it is written, if it is one of the format") {
  const auto same = names_of("[[variant]]\n").value();
  for (const char* name : {"a.jpg", "a.JPG", "a.jpeg", "a.b.JpEg"}) {
    CHECK(names(same.without_header(item(name), "jpeg")) == Names{name});
  }
  CHECK(names(same.without_header(item("a.JPG"), "png")) == Names{"a.png"});
  CHECK(names(same.without_header(item("a"), "jpeg")) == Names{"a.jpg"});
  const auto both = names_of("[[variant]]\ntemplate='{stem}.{source-ext}.{ext}'\nformat='jpeg'\n").value();
  CHECK(names(both.without_header(item("a.JPG"), "jpeg")) == Names{"a.JPG.jpg"});
}

TEST_CASE("output_names: sizes are those of the output, dates those of the source") {
  const auto all = names_of(
                       "[[variant]]\nname='s'\nops=['thumbnail:100']\nformat='jpeg'\n"
                       "template='{stem}-{width}x{height}-{date|undated}.{ext}'\n")
                       .value();
  CHECK(all.need_header());
  CHECK(names(all.of(item("x.png"), "png", info_of({400, 200}))) == Names{"x-100x50-undated.jpg"});
  ImageInfo turned = info_of({400, 200}, "2019-07-23");
  turned.exif.orientation = Orientation::rotate_90;
  CHECK(names(all.of(item("x.png"), "png", turned)) == Names{"x-50x100-2019-07-23.jpg"});
}

TEST_CASE("output_names: variants whose condition does not hold give none") {
  const auto all = names_of(
                       "[[variant]]\nname='wide'\nformat='jpeg'\nwhen={orientation='landscape'}\n"
                       "[[variant]]\nname='large'\nformat='jpeg'\nwhen={min-width=1000,format=['png','jpeg']}\n")
                       .value();
  CHECK(names(all.of(item("x.png"), "png", info_of({1000, 999}))) == Names{"x_wide.jpg", "x_large.jpg"});
  CHECK(names(all.of(item("x.png"), "webp", info_of({1000, 999}))) == Names{"x_wide.jpg"});
  CHECK(names(all.of(item("x.png"), "png", info_of({1000, 1000}))) == Names{"x_large.jpg"});
  CHECK(names(all.of(item("x.png"), "png", info_of({999, 1000}))).empty());
}

TEST_CASE("output_names: templates that cannot tell variants apart are refused, those that may are watched") {
  const char* two = "[[variant]]\nname='a'\nformat='jpeg'\n[[variant]]\nname='b'\nformat='jpeg'\n";
  CHECK(names_of(two, "{stem}.{ext}").error().code == ErrorCode::name_collision);
  CHECK(names_of(two, "{stem}.{ext}").error().message.text().find("'b'") != std::string::npos);
  CHECK(names_of("[[variant]]\nname='a'\nformat='jpeg'\n[[variant]]\nname='b'\nformat='png'\n", "{stem}.{ext}"));

  const auto sizes = names_of(
                         "[[variant]]\nname='a'\nops=['thumbnail:100']\nformat='jpeg'\n"
                         "[[variant]]\nname='b'\nops=['thumbnail:200']\nformat='jpeg'\n",
                         "{stem}-{width}.{ext}")
                         .value();
  CHECK(names(sizes.of(item("x.png"), "png", info_of({400, 400}))) == Names{"x-100.jpg", "x-200.jpg"});
  CHECK(names(sizes.of(item("x.png"), "png", info_of({80, 80}))) == Names{"x-80.jpg", "!x-80.jpg"});
}

TEST_CASE("output_names: a size that only the pixels tell is no part of a name") {
  const auto names = names_of("[[variant]]\nops=['trim']\nformat='png'\ntemplate='{stem}-{width}.{ext}'\n");
  REQUIRE_FALSE(names);
  CHECK(names.error().code == ErrorCode::invalid_recipe);
  CHECK(names_of("[[variant]]\nops=['trim']\nformat='png'\n"));
}
