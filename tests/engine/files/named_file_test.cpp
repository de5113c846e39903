#include "engine/files/named_file.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using test::TemporaryFolder;

namespace {

Status replace(const std::string& path, std::string_view text) {
  return replace_named_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

mode_t kind_of(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & S_IFMT : 0;
}

void check_refused(const std::string& path, std::string_view words) {
  CAPTURE(path);
  const mode_t before = kind_of(path);
  for (const Status& status : {check_named_file(path, NamedFileUse::replace), replace(path, "text"), [&]() -> Status {
                                 TBBIMG_RETURN_IF_ERROR(append_to_named_file(path));
                                 return {};
                               }()}) {
    REQUIRE_FALSE(status);
    CHECK(status.error().code == ErrorCode::unsupported);
    CHECK(status.error().stage == Stage::write);
    CHECK(status.error().path == path);
    CHECK(status.error().message.text().find(words) != std::string::npos);
  }
  CHECK(kind_of(path) == before);
}

}  // namespace

TEST_CASE("named_file: files are made and replaced, or appended to") {
  const TemporaryFolder folder;
  CHECK(check_named_file(folder / "a/b", NamedFileUse::append));
  REQUIRE(replace(folder / "a/b", "first"));
  REQUIRE(replace(folder / "a/b", "second"));
  CHECK(folder.read("a/b") == "second");
  {
    const auto file = append_to_named_file(folder / "a/b");
    REQUIRE(file);
    CHECK(::write(file->get(), "!", 1) == 1);
  }
  CHECK(folder.read("a/b") == "second!");
  CHECK(folder.files().size() == 1);
}

TEST_CASE("named_file: what cannot be written is known before, and folders that are missing are made") {
  const TemporaryFolder folder;
  folder.write("file", "x");
  for (const NamedFileUse use : {NamedFileUse::replace, NamedFileUse::append}) {
    CHECK(check_named_file(folder / "new/folders/a", use));
    CHECK(check_named_file("a", use));
    CHECK(check_named_file("new/a", use));
    CHECK_FALSE(check_named_file(folder / "file/a", use));
  }
  CHECK(folder.files().size() == 1);
  CHECK(append_to_named_file(folder / "new/log"));
  CHECK(try_named_file(folder / "newer/report"));
  CHECK(std::filesystem::is_empty(folder / "newer"));
  // Where looking says yes, also to root.
  CHECK_FALSE(try_named_file("/proc/report"));
}

TEST_CASE("named_file: a link stays, and what it leads to is written") {
  const TemporaryFolder folder;
  folder.write("real/file", "before");
  std::filesystem::create_symlink("real/file", folder / "link");
  REQUIRE(replace(folder / "link", "after"));
  CHECK(folder.read("real/file") == "after");
  CHECK(kind_of(folder / "link") == S_IFLNK);
  CHECK(append_to_named_file(folder / "link"));
  CHECK(folder.files() == std::set<std::string>{"real/file"});  // of the link, what it leads to
}

TEST_CASE("named_file: what is no regular file is refused and stays as it is, at each write") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  check_refused(folder / "pipe", "is a pipe: only regular files are written");
  std::filesystem::create_directory(folder / "folder");
  check_refused(folder / "folder", "is a folder");
  for (const char* target : {"pipe", "folder", "/dev/null"}) {
    std::filesystem::create_symlink(target, folder / "link");
    check_refused(folder / "link", "only regular files");
    std::filesystem::remove(folder / "link");
  }
  std::filesystem::create_symlink("nowhere", folder / "link");
  check_refused(folder / "link", "is a link that leads nowhere");
  CHECK_FALSE(std::filesystem::exists(folder / "nowhere"));
  std::filesystem::create_symlink("loop", folder / "loop");
  CHECK_FALSE(check_named_file(folder / "loop", NamedFileUse::append));
  // Not as root over the real one: a build that is wrong would take it away.
  if (::mknod((folder / "device").c_str(), S_IFCHR | 0600, 0x107) == 0) check_refused(folder / "device", "is a device");

  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder / "socket";
  if (path.size() < sizeof address.sun_path) {
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const FileDescriptor server(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(::bind(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    check_refused(path, "is a socket");
  }

  // Swapped under way.
  REQUIRE(replace(folder / "report", "one"));
  std::filesystem::remove(folder / "report");
  REQUIRE(::mkfifo((folder / "report").c_str(), 0600) == 0);
  check_refused(folder / "report", "is a pipe");
}
