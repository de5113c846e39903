#include "engine/files/directory_source.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <set>

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
      list({{folder / "one", folder / "two", folder / "single", folder / "two/c"}, {}, [&](FolderListing& seen) {
              folders.emplace_back();
              for (std::size_t i = 0; i < seen.size(); ++i) folders.back().emplace_back(seen.name(i));
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
  folder.write(".tbbimg-0123456789abcdef-1-2-3.tmp", "");
  const auto items = list({{folder.path()}, {}, {}});
  REQUIRE(names_of(items) == std::vector<std::string>{".tbbimg-0123456789abcdef-1-2-3.tmp", "broken", "file-link",
                                                      "loop", "pipe", "real/a"});
  CHECK(items[0].skip);
  CHECK(items[1].failure->code == ErrorCode::not_found);
  CHECK(items[2].bytes == 3);
  CHECK_FALSE(items[2].skip);
  CHECK(items[3].skip);
  CHECK(items[4].skip);
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
  // More than are read ahead.
  std::vector<std::string> expected;
  for (int i = 1000; i < 1100; ++i) {
    const std::string name = std::to_string(i) + "/a";
    folder.write("root/" + name, "");
    expected.push_back(name);
  }
  folder.write("other/1050/b", "");
  expected.insert(expected.begin() + 51, "1050/b");
  auto source = DirectorySource::open({{folder / "root", folder / "other"}, {}, {}}).value();
  std::vector<SourceItem> items;
  items.push_back(source->next().value().value());
  std::filesystem::rename(folder / "root", folder / "away");
  int errors = 0;
  while (errors < 3) {
    auto item = source->next();
    if (item) {
      REQUIRE(item->has_value());
      items.push_back(**std::move(item));
      continue;
    }
    ++errors;
    CHECK(item.error().path == folder / "root");
    CHECK(item.error().stage == Stage::list);
  }
  CHECK(source->check_place(items[0]).error().path == folder / "root");
  std::filesystem::rename(folder / "away", folder / "root");
  CHECK(source->check_place(items[0]));
  while (auto item = source->next().value()) items.push_back(*std::move(item));
  CHECK(names_of(items) == expected);
  for (std::size_t i = 0; i < items.size(); ++i) {
    CHECK(items[i].index == i);
    CHECK_FALSE(items[i].failure);
  }
}

TEST_CASE("directory_source: a root that goes away within a large folder loses nothing of it") {
  const TemporaryFolder folder;
  constexpr std::size_t kFiles = 8 * DirectorySource::kBatch + 1;
  for (std::size_t i = 0; i < kFiles; ++i) folder.write("root/" + std::to_string(i), "");
  auto source = DirectorySource::open({{folder / "root"}, {}, {}}).value();
  std::vector<SourceItem> items;
  items.push_back(source->next().value().value());
  std::filesystem::rename(folder / "root", folder / "away");
  for (;;) {
    auto item = source->next();
    if (!item) {
      CHECK(item.error().path == folder / "root");
      break;
    }
    REQUIRE(item->has_value());
    items.push_back(**std::move(item));
  }
  CHECK(items.size() < kFiles);
  std::filesystem::rename(folder / "away", folder / "root");
  while (auto item = source->next().value()) items.push_back(*std::move(item));
  REQUIRE(items.size() == kFiles);
  for (std::size_t i = 1; i < kFiles; ++i) {
    CHECK(items[i - 1].file_name < items[i].file_name);
    CHECK(items[i].index == i);
    CHECK_FALSE(items[i].failure);
  }
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

TEST_CASE("directory_source: the order is that of a walk, folder by folder, whatever is read ahead") {
  const TemporaryFolder folder;
  std::vector<std::string> expected;
  for (const std::string a : {"", "a/", "b/", "c/"}) {
    for (const std::string b : {"", "1/", "2/", "3/", "4/", "5/", "6/", "7/", "8/", "9/"}) {
      for (const std::string c : {"", "x/", "y/"}) {
        if ((a.empty() && !b.empty()) || (b.empty() && !c.empty())) continue;
        for (const std::string file : {"one", "two"}) {
          folder.write(a + b + c + file, "");
          expected.push_back(a + b + c + file);
        }
      }
    }
  }
  for (int round = 0; round < 5; ++round) CHECK(names_of(list({{folder.path()}, {}, {}})) == expected);
}

TEST_CASE("directory_source: shards share the entries, count all of them, and inspect all names") {
  const TemporaryFolder folder;
  for (int i = 0; i < 100; ++i) folder.write("sub" + std::to_string(i % 3) + "/" + std::to_string(i), "");
  const auto all = list({{folder.path()}, {}, {}});
  std::map<std::uint64_t, std::string> shared;
  for (std::uint32_t index = 1; index <= 3; ++index) {
    std::size_t seen = 0;
    DirectorySourceOptions options{{folder.path()}, {}, [&](FolderListing& names) { seen += names.size(); }};
    const Shard shard{index, 3};
    options.shard = shard;
    const auto some = list(std::move(options));
    CHECK(seen == all.size());
    CHECK(some.size() > 10);
    for (const SourceItem& item : some) {
      CHECK(shard.holds(item.directory + "/" + item.file_name));
      CHECK(shared.emplace(item.index, item.path).second);
    }
  }
  REQUIRE(shared.size() == all.size());
  for (const SourceItem& item : all) CHECK(shared[item.index] == item.path);
}

TEST_CASE("directory_source: names that are failed fail, and entries are seen whole before they are given out") {
  const TemporaryFolder folder;
  constexpr std::size_t kFiles = 2 * DirectorySource::kBatch + 1;
  for (std::size_t i = 0; i < kFiles; ++i) folder.write(std::to_string(10'000 + i), "123");
  DirectorySourceOptions options{{folder.path()}, {}, [&](FolderListing& names) {
                                   names.fail(1, {ErrorCode::name_collision, "no", Stage::list, names.path(1), false});
                                   names.fail(kFiles - 1, {ErrorCode::name_collision, "no", Stage::list, {}, false});
                                 }};
  std::mutex mutex;
  std::set<std::string> inspected;
  options.inspect = [&](std::span<SourceItem> items) {
    const std::lock_guard lock(mutex);
    CHECK(items.size() <= DirectorySource::kBatch);
    for (SourceItem& item : items) {
      CHECK(item.bytes == 3);
      CHECK(item.mtime_ns > 0);
      CHECK(inspected.insert(item.file_name).second);
      CHECK(item.if_exists == IfExists::replace);
      if (item.file_name == "10002") item.if_exists = IfExists::keep;
    }
  };
  options.if_exists = IfExists::replace;
  const auto items = list(std::move(options));
  REQUIRE(items.size() == kFiles);
  CHECK(inspected.size() == kFiles);
  for (std::size_t i = 0; i < kFiles; ++i) CHECK(items[i].index == i);
  for (std::size_t i = 0; i < kFiles; ++i) CHECK(items[i].failure.has_value() == (i == 1 || i == kFiles - 1));
  CHECK(items[2].if_exists == IfExists::keep);
  CHECK(items[3].if_exists == IfExists::replace);
}

TEST_CASE("directory_source: a request to stop ends the listing") {
  const TemporaryFolder folder;
  for (std::size_t i = 0; i < 2 * DirectorySource::kBatch; ++i) folder.write(std::to_string(i), "");
  folder.write("sub/a", "");
  std::stop_source stop;
  DirectorySourceOptions options{{folder.path()}, {}, {}};
  options.stop = stop.get_token();
  auto source = DirectorySource::open(std::move(options)).value();
  CHECK(source->next().value());
  stop.request_stop();
  std::size_t more = 0;
  while (source->next().value()) ++more;
  CHECK(more < DirectorySource::kBatch);
}

TEST_CASE("directory_source: bookkeeping of tbbimg is no input, nor are outputs below inputs") {
  const TemporaryFolder folder;
  folder.write(".tbbimg/journal.jsonl", "");
  folder.write("a", "");
  folder.write("sub/.tbbimg/tmp/x", "");
  folder.write("sub/b", "");
  const auto items = list({{folder.path()}, {}, {}});
  REQUIRE(items.size() == 2);
  CHECK(items[0].file_name == "a");
  CHECK_FALSE(items[0].skip);
  CHECK(items[1].path == folder / "sub");
  CHECK(items[1].skip.kind == SkipKind::other_outputs);
  CHECK(names_of(list({{folder / "sub"}, {}, {}})) == std::vector<std::string>{"b"});
}
