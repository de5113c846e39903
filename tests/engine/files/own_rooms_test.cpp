#include "engine/files/own_rooms.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>

#include <filesystem>

#include "engine/files/directory_sink.hpp"
#include "tests/engine/files/dead_process.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

bool is_there(const std::string& path) { return std::filesystem::exists(path); }

FileDescriptor opened(const TemporaryFolder& folder) {
  FileDescriptor output(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(output.valid());
  return output;
}

}  // namespace

TEST_CASE("own rooms: what a dead run left in a folder that it noted is removed by the next") {
  const TemporaryFolder folder;
  folder.write(".tbbimg/journal.jsonl", "");
  folder.write("a/b/photo.jpg", "x");
  folder.write("photo.jpg", "x");
  const FileDescriptor output = opened(folder);
  const std::string list = folder / ".tbbimg/rooms";
  {
    OwnRooms rooms(output.get(), folder.path());
    for (int i = 0; i < 3; ++i) rooms.note("a/b");
    rooms.note("");
    rooms.note("gone");
  }
  CHECK(std::filesystem::file_size(list) == 14);  // each name once, between zeros
  const std::string dead = test::name_of_dead_process();
  for (const char* place : {"a/b/", ""}) folder.write(place + dead, "x");
  const auto sink = DirectorySink::open(folder.path(), {}, SyncMode::none);
  REQUIRE(sink.has_value());
  CHECK_FALSE(is_there(folder / ("a/b/" + dead)));
  CHECK_FALSE(is_there(folder / dead));
  CHECK(is_there(folder / "a/b/photo.jpg"));
  CHECK_FALSE(is_there(list));
}

TEST_CASE("own rooms: the note stays while its process lives, and while there may be more to remove") {
  const TemporaryFolder folder;
  folder.write(".tbbimg/journal.jsonl", "");
  folder.write("a/photo.jpg", "x");
  const FileDescriptor output = opened(folder);
  const std::string list = folder / ".tbbimg/rooms";
  OwnRooms next(output.get(), folder.path());
  {
    OwnRooms rooms(output.get(), folder.path());
    rooms.note("a");
    next.sweep();
    CHECK(is_there(list));
  }
  const std::string mine = temporary_name();
  folder.write("a/" + mine, "x");
  next.sweep();
  CHECK(is_there(list));
  CHECK(is_there(folder / ("a/" + mine)));
  std::filesystem::remove(folder / ("a/" + mine));
  next.sweep();
  CHECK_FALSE(is_there(list));
  next.note("a");
  CHECK(is_there(list));
}

TEST_CASE("own rooms: a name whose end was lost spoils no other") {
  const TemporaryFolder folder;
  folder.write("a/photo.jpg", "x");
  folder.write(".tbbimg/rooms", std::string("\0lost\0\0to", 9));
  const FileDescriptor output = opened(folder);
  OwnRooms(output.get(), folder.path()).note("a");
  const std::string dead = test::name_of_dead_process();
  folder.write("a/" + dead, "x");
  OwnRooms(output.get(), folder.path()).sweep();
  CHECK_FALSE(is_there(folder / ("a/" + dead)));
}

TEST_CASE("own rooms: a list that somebody else wrote leads nowhere") {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  const std::string dead = test::name_of_dead_process();
  elsewhere.write(dead, "x");
  folder.write(".tbbimg/journal.jsonl", "");
  std::filesystem::create_directory_symlink(elsewhere.path(), folder / "link");
  const std::string outside = "../" + std::filesystem::path(elsewhere.path()).filename().string();
  folder.write(".tbbimg/rooms", std::string("link") + '\0' + outside + '\0' + elsewhere.path() + '\0' + "no end");
  const FileDescriptor output = opened(folder);
  OwnRooms(output.get(), folder.path()).sweep();
  CHECK(is_there(elsewhere / dead));
}
