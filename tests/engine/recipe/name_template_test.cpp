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

TEST_CASE("name_template: {hash} stands for itself, and its place is known") {
  const auto names = NameTemplate::parse("{dir}/{stem}-{hash:8}.{ext}").value();
  const auto open = names.expand_openly(facts("d", "{hash:8}", "", "jpg"), true);
  CHECK(open.name == "d/{hash:8}-{hash:8}.jpg");
  REQUIRE(open.hash);
  CHECK(open.hash->close(open.name, 0xabcdef0123456789) == "d/{hash:8}-abcdef01.jpg");
  CHECK_FALSE(names.needs_header());
  const auto whole = NameTemplate::parse("{stem}.{hash}").value().expand_openly(facts("", "a", "", "jpg"), false);
  CHECK(whole.hash->close(whole.name, 1) == "a.0000000000000001");
  CHECK_FALSE(NameTemplate::parse("{stem}").value().expand_openly(facts("", "{hash}", "", "jpg"), true).hash);
}

TEST_CASE("name_template: an open hash: digits take the place of what stands for them") {
  const std::string name = "a-{hash:8}.jpg";
  const OpenHash open{2, 8, 8};
  CHECK(open.close(name, 0x0123456789abcdef) == "a-01234567.jpg");
  CHECK(OpenHash{2, 8, 16}.close(name, 0x0123456789abcdef) == "a-0123456789abcdef.jpg");
  CHECK(OpenHash{2, 8, 4}.close(name, 0xf) == "a-0000.jpg");
}

TEST_CASE("name_template: an open hash: only a name that may have come of it fits") {
  const std::string name = "a-{hash:8}.jpg";
  const OpenHash open{2, 8, 8};
  CHECK(open.fits(name, open.close(name, 0xfedcba9876543210)));
  for (const char* other : {"a-0123456.jpg", "a-012345678.jpg", "a-0123456g.jpg", "a-0123456G.jpg", "b-01234567.jpg",
                            "a-01234567.png", "a-{hash:8}.jpg", "a-01234567.jpg2", "", "a-.jpg"}) {
    CAPTURE(other);
    CHECK_FALSE(open.fits(name, other));
  }
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
                          "{stem}{hash:7}",
                          "{stem}{hash:17}",
                          "{stem}{hash:x}",
                          "{stem}{hash}{hash}",
                          "{source-ext}/../{stem}",
                          "{stem}/.tbb{variant}img"}) {
    CAPTURE(bad);
    const auto names = NameTemplate::parse(bad);
    REQUIRE_FALSE(names);
    CHECK(names.error().code == ErrorCode::invalid_argument);
  }
  for (const char* bad : {"thumb.{ext}", "{dir}/x.{ext}", "{date}.{ext}", "{hash}"}) {
    CAPTURE(bad);
    const auto names = NameTemplate::parse(bad);
    REQUIRE_FALSE(names);
    CHECK(names.error().code == ErrorCode::name_collision);
  }
}
