#include "engine/files/place.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/support/mount_space.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

TEST_CASE("place: a folder that is gone cannot be reached, until it is back") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "root");
  const Place place(folder / "root");
  CHECK(place.check(Stage::read));
  std::filesystem::rename(folder / "root", folder / "away");
  const auto gone = place.check(Stage::read);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().path == folder / "root");
  CHECK(gone.error().stage == Stage::read);
  CHECK(gone.error().retryable);
  std::filesystem::rename(folder / "away", folder / "root");
  CHECK(place.check(Stage::read));
}

TEST_CASE("place: a folder that is unmounted cannot be reached though it is there") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "disk/photos");
  const bool permitted = in_own_mount_space([&] {
    const Place plain(folder / "disk/photos");
    REQUIRE(mount_tmpfs(folder / "disk"));
    CHECK(plain.check(Stage::list).error().code == ErrorCode::not_found);
    std::filesystem::create_directory(folder / "disk/photos");
    CHECK(mount_point_of(folder / "disk/photos") == std::filesystem::canonical(folder / "disk"));
    const Place place(folder / "disk/photos");
    CHECK(place.check(Stage::list));
    REQUIRE(::umount((folder / "disk").c_str()) == 0);
    const auto gone = place.check(Stage::list);
    REQUIRE_FALSE(gone);
    CHECK(gone.error().path == folder / "disk/photos");
    CHECK(gone.error().message.text().find("mounted") != std::string::npos);
    CHECK(plain.check(Stage::list));
    REQUIRE(mount_tmpfs(folder / "disk"));
    std::filesystem::create_directory(folder / "disk/photos");
    CHECK(place.check(Stage::list));
  });
  if (!permitted) MESSAGE("skipped: mounting is not permitted");
}
