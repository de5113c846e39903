#include "engine/journal/compaction.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <span>

#include "engine/io/file_hash.hpp"
#include "tests/engine/journal/journal_lines.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

TEST_CASE("compaction: a journal with lines that cannot be read is left alone, but for a torn last one") {
  const TemporaryFolder folder;
  const std::string superseded = run_line(1) + image_line("/a", 1) + image_line("/a", 2);
  const std::string later = "{\"type\":\"note\"}\n" + image_line("/a", 3);
  const auto compacts = [&](const std::string& text) {
    folder.write(kName, text);
    return compact_journal(folder / kName, JournalIndex::load(folder.path()).value()).value();
  };
  CHECK_FALSE(compacts(superseded + later));
  CHECK(folder.read(kName) == superseded + later);
  CHECK(compacts(superseded + "{\"type\":\"ima"));
  CHECK(folder.read(kName) == run_line(1) + image_line("/a", 2));
}

TEST_CASE("compaction: drops superseded lines, and nothing else") {
  const TemporaryFolder folder;
  const std::string path = folder / kName;
  const std::string first = run_line(1) + image_line("/gone", 1);
  const std::string kept = image_line("/b", 2) + end_line();
  const std::string middle = run_line(2) + image_line("/gone", 3) + end_line();
  const std::string last = run_line(3) + image_line("/gone", 4);
  folder.write(kName, first + kept + middle + last);
  const bool done = compact_journal(path, JournalIndex::load(folder.path()).value()).value();
  CHECK(done);
  CHECK(folder.read(kName) == run_line(1) + kept + last);
  CHECK(folder.files() == std::set<std::string>{kName});

  const bool again = compact_journal(path, JournalIndex::load(folder.path()).value()).value();
  CHECK_FALSE(again);
}

TEST_CASE("compaction: one superseded line among many is left") {
  const TemporaryFolder folder;
  std::string text = run_line(1) + image_line("/0", 1);
  for (int i = 0; i < 20; ++i) text += image_line("/" + std::to_string(i), 2);
  folder.write(kName, text);
  CHECK_FALSE(compact_journal(folder / kName, JournalIndex::load(folder.path()).value()).value());
  CHECK(folder.read(kName) == text);
}

TEST_CASE("compaction: a line in another shard's journal supersedes, too") {
  const TemporaryFolder folder;
  const std::string one = ".tbbimg/journal-1-of-2.jsonl";
  folder.write(one, run_line(1) + image_line("/a", 1) + image_line("/b", 1));
  folder.write(kName, run_line(2) + image_line("/a", 2));
  CHECK(compact_journal(folder / one, JournalIndex::load(folder.path()).value()).value());
  CHECK(folder.read(one) == run_line(1) + image_line("/b", 1));
}

TEST_CASE("compaction: what is synced stays so, and nothing else becomes so") {
  const TemporaryFolder folder;
  const std::string path = folder / kName;
  std::string text = run_line(1);
  for (int i = 0; i < 10; ++i) text += image_line("/gone", 1);
  text += image_line("/gone", 2) + image_line("/b", 1);
  const std::uint64_t synced = text.size();
  text += image_line("/c", 1) + to_line(JournalSync{synced}) + image_line("/d", 1);
  folder.write(kName, text);
  CHECK(compact_journal(path, JournalIndex::load(folder.path()).value()).value());
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.images() == 4);
  CHECK_FALSE(index.is_doubtful("/gone"));
  CHECK_FALSE(index.is_doubtful("/b"));
  CHECK(index.is_doubtful("/c"));
  CHECK(index.is_doubtful("/d"));
}

TEST_CASE("compaction: damaged lines go once a run has made good what they told, foreign ones never") {
  const TemporaryFolder folder;
  const std::string path = folder / kName;
  JournalRun knows;
  knows.roots = {"/in"};
  knows.kind = RunKind::resume;
  knows.damaged_lines = 8;
  std::string damaged = run_line(1);
  for (int i = 0; i < 8; ++i) damaged += "garbage\n";
  folder.write(kName, damaged + to_line(knows) + image_line("/a", 1) + end_line());
  CHECK(compact_journal(path, JournalIndex::load(folder.path()).value()).value());
  CHECK(folder.read(kName).find("garbage") == std::string::npos);
  CHECK(JournalIndex::load(folder.path()).value().interruptions().empty());
  std::string foreign = to_line(JournalSync{7});
  foreign.replace(foreign.find("sync"), 4, "news");
  const std::size_t sum = foreign.find(",\"sum\"");
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(foreign.data()), sum);
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(file_hash(bytes)));
  foreign.replace(sum + 8, 16, digits);
  std::string text = run_line(1) + foreign;
  for (int i = 0; i < 10; ++i) text += image_line("/gone", 1);
  folder.write(kName, text + end_line());
  CHECK(JournalIndex::load(folder.path()).value().interruptions().empty());
  CHECK_FALSE(compact_journal(path, JournalIndex::load(folder.path()).value()).value());
}

TEST_CASE("compaction: keeps who tells last of an output, with the run that made it") {
  const TemporaryFolder folder;
  JournalImage image;
  image.path = "/a";
  const auto line = [&image](const char* output) {
    image.outputs = {{output, "", 1, {1, 1}, 7}};
    return to_line(image);
  };
  const std::string former = run_line(1) + line("a.png") + end_line();
  const std::string useless = run_line(2) + line("a.jpg") + end_line() + run_line(3) + line("a.jpg") + end_line();
  const std::string last = run_line(4) + line("a.jpg") + end_line();
  folder.write(kName, former + useless + last);
  CHECK(compact_journal(folder / kName, JournalIndex::load(folder.path()).value()).value());
  CHECK(folder.read(kName) == former + last);
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.images() == 1);
  CHECK(index.interruptions().empty());
  CHECK_FALSE(compact_journal(folder / kName, index).value());
}
