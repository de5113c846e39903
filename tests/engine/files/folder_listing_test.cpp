#include "engine/files/folder_listing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using Kind = FolderListing::Kind;

TEST_CASE("folder_listing: sorts by name, then by path, and holds a path once") {
  FolderListing listing("sub");
  const auto one = listing.add_folder("one/sub");
  const auto two = listing.add_folder("two/sub");
  listing.add(Kind::file, two, "b");
  listing.add(Kind::link, two, "a");
  listing.add(Kind::file, one, "b");
  listing.add(Kind::given, 0, "two/sub/b");
  listing.add(Kind::other, one, "pipe");
  listing.add_unreadable(two, Error{ErrorCode::permission_denied, "no", Stage::list, "two/sub", false});
  listing.sort();
  listing.set_first_index(100);
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < listing.size(); ++i) {
    const SourceItem item = listing.item(i);
    CHECK(item.index == 100 + i);
    CHECK(item.directory == "sub");
    CHECK(item.file_name == listing.name(i));
    CHECK(item.path == listing.path(i));
    paths.push_back(item.path);
  }
  CHECK(paths == std::vector<std::string>{"two/sub", "two/sub/a", "one/sub/b", "two/sub/b", "one/sub/pipe"});
  CHECK(listing.item(0).failure->code == ErrorCode::permission_denied);
  CHECK(listing.kind(1) == Kind::link);
  CHECK(listing.item(4).skip);
}

TEST_CASE(
    "folder_listing: an entry is in one part of a run, by its path below the root, and an unreadable folder in all") {
  FolderListing listing("sub");
  const auto one = listing.add_folder("one/sub");
  for (const char* const name : {"a", "b", "c", "d", "e", "f"}) listing.add(Kind::file, one, name);
  listing.add_unreadable(one, Error{ErrorCode::permission_denied, "no", Stage::list, "one/sub", false});
  listing.sort();
  for (std::size_t i = 0; i < listing.size(); ++i) {
    CHECK(listing.is_in(std::nullopt, i));
    std::size_t parts = 0;
    for (std::uint32_t part = 1; part <= 3; ++part) parts += listing.is_in(Shard{part, 3}, i) ? 1U : 0U;
    CHECK(parts == (listing.kind(i) == Kind::unreadable ? std::size_t{3} : std::size_t{1}));
    if (listing.kind(i) != Kind::unreadable) {
      CHECK(listing.is_in(Shard{2, 3}, i) == Shard{2, 3}.holds("sub/" + std::string(listing.name(i))));
    }
  }
}

TEST_CASE("folder_listing: a million names of 14 bytes take 31 MB, and twice that while it grows") {
  if (!test::meters_allocations()) return;
  const test::AllocationMeter meter;
  FolderListing listing("");
  const auto folder = listing.add_folder("photos");
  for (int i = 1'000'000; i < 2'000'000; ++i) listing.add(Kind::file, folder, "IMG" + std::to_string(i) + ".jpg");
  CHECK(meter.peak() < std::size_t{100} << 20);
}
