#include "engine/io/directory_source.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/support/mount_space.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

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

TEST_CASE("directory_source: a root that goes away and comes back costs nothing and gives nothing twice") {
  const TemporaryFolder folder;
  for (const char* name : {"root/a/1", "root/b/1", "root/b/2", "root/c/1", "other/b/3"}) folder.write(name, "");
  auto source = DirectorySource::open({{folder / "root", folder / "other"}, {}, {}}).value();
  std::vector<SourceItem> items;
  items.push_back(source->next().value().value());
  std::filesystem::rename(folder / "root", folder / "away");
  for (int i = 0; i < 3; ++i) {
    const auto gone = source->next();
    REQUIRE_FALSE(gone);
    CHECK(gone.error().path == folder / "root");
    CHECK(gone.error().stage == Stage::list);
    CHECK(source->check_place(items[0]).error().path == folder / "root");
  }
  std::filesystem::rename(folder / "away", folder / "root");
  CHECK(source->check_place(items[0]));
  while (auto item = source->next().value()) items.push_back(*std::move(item));
  CHECK(names_of(items) == std::vector<std::string>{"a/1", "b/1", "b/2", "b/3", "c/1"});
  for (std::size_t i = 0; i < items.size(); ++i) CHECK(items[i].index == i);
}

TEST_CASE("directory_source: an unmounted root is no empty folder") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "disk");
  const bool permitted = in_own_mount_space([&] {
    REQUIRE(mount_tmpfs(folder / "disk"));
    auto source = DirectorySource::open({{folder / "disk"}, {}, {}}).value();
    REQUIRE(::umount((folder / "disk").c_str()) == 0);
    const auto gone = source->next();
    REQUIRE_FALSE(gone);
    CHECK(gone.error().path == folder / "disk");
    REQUIRE(mount_tmpfs(folder / "disk"));
    folder.write("disk/a", "");
    CHECK(source->next().value().value().file_name == "a");
    CHECK_FALSE(source->next().value());
  });
  if (!permitted) MESSAGE("skipped: mounting is not permitted");
}

TEST_CASE("directory_source: a file that is a root has its folder as its place") {
  const TemporaryFolder folder;
  folder.write("sub/a", "");
  folder.write("sub/b", "");
  auto source = DirectorySource::open({{folder / "sub/a", folder / "sub/b"}, {}, {}}).value();
  std::filesystem::remove(folder / "sub/a");
  const auto items = list({{folder / "sub/b"}, {}, {}});
  CHECK(source->check_place(items[0]));
  const SourceItem a = source->next().value().value();
  CHECK(a.failure->code == ErrorCode::not_found);
  std::filesystem::remove_all(folder / "sub");
  CHECK(source->check_place(items[0]).error().path == folder / "sub");
}
