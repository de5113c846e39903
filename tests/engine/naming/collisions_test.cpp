#include "engine/naming/collisions.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "engine/files/directory_source.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

/// The file names of the entries that collide with an earlier one.
std::vector<std::string> collisions(const TemporaryFolder& folder, const Pipeline& pipeline) {
  CollisionCheck check(pipeline.names(), pipeline.codecs());
  auto source =
      DirectorySource::open({{folder.path()}, {}, [&](FolderListing& names) { check.inspect(names); }}).value();
  std::vector<std::string> names;
  while (auto item = source->next().value()) {
    if (!item->failure || item->failure->code == ErrorCode::not_found) continue;
    CHECK(item->failure->code == ErrorCode::name_collision);
    names.push_back(item->file_name);
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("collisions: the second of two images that would give one output fails") {
  const TemporaryFolder folder;
  const std::string jpeg = encoded(make_picture(8, 8), "jpeg");
  const std::string png = encoded(make_picture(8, 8), "png");
  folder.write("a.jpg", jpeg);
  folder.write("a.png", png);
  folder.write("b.png", png);
  folder.write("sub/a.png", png);
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "webp"))) == Names{"a.png"});
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "same"))) == Names{});
}

TEST_CASE("collisions: what is no image is in nobody's way") {
  const TemporaryFolder folder;
  folder.write("a.jpg", encoded(make_picture(8, 8), "jpeg"));
  folder.write("a.txt", "words");
  folder.write("a.png", "not a PNG");
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "jpeg"))) == Names{});
}

TEST_CASE("collisions: the bytes decide, not the names") {
  const TemporaryFolder folder;
  const std::string png = encoded(make_picture(8, 8), "png");
  folder.write("a.jpg", png);
  folder.write("a.png", png);
  folder.write("b", png);
  folder.write("b.png", png);
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "same"))) == Names{"a.png", "b"});
}

TEST_CASE("collisions: variants' names count, and so do folders that a template leaves out") {
  const TemporaryFolder folder;
  const std::string png = encoded(make_picture(8, 8), "png");
  folder.write("a.png", png);
  folder.write("a_b.png", png);
  CHECK(collisions(folder,
                   pipeline_of(recipe_from("[[variant]]\nformat='png'\n[[variant]]\nname='b'\nformat='png'\n"))) ==
        Names{"a_b.png"});

  folder.write("x/c.png", png);
  folder.write("y/c.png", png);
  RunOptions flat;
  flat.name_template = "{stem}.{ext}";
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "png"), flat)) == Names{"c.png"});
}

TEST_CASE("collisions: names that depend on the header are compared exactly, once they might collide") {
  const TemporaryFolder folder;
  folder.write("a.jpg", encoded(make_picture(8, 8), "jpeg"));
  folder.write("a.png", encoded(make_picture(16, 8), "png"));
  folder.write("b.jpg", encoded(make_picture(8, 8), "jpeg"));
  folder.write("b.png", encoded(make_picture(8, 16), "png"));
  RunOptions by_width;
  by_width.name_template = "{dir}/{stem}-{width}.{ext}";
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "webp"), by_width)) == Names{"b.png"});
}

TEST_CASE("collisions: inputs that variants divide among them do not collide") {
  const TemporaryFolder folder;
  folder.write("a.jpg", encoded(make_picture(8, 8), "jpeg"));
  folder.write("a.png", encoded(make_picture(8, 8), "png"));
  CHECK(collisions(folder, pipeline_of(recipe_from("[[variant]]\nformat='webp'\nwhen={format='png'}\n"))) == Names{});
  CHECK(collisions(folder, pipeline_of(recipe_from("[[variant]]\nformat='webp'\nwhen={min-width=8}\n"))) ==
        Names{"a.png"});
}

TEST_CASE("collisions: names that differ only in case, on request") {
  const TemporaryFolder folder;
  const std::string png = encoded(make_picture(8, 8), "png");
  folder.write("A.png", png);
  folder.write("a.png", png);
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "png"))) == Names{});
  RunOptions ignoring;
  ignoring.ignore_case = true;
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "png"), ignoring)) == Names{"a.png"});

  const TemporaryFolder folders;
  folders.write("X/b.png", png);
  folders.write("x/B.png", png);
  CHECK(collisions(folders, pipeline_of(recipe_of({}, "png"))) == Names{});
  CHECK(collisions(folders, pipeline_of(recipe_of({}, "png"), ignoring)) == Names{"B.png"});
  const auto variants = recipe_from("[[variant]]\nname='A'\nformat='png'\n[[variant]]\nname='a'\nformat='png'\n");
  CHECK(Pipeline::create(variants, {}));
  CHECK(Pipeline::create(variants, ignoring).error().code == ErrorCode::name_collision);
}

TEST_CASE("collisions: names that become the same only with what the header tells") {
  const TemporaryFolder folder;
  folder.write("a.png", encoded(make_picture(110, 8), "png"));
  folder.write("a1.png", encoded(make_picture(10, 8), "png"));
  folder.write("a2.png", encoded(make_picture(10, 8), "png"));
  RunOptions by_width;
  by_width.name_template = "{dir}/{stem}{width}.{ext}";
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "webp"), by_width)) == Names{"a1.png"});
}

TEST_CASE("collisions: one that fails is in nobody's way, and the message names the one that is") {
  const TemporaryFolder folder;
  const std::string png = encoded(make_picture(8, 8), "png");
  for (const char* name : {"x/a.png", "y/a.png", "z/a.png"}) folder.write(name, png);
  RunOptions flat;
  flat.name_template = "{stem}.{ext}";
  const Pipeline pipeline = pipeline_of(recipe_of({}, "png"), flat);
  CollisionCheck check(pipeline.names(), pipeline.codecs());
  auto source =
      DirectorySource::open({{folder.path()}, {}, [&](FolderListing& names) { check.inspect(names); }}).value();
  std::vector<std::string> messages;
  while (auto item = source->next().value()) messages.push_back(item->failure ? item->failure->message.text() : "");
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].empty());
  CHECK(messages[1].find("x/a.png") != std::string::npos);
  CHECK(messages[2].find("x/a.png") != std::string::npos);
}

TEST_CASE("collisions: pairs among many, in whatever folder and block of names") {
  const TemporaryFolder folder;
  const std::string png = encoded(make_picture(8, 8), "png");
  const std::string jpeg = encoded(make_picture(8, 8), "jpeg");
  Names expected;
  for (int i = 1000; i < 2500; ++i) {
    folder.write(std::to_string(i) + ".jpg", jpeg);
    if (i % 100 != 0) continue;
    folder.write(std::to_string(i) + ".png", i % 200 == 0 ? png : "no image");
    if (i % 200 == 0) expected.push_back(std::to_string(i) + ".png");
  }
  std::filesystem::create_symlink("nowhere", folder / "1001_x.jpg");
  CHECK(collisions(folder, pipeline_of(recipe_of({}, "webp"))) == expected);
}

TEST_CASE("collisions: are found across shards, and fail in one of them") {
  const TemporaryFolder folder;
  const std::string png = encoded(make_picture(8, 8), "png");
  for (int i = 0; i < 20; ++i) {
    folder.write(std::to_string(i) + ".png", png);
    folder.write(std::to_string(i) + ".x", png);
  }
  const Pipeline pipeline = pipeline_of(recipe_of({}, "png"));
  std::size_t failed = 0;
  for (std::uint32_t index = 1; index <= 4; ++index) {
    CollisionCheck check(pipeline.names(), pipeline.codecs());
    DirectorySourceOptions options{{folder.path()}, {}, [&](FolderListing& names) { check.inspect(names); }};
    options.shard = Shard{index, 4};
    auto source = DirectorySource::open(std::move(options)).value();
    while (auto item = source->next().value()) {
      CHECK(item->failure.has_value() == item->file_name.ends_with(".x"));
      if (item->failure) ++failed;
    }
  }
  CHECK(failed == 20);
}
