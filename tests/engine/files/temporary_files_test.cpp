#include "engine/files/temporary_files.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

#include <ctime>

#include "engine/files/directory_sink.hpp"
#include "engine/files/file_descriptor.hpp"
#include "tests/engine/files/dead_process.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

void make_older(const std::string& path, std::time_t seconds) {
  const std::time_t then = std::time(nullptr) - seconds;
  const struct timespec times[2] = {{then, 0}, {then, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

void remove_dead(const std::string& path) {
  const FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(folder.valid());
  remove_dead_temporaries(folder.get());
}

}  // namespace

TEST_CASE("remove_dead_temporaries: those of processes that are no more, and old ones of other machines") {
  const TemporaryFolder folder;
  const std::string dead = test::name_of_dead_process();
  const std::string mine = temporary_name();
  const std::string other_machine = ".tbbimg-0123456789abcdef-17-99-0.tmp";
  const std::string older_machine = ".tbbimg-0123456789abcdef-17-99-1.tmp";
  for (const std::string& name : {dead, mine, other_machine, older_machine}) folder.write(name, "x");
  make_older(folder / older_machine, 25 * 60 * 60);
  make_older(folder / other_machine, 23 * 60 * 60);
  make_older(folder / mine, 25 * 60 * 60);
  remove_dead(folder.path());
  CHECK(folder.files() == std::set<std::string>{mine, other_machine});
}

TEST_CASE("remove_dead_temporaries: a number that went to another process does not save a file") {
  const TemporaryFolder folder;
  std::string name = temporary_name();
  const std::size_t started = name.find('-', name.find('-', 9) + 1) + 1;
  name.replace(started, 1, name[started] == '9' ? "8" : "9");
  folder.write(name, "x");
  remove_dead(folder.path());
  CHECK(folder.files().empty());
}

TEST_CASE("remove_dead_temporaries: a process that is dead and not yet waited for saves nothing") {
  const TemporaryFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    for (;;) ::pause();
  }
  std::string stat;
  std::getline(std::ifstream("/proc/" + std::to_string(child) + "/stat"), stat);
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string started;
  for (int field = 3; field <= 22; ++field) fields >> started;
  const std::string name = temporary_name().substr(0, 25) + std::to_string(child) + "-" + started + "-0.tmp";
  REQUIRE(is_temporary_name(name));
  folder.write(name, "x");
  remove_dead(folder.path());
  CHECK(folder.files() == std::set<std::string>{name});
  REQUIRE(::kill(child, SIGKILL) == 0);
  siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) == 0);
  remove_dead(folder.path());
  CHECK(folder.files().empty());
  REQUIRE(::waitpid(child, nullptr, 0) == child);
}

TEST_CASE("remove_dead_temporaries: nothing that has another name, or is no file") {
  const TemporaryFolder folder;
  const std::string dead = ".tbbimg-0123456789abcdef-17-99-0.tmp";
  const std::set<std::string> others = {
      "photo.jpg",  // whoever led the run here
      ".tbbimg-",
      ".tbbimg-0123456789abcdef-17-99-0.tmp.jpg",
      ".tbbimg-0123456789abcdef-17-99-.tmp",
      ".tbbimg-0123456789abcdef-17-099-0.tmp",
      ".tbbimg-0123456789abcdef-+17-99-0.tmp",
      ".tbbimg-0123456789ABCDEF-17-99-0.tmp",
      ".tbbimg-123456789abcdef-17-99-0.tmp",
      ".tbbimg-0123456789abcdef--17-99-0.tmp",
      ".tbbimg-0123456789abcdef-17-99-99999999999999999999.tmp",
  };
  folder.write(dead, "x");
  for (const std::string& name : others) folder.write(name, "x");
  for (const std::string& name : folder.files()) make_older(folder / name, 48 * 60 * 60);
  std::filesystem::create_symlink("photo.jpg", folder / ".tbbimg-0123456789abcdef-17-99-1.tmp");
  const struct timespec long_ago[2] = {{1, 0}, {1, 0}};
  REQUIRE(::utimensat(AT_FDCWD, (folder / ".tbbimg-0123456789abcdef-17-99-1.tmp").c_str(), long_ago,
                      AT_SYMLINK_NOFOLLOW) == 0);
  remove_dead(folder.path());
  CHECK(std::filesystem::is_symlink(folder / ".tbbimg-0123456789abcdef-17-99-1.tmp"));
  for (const std::string& name : others) {
    CAPTURE(name);
    CHECK(folder.files().contains(name));
  }
  CHECK_FALSE(folder.files().contains(dead));
  for (const std::string& name : others) {
    CAPTURE(name);
    CHECK_FALSE(is_temporary_name(name));
  }
  CHECK(is_temporary_name(dead));
  CHECK(is_temporary_name(temporary_name()));
}

TEST_CASE("temporary_name: never the same") { CHECK(temporary_name() != temporary_name()); }

TEST_CASE("directory_sink: removes what a killed run left, and leaves nothing of its own") {
  const TemporaryFolder folder;
  const std::string temporary = "out/.tbbimg/tmp";
  folder.write(temporary + "/" + test::name_of_dead_process(), "x");
  {
    const auto sink = DirectorySink::open(folder / "out", {}).value();
    CHECK(folder.files().empty());
    const std::uint8_t byte = 'x';
    CHECK(sink->write("sub/a", {&byte, 1}, IfExists::keep));
    CHECK(std::filesystem::exists(folder / temporary));
  }
  CHECK(folder.files() == std::set<std::string>{"out/sub/a"});
  CHECK_FALSE(std::filesystem::exists(folder / "out/.tbbimg"));
}

TEST_CASE("directory_sink: keep_older keeps what was there before the first run") {
  const TemporaryFolder folder;
  folder.write("out/old", "mine");
  folder.write("out/new", "of a killed run");
  make_older(folder / "out/old", 100);
  const std::uint8_t byte = 'x';
  const auto sink = DirectorySink::open(folder / "out", {}).value();
  CHECK(sink->keeps("new", IfExists::keep_older).value());  // no run has begun
  sink->set_times_of_runs({(std::int64_t{std::time(nullptr)} - 50) * 1000, std::numeric_limits<std::int64_t>::max()});
  CHECK(sink->keeps("old", IfExists::keep_older).value());
  CHECK_FALSE(sink->keeps("new", IfExists::keep_older).value());
  CHECK(sink->keeps("new", IfExists::keep).value());
  CHECK(sink->write("old", {&byte, 1}, IfExists::keep_older).error().code == ErrorCode::already_exists);
  CHECK(sink->write("new", {&byte, 1}, IfExists::keep).error().code == ErrorCode::already_exists);
  CHECK(sink->write("new", {&byte, 1}, IfExists::keep_older));
  CHECK(sink->write("fresh", {&byte, 1}, IfExists::keep_older));
  CHECK(folder.read("out/old") == "mine");
  CHECK(folder.read("out/new") == "x");
  CHECK(folder.read("out/fresh") == "x");
}
