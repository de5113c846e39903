#include "engine/files/directory_sink.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>

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
    // The sink has its folder open: whoever wants to unmount it has to insist.
    REQUIRE(::umount2((folder / "disk").c_str(), MNT_DETACH) == 0);
    std::filesystem::create_directory(folder / "disk/out");
    CHECK(sink->check_place(0).error().message.text().find("mounted") != std::string::npos);
  });
  if (!permitted) MESSAGE("skipped: mounting is not permitted");
}

TEST_CASE("directory_sink: no link below the folder is followed") {
  const TemporaryFolder folder;
  folder.write("elsewhere/a", "theirs");
  folder.write("out/b", "mine");
  std::filesystem::create_directory_symlink(folder / "elsewhere", folder / "out/2019");
  std::filesystem::create_directory_symlink(folder / "out", folder / "alias");
  const auto sink = DirectorySink::open(folder / "alias", {}).value();  // the folder itself may be reached through one
  for (const char* name : {"2019/a", "2019/new", "2019/sub/new"}) {
    CAPTURE(name);
    for (const IfExists if_exists : {IfExists::keep, IfExists::replace, IfExists::keep_older}) {
      const auto refused = write(*sink, name, "x", if_exists);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == ErrorCode::invalid_argument);
      CHECK(refused.error().path == folder / "alias/2019");
    }
    CHECK_FALSE(DirectorySink::inspect(folder / "alias", {}).value()->keeps(name, IfExists::keep));
  }
  CHECK_FALSE(sink->keeps("2019/a", IfExists::keep));
  CHECK(write(*sink, "b/new", "x").error().path == folder / "alias/b");  // a file is in the way
  CHECK(folder.files() == std::set<std::string>{"elsewhere/a", "out/b"});
  CHECK(folder.read("elsewhere/a") == "theirs");
}

TEST_CASE("directory_sink: its own folders are not reached through links, and must be folders") {
  const TemporaryFolder folder;
  const std::string old_temporary = ".tbbimg-0123456789abcdef-17-99-0.tmp";
  folder.write("theirs/photo", "x");
  folder.write("theirs/" + old_temporary, "x");
  const struct timespec long_ago[2] = {{1, 0}, {1, 0}};
  for (const std::string& name : folder.files())
    REQUIRE(::utimensat(AT_FDCWD, (folder / name).c_str(), long_ago, 0) == 0);
  const auto theirs = folder.files();
  for (const bool is_link : {true, false}) {
    for (const std::string place : {"out/.tbbimg", "out/.tbbimg/tmp"}) {
      CAPTURE(place);
      const std::filesystem::path path = folder / place;
      std::filesystem::create_directories(path.parent_path());
      if (is_link) {
        std::filesystem::create_directory_symlink(folder / "theirs", path);
      } else {
        folder.write(place, "x");
      }
      const auto refused = DirectorySink::open(folder / "out", {});
      REQUIRE_FALSE(refused);
      CHECK(refused.error().path == path);
      CHECK(refused.error().message.text().find(is_link ? "is a link" : "is no folder") == 0);
      std::filesystem::remove_all(folder / "out");
      CHECK(folder.files() == theirs);
    }
  }
}

TEST_CASE("directory_sink: looking makes and removes nothing") {
  const TemporaryFolder folder;
  folder.write("out/a", "x");
  folder.write("out/.tbbimg/tmp/.tbbimg-0123456789abcdef-17-99-0.tmp", "x");
  const struct timespec long_ago[2] = {{1, 0}, {1, 0}};
  for (const std::string& name : folder.files())
    REQUIRE(::utimensat(AT_FDCWD, (folder / name).c_str(), long_ago, 0) == 0);
  const auto before = folder.files();
  {
    const auto sink = DirectorySink::inspect(folder / "out", {}).value();
    CHECK(sink->keeps("a", IfExists::keep).value());
    CHECK_FALSE(sink->keeps("sub/b", IfExists::keep).value());
    CHECK_FALSE(write(*sink, "sub/b", "x"));
  }
  CHECK(folder.files() == before);
  CHECK_FALSE(std::filesystem::exists(folder / "out/sub"));
  CHECK_FALSE(DirectorySink::inspect(folder / "missing", {}));
  CHECK_FALSE(std::filesystem::exists(folder / "missing"));
}

TEST_CASE("directory_sink: only a file with something in it is there already") {
  const TemporaryFolder folder;
  folder.write("elsewhere/photo", "theirs");
  folder.write("out/empty", "");
  REQUIRE(::mkfifo((folder / "out/fifo").c_str(), 0600) == 0);
  std::filesystem::create_symlink("nowhere", folder / "out/dangling");
  std::filesystem::create_symlink("../elsewhere/photo", folder / "out/link");
  std::filesystem::create_symlink("fifo", folder / "out/fifo_link");
  const auto sink = DirectorySink::open(folder / "out", {}).value();

  for (const IfExists if_exists : {IfExists::keep, IfExists::keep_older, IfExists::replace}) {
    CHECK_FALSE(sink->keeps("empty", if_exists).value());
    folder.write("out/empty", "");
    CHECK(write(*sink, "empty", "new", if_exists));
    CHECK(folder.read("out/empty") == "new");
    folder.write("out/empty", "");

    for (const std::string name : {"fifo", "dangling", "fifo_link"}) {
      if (name != "fifo" && if_exists == IfExists::replace) continue;
      CAPTURE(name);
      CHECK_FALSE(sink->keeps(name, if_exists));
      const auto written = write(*sink, name, "new", if_exists);
      REQUIRE_FALSE(written);
      CHECK(written.error().code == ErrorCode::invalid_argument);
    }
  }
  CHECK(sink->keeps("link", IfExists::keep).value());
  for (const char* name : {"dangling", "link", "fifo_link"}) {
    CAPTURE(name);
    CHECK(write(*sink, name, "new", IfExists::replace));
    CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(folder / ("out/" + std::string(name)))));
  }
  CHECK(folder.read("elsewhere/photo") == "theirs");
  CHECK(std::filesystem::is_fifo(folder / "out/fifo"));
  CHECK_FALSE(std::filesystem::exists(folder / "out/nowhere"));
}

// What is replaced is an entry of a folder. The photo's own entry stays, and with it the photo.
TEST_CASE("directory_sink: a hard link of a source is replaced, and the source is as it was") {
  const TemporaryFolder folder;
  folder.write("photos/a", "source");
  folder.write("out/b", "x");
  std::filesystem::create_hard_link(folder / "photos/a", folder / "out/a");
  const std::vector<std::string> sources = {folder / "photos"};
  const auto sink = DirectorySink::open(folder / "out", sources).value();
  CHECK(sink->keeps("a", IfExists::keep).value());
  CHECK(write(*sink, "a", "thumbnail"));
  CHECK(folder.read("photos/a") == "source");
  CHECK(folder.read("out/a") == "thumbnail");
}

TEST_CASE("directory_sink: what a link among the inputs leads to is a source") {
  const TemporaryFolder folder;
  folder.write("archive/a", "source");
  folder.write("archive/b", "other");
  folder.write("photos/x", "x");
  std::filesystem::create_symlink("../archive/a", folder / "photos/a");
  const std::vector<std::string> folders = {folder / "photos"};
  const auto sink = DirectorySink::open(folder / "archive", folders).value();
  FolderListing listing("");
  listing.add(FolderListing::Kind::link, listing.add_folder(folder / "photos"), "a");
  listing.sort();
  sink->protect_links(listing);
  CHECK_FALSE(sink->keeps("a", IfExists::replace));
  CHECK_FALSE(write(*sink, "a", "gone"));
  CHECK(write(*sink, "b", "new"));
  // A link that is given itself: neither the link nor its target.
  const std::vector<std::string> files = {folder / "photos/a"};
  CHECK_FALSE(DirectorySink::open(folder / "photos", files).value()->keeps("a", IfExists::replace));
  CHECK_FALSE(DirectorySink::open(folder / "archive", files).value()->keeps("a", IfExists::replace));
  CHECK(folder.read("archive/a") == "source");
}

TEST_CASE("directory_sink: a source is never replaced through mounts of its folders") {
  const TemporaryFolder folder;
  for (const char* name : {"photos/2019/a", "photos/inner/x", "store/b", "far/c", "out/x"})
    folder.write(name, "source");
  std::filesystem::create_directory_symlink("../far", folder / "photos/link");
  for (const char* name : {"out/2019", "out/far", "photos/store", "bound"})
    std::filesystem::create_directory(folder / name);
  const auto bind = [&](const char* from, const char* to) {
    return ::mount((folder / from).c_str(), (folder / to).c_str(), nullptr, MS_BIND, nullptr) == 0;
  };
  const std::vector<std::string> sources = {folder / "photos"};
  const bool permitted = in_own_mount_space([&] {
    REQUIRE(bind("photos/2019", "out/2019"));  // below the output
    REQUIRE(bind("store", "photos/store"));    // below the input
    REQUIRE(bind("photos", "bound"));          // the input
    REQUIRE(bind("far", "out/far"));           // what a link among the inputs leads to
    const auto refuses = [&](const std::string& out, const std::string& name) {
      CAPTURE(out);
      const auto sink = DirectorySink::open(folder / out, sources).value();
      const auto kept = sink->keeps(name, IfExists::replace);
      CHECK_FALSE(kept);
      CHECK_FALSE(write(*sink, name, "gone"));
    };
    refuses("out", "2019/a");
    refuses("", "store/b");
    refuses("", "photos/store/b");
    refuses("bound", "2019/a");
    // A link to a folder makes it a source once it is followed.
    const auto far = DirectorySink::open(folder / "out", sources).value();
    CHECK(far->keeps("far/c", IfExists::replace));
    FolderListing followed("");
    followed.add_followed(folder / "photos/link");
    far->protect_links(followed);
    CHECK_FALSE(far->keeps("far/c", IfExists::replace));
    CHECK_FALSE(write(*far, "far/c", "gone"));
    // This one is left out of the walk.
    const auto sink = DirectorySink::open(folder / "bound/inner", sources).value();
    CHECK(write(*sink, "x", "new"));
  });
  if (!permitted) MESSAGE("skipped: mounting is not permitted");
  for (const char* name : {"photos/2019/a", "store/b", "far/c"}) CHECK(folder.read(name) == "source");
}

TEST_CASE("directory_sink: folders that go away while it writes are made anew, also that of temporary files") {
  const TemporaryFolder folder;
  const auto sink = DirectorySink::open(folder / "out", {}).value();
  REQUIRE(write(*sink, "sub/a", "1"));
  std::filesystem::remove_all(folder / "out/sub");
  CHECK(write(*sink, "sub/b", "2"));
  std::filesystem::remove_all(folder / "out/.tbbimg");
  CHECK(write(*sink, "sub/c", "3"));
  CHECK(folder.files() == std::set<std::string>{"out/sub/b", "out/sub/c"});
  // Another run of the same folder that ends takes nothing along.
  folder.write("out/.tbbimg/journal.jsonl", "x");
  { const auto other = DirectorySink::open(folder / "out", {}).value(); }
  CHECK(std::filesystem::is_directory(folder / "out/.tbbimg/tmp"));
  std::filesystem::remove_all(folder / "out/.tbbimg");
  // What somebody takes out of OUT is not written to any more.
  std::filesystem::rename(folder / "out/sub", folder / "theirs");
  CHECK(write(*sink, "sub/d", "4"));
  CHECK(folder.files() == std::set<std::string>{"out/sub/d", "theirs/b", "theirs/c"});
}
