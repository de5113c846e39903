#include "engine/io/directory_sink.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "tests/support/mount_space.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

Status write(Sink& sink, const std::string& name, std::string_view text, IfExists if_exists = IfExists::replace) {
  return sink.write(name, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, if_exists);
}

}  // namespace

TEST_CASE("directory_sink: makes its folder and refuses one that cannot be") {
  const TemporaryFolder folder;
  REQUIRE(DirectorySink::open(folder / "a/b", {}));
  CHECK(std::filesystem::is_directory(folder / "a/b"));
  folder.write("file", "");
  const auto refused = DirectorySink::open(folder / "file", {});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().path == folder / "file");
  CHECK_FALSE(DirectorySink::open(folder / "file/below", {}));
}

TEST_CASE("directory_sink: keeps what is there unless told to replace it") {
  const TemporaryFolder folder;
  folder.write("out/a", "old");
  const auto sink = DirectorySink::open(folder / "out", {}).value();
  CHECK(sink->keeps("a", IfExists::keep).value());
  CHECK_FALSE(sink->keeps("b", IfExists::keep).value());
  CHECK_FALSE(sink->keeps("no/such/folder", IfExists::keep).value());
  CHECK(write(*sink, "a", "new", IfExists::keep).error().code == ErrorCode::already_exists);

  CHECK_FALSE(sink->keeps("a", IfExists::replace).value());
  CHECK(write(*sink, "a", "new"));
  CHECK(folder.read("out/a") == "new");
}

TEST_CASE("directory_sink: a source is never replaced, however it is reached") {
  const TemporaryFolder folder;
  folder.write("photos/sub/a", "source");
  std::filesystem::create_directory_symlink(folder / "photos", folder / "link");
  const std::vector<std::string> sources = {folder / "photos"};
  for (const std::string& out : {folder / "photos", folder / "link", folder.path()}) {
    CAPTURE(out);
    const auto sink = DirectorySink::open(out, sources).value();
    const std::string name = out == folder.path() ? "photos/sub/a" : "sub/a";
    CHECK(sink->keeps(name, IfExists::replace).error().code == ErrorCode::invalid_argument);
    CHECK_FALSE(write(*sink, name, "gone"));
  }
  CHECK(folder.read("photos/sub/a") == "source");

  const std::vector<std::string> one_file = {folder / "photos/sub/a"};
  const auto beside = DirectorySink::open(folder / "photos/sub", one_file).value();
  CHECK_FALSE(beside->keeps("a", IfExists::replace));
}

TEST_CASE("directory_sink: nothing is written into another folder of its name") {
  const TemporaryFolder folder;
  const auto sink = DirectorySink::open(folder / "out", {}).value();
  REQUIRE(write(*sink, "sub/a", "1"));
  std::filesystem::rename(folder / "out", folder / "away");
  const auto gone = write(*sink, "sub/b", "2");
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::not_found);
  CHECK(gone.error().path == folder / "out");
  CHECK_FALSE(sink->check_place(10));
  CHECK_FALSE(std::filesystem::exists(folder / "out"));

  std::filesystem::create_directory(folder / "out");
  CHECK_FALSE(write(*sink, "sub/b", "2"));
  CHECK(sink->check_place(10).error().path == folder / "out");
  std::filesystem::remove(folder / "out");

  std::filesystem::rename(folder / "away", folder / "out");
  CHECK(sink->check_place(10));
  CHECK(write(*sink, "sub/b", "2"));
  CHECK(folder.read("out/sub/a") == "1");
}

TEST_CASE("directory_sink: an output folder below the input holds no sources") {
  const TemporaryFolder folder;
  folder.write("photos/out/a", "old");
  const std::vector<std::string> sources = {folder / "photos"};
  const auto sink = DirectorySink::open(folder / "photos/out", sources).value();
  CHECK(write(*sink, "a", "new"));
  CHECK(folder.read("photos/out/a") == "new");
}

TEST_CASE("directory_sink: its place is the folder, its mount and the room there") {
  const TemporaryFolder folder;
  const auto plain = DirectorySink::open(folder / "out", {}).value();
  CHECK(plain->check_place(100'000));
  std::filesystem::rename(folder / "out", folder / "away");
  CHECK(plain->check_place(0).error().path == folder / "out");
  std::filesystem::rename(folder / "away", folder / "out");
  CHECK(plain->check_place(0));
  CHECK(folder.files().empty());

  std::filesystem::create_directory(folder / "disk");
  const bool permitted = in_own_mount_space([&] {
    REQUIRE(mount_tmpfs(folder / "disk", "size=1m"));
    const auto sink = DirectorySink::open(folder / "disk/out", {}).value();
    CHECK(sink->check_place(500'000));
    const auto full = sink->check_place(2'000'000);
    REQUIRE_FALSE(full);
    CHECK(full.error().code == ErrorCode::no_space);
    CHECK(full.error().path == folder / "disk/out");
    CHECK(folder.files().empty());
    REQUIRE(::mount("none", (folder / "disk").c_str(), "tmpfs", MS_REMOUNT, "size=4m") == 0);
    CHECK(sink->check_place(2'000'000));
    REQUIRE(::mount("none", (folder / "disk").c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "") == 0);
    CHECK(sink->check_place(0).error().code == ErrorCode::no_space);
    REQUIRE(::umount((folder / "disk").c_str()) == 0);
    std::filesystem::create_directory(folder / "disk/out");
    CHECK(sink->check_place(0).error().message.find("mounted") != std::string::npos);
  });
  if (!permitted) MESSAGE("skipped: mounting is not permitted");
}
