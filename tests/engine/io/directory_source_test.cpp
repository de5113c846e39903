#include "engine/io/directory_source.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

std::vector<SourceItem> list(DirectorySourceOptions options) {
  auto source = DirectorySource::open(std::move(options)).value();
  std::vector<SourceItem> items;
  while (auto item = source->next().value()) items.push_back(*std::move(item));
  return items;
}

std::vector<std::string> names_of(const std::vector<SourceItem>& items) {
  std::vector<std::string> names;
  for (const SourceItem& item : items) {
    names.push_back(item.directory + (item.directory.empty() ? "" : "/") + item.file_name);
  }
  return names;
}

}  // namespace

TEST_CASE("directory_source: walks folders in order, with sizes and running numbers") {
  const TemporaryFolder folder;
  folder.write("b.jpg", "12345");
  folder.write("a.jpg", "1");
  folder.write("sub/deep/c.jpg", "");
  folder.write("sub/.hidden", "");
  const auto items = list({{folder.path()}, {}, {}});
  CHECK(names_of(items) == std::vector<std::string>{"a.jpg", "b.jpg", "sub/.hidden", "sub/deep/c.jpg"});
  CHECK(items[1].bytes == 5);
  CHECK(items[3].index == 3);
  CHECK(items[3].path == folder / "sub/deep/c.jpg");
}

TEST_CASE("directory_source: several roots are one tree, and a file given twice is one input") {
  const TemporaryFolder folder;
  folder.write("one/x/a", "");
  folder.write("two/x/b", "");
  folder.write("two/c", "");
  folder.write("single", "");
  std::vector<std::vector<std::string>> folders;
  const auto items =
      list({{folder / "one", folder / "two", folder / "single", folder / "two/c"}, {}, [&](std::span<SourceItem> seen) {
              folders.emplace_back();
              for (const SourceItem& item : seen) folders.back().push_back(item.file_name);
            }});
  CHECK(names_of(items) == std::vector<std::string>{"c", "single", "x/a", "x/b"});
  CHECK(folders == std::vector<std::vector<std::string>>{{"c", "single"}, {"a", "b"}});
}

TEST_CASE("directory_source: what is no regular file is listed with its reason, and never opened") {
  const TemporaryFolder folder;
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  std::filesystem::create_symlink(folder / "nowhere", folder / "broken");
  folder.write("real/a", "abc");
  std::filesystem::create_symlink(folder / "real/a", folder / "file-link");
  std::filesystem::create_directory_symlink(folder.path(), folder / "loop");
  folder.write(".tbbimg-1-2.tmp", "");
  const auto items = list({{folder.path()}, {}, {}});
  REQUIRE(names_of(items) ==
          std::vector<std::string>{".tbbimg-1-2.tmp", "broken", "file-link", "loop", "pipe", "real/a"});
  CHECK_FALSE(items[0].skip_reason.empty());
  CHECK(items[1].failure->code == ErrorCode::not_found);
  CHECK(items[2].bytes == 3);
  CHECK(items[2].skip_reason.empty());
  CHECK_FALSE(items[3].skip_reason.empty());
  CHECK_FALSE(items[4].skip_reason.empty());
}

TEST_CASE("directory_source: the output folder is left out, however it is written") {
  const TemporaryFolder folder;
  folder.write("a", "");
  folder.write("out/b", "");
  CHECK(names_of(list({{folder.path()}, folder / "./out/", {}})) == std::vector<std::string>{"a"});
}

TEST_CASE("directory_source: a missing root is an error, an empty one is not") {
  const TemporaryFolder folder;
  const auto missing = DirectorySource::open({{folder / "missing"}, {}, {}});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK(missing.error().path == folder / "missing");
  CHECK_FALSE(DirectorySource::open({}));
  CHECK(list({{folder.path()}, {}, {}}).empty());
}
