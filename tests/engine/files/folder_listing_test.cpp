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

TEST_CASE("folder_listing: a million names of 14 bytes take 31 MB, and twice that while it grows") {
  if (!test::meters_allocations()) return;
  const test::AllocationMeter meter;
  FolderListing listing("");
  const auto folder = listing.add_folder("photos");
  for (int i = 1'000'000; i < 2'000'000; ++i) listing.add(Kind::file, folder, "IMG" + std::to_string(i) + ".jpg");
  CHECK(meter.peak() < std::size_t{100} << 20);
}
