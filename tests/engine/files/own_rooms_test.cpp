#include "engine/files/own_rooms.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

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

TEST_CASE("own rooms: what is no list of ours is neither followed nor waited for, and told") {
  for (const std::string_view kind : {"link", "FIFO", "folder", "hard link"}) {
    CAPTURE(kind);
    const TemporaryFolder folder;
    const TemporaryFolder elsewhere;
    elsewhere.write("theirs", "x");
    folder.write(".tbbimg/journal.jsonl", "");
    folder.write("a/photo.jpg", "x");
    const std::string list = folder / ".tbbimg/rooms";
    if (kind == "link") std::filesystem::create_symlink(elsewhere / "theirs", list);
    if (kind == "FIFO") REQUIRE(::mkfifo(list.c_str(), 0666) == 0);
    if (kind == "folder") std::filesystem::create_directory(list);
    if (kind == "hard link") std::filesystem::create_hard_link(elsewhere / "theirs", list);
    const FileDescriptor output = opened(folder);
    // Whether it is met at the beginning, or not before something is noted.
    OwnRooms swept(output.get(), folder.path());
    swept.sweep();
    OwnRooms rooms(output.get(), folder.path());
    CHECK_FALSE(rooms.trouble().has_value());
    rooms.note("a");
    for (const auto& trouble : {swept.trouble(), rooms.trouble()}) {
      REQUIRE(trouble.has_value());
      CHECK(trouble->to_string().starts_with(list + ": "));
      CHECK(trouble->message.text().find("remove it") != std::string::npos);
    }
    CHECK(std::filesystem::file_size(elsewhere / "theirs") == 1);
    std::filesystem::remove(list);
    rooms.note("a");
    CHECK_FALSE(rooms.trouble().has_value());
    CHECK(std::filesystem::file_size(list) == 3);
  }
}

TEST_CASE("own rooms: where there is no list, there is no trouble") {
  const TemporaryFolder folder;
  folder.write(".tbbimg/journal.jsonl", "");
  const FileDescriptor output = opened(folder);
  OwnRooms rooms(output.get(), folder.path());
  rooms.sweep();
  CHECK_FALSE(rooms.trouble().has_value());
}

TEST_CASE("own rooms: a sink notes a folder before it makes a file in it") {
  const TemporaryFolder folder;
  folder.write("a/photo.jpg", "x");
  folder.write("b/photo.jpg", "x");
  // Gives files its group, so that none may be moved there from elsewhere.
  REQUIRE(::chmod((folder / "a").c_str(), 02755) == 0);
  const std::string list = folder / ".tbbimg/rooms";
  {
    const auto sink = DirectorySink::open(folder.path(), {}, SyncMode::none);
    REQUIRE(sink.has_value());
    const std::array<std::uint8_t, 3> bytes{1, 2, 3};
    REQUIRE((*sink)->write("b/x.png", bytes, IfExists::keep).has_value());
    CHECK_FALSE(is_there(list));
    REQUIRE((*sink)->write("a/x.png", bytes, IfExists::keep).has_value());
    REQUIRE(is_there(list));
    CHECK(std::filesystem::file_size(list) == 3);  // "a" between zeros
  }
  CHECK_FALSE(is_there(list));
}
