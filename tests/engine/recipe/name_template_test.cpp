#include "engine/recipe/name_template.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

namespace {

ImageFacts facts(std::string_view directory, std::string_view stem, std::string_view variant, std::string_view ext) {
  ImageFacts facts;
  facts.directory = directory;
  facts.stem = stem;
  facts.variant = variant;
  facts.extension = ext;
  return facts;
}

}  // namespace

TEST_CASE("name_template: the default mirrors the tree, with and without folder and variant") {
  const auto names = NameTemplate::parse(NameTemplate::kDefault).value();
  CHECK(names.expand(facts("sub/deep", "photo", "thumb", "jpg")) == "sub/deep/photo_thumb.jpg");
  CHECK(names.expand(facts("", "photo", "thumb", "jpg")) == "photo_thumb.jpg");
  CHECK(names.expand(facts("sub", "photo", "", "jpg")) == "sub/photo.jpg");
  CHECK(names.expand(facts("", "photo.v1_", "", "jpg")) == "photo.v1_.jpg");
  CHECK(names.keeps_folders_apart());
  CHECK_FALSE(names.needs_header());
}

TEST_CASE("name_template: all placeholders and literals") {
  const auto names = NameTemplate::parse("web/{index}-{variant}/{stem}.x-{width}x{height}-{date}.{ext}").value();
  ImageFacts all = facts("sub", "photo", "a", "png");
  all.index = 42;
  all.size = {640, 480};
  all.date = "2019-07-23";
  CHECK(names.expand(all) == "web/42-a/photo.x-640x480-2019-07-23.png");
  CHECK(names.expand_without_header(all) == "web/42-a/photo.x-{width}x{height}-{date}.png");
  CHECK(names.keeps_folders_apart());
  CHECK(names.needs_header());
  CHECK_FALSE(NameTemplate::parse("{stem}.{ext}").value().keeps_folders_apart());
}

TEST_CASE("name_template: an empty value takes its separator along, or is what stands behind the bar") {
  CHECK(NameTemplate::parse("{stem}_{date}.{ext}").value().expand(facts("", "a", "", "jpg")) == "a.jpg");
  CHECK(NameTemplate::parse("{date}/{stem}.{ext}").value().expand(facts("", "a", "", "jpg")) == "a.jpg");
  CHECK(NameTemplate::parse("{dir}/{date}/{stem}.{ext}").value().expand(facts("d", "a", "", "jpg")) == "d/a.jpg");
  CHECK(NameTemplate::parse("{dir}_{date}/{stem}.{ext}").value().expand(facts("", "a", "", "jpg")) == "a.jpg");
  CHECK(NameTemplate::parse("{date|undated}/{stem}.{ext}").value().expand(facts("", "a", "", "jpg")) ==
        "undated/a.jpg");
}

TEST_CASE("name_template: folders by date, numbers with zeros, the source's own extension") {
  ImageFacts all = facts("", "a", "", "webp");
  all.source_extension = "JPG";
  all.index = 7;
  all.date = "2019-07-23";
  const auto names = NameTemplate::parse("{date:%Y/%m}/{index:04}-{stem}.{source-ext}.{ext}").value();
  CHECK(names.expand(all) == "2019/07/0007-a.JPG.webp");
  CHECK(names.expand_without_header(all) == "{date:%Y/%m}/0007-a.JPG.webp");
  CHECK(names.expand(facts("", "a", "", "webp")) == "0000-a.webp");
}

TEST_CASE("name_template: what cannot work is refused at once") {
  for (const char* bad : {"",
                          "{dir}/",
                          "/abs/{stem}",
                          "../{stem}",
                          "a/../{stem}",
                          "{stem",
                          "{nope}",
                          "{copyright}",
                          "{date|..}/{stem}",
                          "{date|a/b}{stem}",
                          ".tbbimg/tmp/{stem}.{ext}",
                          ".TBBIMG/{stem}",
                          "...{date}/...{date}/etc/{stem}",
                          "..{dir}/{stem}",
                          "a//{stem}",
                          "{stem}/./a",
                          "{stem}/{date}",
                          "{date:../%Y}/{stem}",
                          "{date:%Y/}/{stem}",
                          "{date:/%Y}/{stem}",
                          "{stem:04}",
                          "{source-ext}/../{stem}",
                          "{stem}/.tbb{variant}img"}) {
    CAPTURE(bad);
    const auto names = NameTemplate::parse(bad);
    REQUIRE_FALSE(names);
    CHECK(names.error().code == ErrorCode::invalid_argument);
  }
  for (const char* bad : {"thumb.{ext}", "{dir}/x.{ext}", "{date}.{ext}"}) {
    CAPTURE(bad);
    const auto names = NameTemplate::parse(bad);
    REQUIRE_FALSE(names);
    CHECK(names.error().code == ErrorCode::name_collision);
  }
}
