#include "engine/journal/journal_writer.hpp"

#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "engine/journal/journal_folder.hpp"
#include "engine/journal/journal_line.hpp"
#include "tests/support/mount_space.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

TEST_CASE("journal_writer: lines are in the file at once, whole, from any thread") {
  const TemporaryFolder folder;
  const auto writer = JournalWriter::open(folder / "j").value();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&writer, t] {
      for (int i = 0; i < 2000; ++i) writer->append("line " + std::to_string(t) + "\n");
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::string text = folder.read("j");
  CHECK(text.size() == 4 * 2000 * 7);
  CHECK(std::count(text.begin(), text.end(), '\n') == 8000);
  CHECK(writer->close());
  CHECK(folder.read("j") == text);
  struct stat status {};
  REQUIRE(::stat((folder / "j").c_str(), &status) == 0);
  CHECK(status.st_blocks * 512 < 128 * 1024);  // what was reserved is given back
}

TEST_CASE("journal_writer: a last line that is not whole is cut off") {
  const TemporaryFolder folder;
  const std::string long_tail(10'000, 't');
  for (const std::string& tail : {std::string(), std::string("torn"), long_tail, std::string(5000, '\0')}) {
    CAPTURE(tail.size());
    folder.write("j", "one\ntwo\n" + tail);
    const auto writer = JournalWriter::open(folder / "j").value();
    writer->append("three\n");
    CHECK(writer->close());
    CHECK(folder.read("j") == "one\ntwo\nthree\n");
  }
  folder.write("j", "torn");
  CHECK(JournalWriter::open(folder / "j").value()->close());
  CHECK(folder.read("j").empty());
}

TEST_CASE("journal_writer: a file that was removed meanwhile is an error") {
  const TemporaryFolder folder;
  const auto writer = JournalWriter::open(folder / "j").value();
  writer->append("one\n");
  std::filesystem::remove(folder / "j");
  const Status closed = writer->close();
  REQUIRE_FALSE(closed);
  CHECK(closed.error().message.text().find("was removed while the run went on") == 0);
  CHECK(closed.error().path == folder / "j");
}

TEST_CASE("journal_writer: a full disk takes what was reserved, and no line is lost silently") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "disk");
  const bool permitted = test::in_own_mount_space([&] {
    REQUIRE(test::mount_tmpfs(folder / "disk", "size=2m"));
    {
      const auto writer = JournalWriter::open(folder / "disk/j").value();
      folder.write("disk/filler", std::string(4 << 20, 'x'));
      std::string line(100, 'x');
      line.back() = '\n';
      for (int i = 0; i < 1000; ++i) writer->append(line);
      CHECK(folder.read("disk/j").size() == 100'000);

      for (int i = 0; i < 9000; ++i) writer->append(line);
      CHECK(folder.read("disk/j").size() < 1'000'000);
      std::filesystem::remove(folder / "disk/filler");
      writer->append(line);
      CHECK(writer->close());
      CHECK(folder.read("disk/j").size() == 1'000'100);
    }
    folder.write("disk/filler", std::string(4 << 20, 'x'));
    const auto writer = JournalWriter::open(folder / "disk/j").value();
    for (int i = 0; i < 200'000; ++i) writer->append("0123456789012345678901234567890123456789012345\n");
    const Status closed = writer->close();
    REQUIRE_FALSE(closed);
    CHECK(closed.error().code == ErrorCode::no_space);
    CHECK(closed.error().path == folder / "disk/j");
    const std::string text = folder.read("disk/j");
    CHECK(text.back() == '\n');
  });
  if (!permitted) MESSAGE("skipped: mounting is not permitted");
}

TEST_CASE("journal_writer: says up to where it and what it tells of are on the disk, and not what is behind that") {
  const TemporaryFolder folder;
  JournalWriter* writing = nullptr;
  std::atomic<int> syncs = 0;
  const auto writer = JournalWriter::open(folder / "j", {[&]() -> Status {
                                                           if (syncs++ == 0) writing->append("two\n");
                                                           return {};
                                                         },
                                                         {}})
                          .value();
  writing = writer.get();
  writer->append("one\n");
  while (folder.read("j").find("sync") == std::string::npos) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(writer->close("end\n"));
  CHECK(folder.read("j") == "one\ntwo\n" + to_line(JournalSync{4}) + "end\n");
}

TEST_CASE("journal_writer: outputs that do not reach the disk end it, and it says so") {
  const TemporaryFolder folder;
  int failures = 0;
  const auto writer =
      JournalWriter::open(folder / "j", {[]() -> Status { return fail(ErrorCode::write_failed, "cannot be synced"); },
                                         [&](const Error&) { ++failures; }})
          .value();
  writer->append("one\n");
  const Status closed = writer->close("end\n");
  REQUIRE_FALSE(closed);
  CHECK(closed.error().code == ErrorCode::write_failed);
  CHECK(failures == 1);
  CHECK(folder.read("j") == "one\n");
}

TEST_CASE("lock_journal: one run at a time, by folder and shard") {
  const TemporaryFolder folder;
  {
    const auto lock = lock_journal(folder.path(), "journal.jsonl");
    REQUIRE(lock);
    const auto second = lock_journal(folder.path(), "journal.jsonl");
    REQUIRE_FALSE(second);
    CHECK(second.error().code == ErrorCode::already_exists);
    CHECK_FALSE(lock_journal(folder.path(), journal_name("1/2")));
  }
  {
    const auto shard = lock_journal(folder.path(), journal_name("1/2"));
    REQUIRE(shard);
    CHECK(lock_journal(folder.path(), journal_name("2/2")));
    CHECK_FALSE(lock_journal(folder.path(), journal_name("1/2")));
    CHECK_FALSE(lock_journal(folder.path(), "journal.jsonl"));
  }
  CHECK(lock_journal(folder.path(), "journal.jsonl"));
  CHECK(journal_name("3/4") == "journal-3-of-4.jsonl");
  CHECK(find_journals(folder.path()).value().empty());
}
