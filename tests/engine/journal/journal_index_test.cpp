#include "engine/journal/journal_index.hpp"

#include <doctest/doctest.h>

#include "engine/journal/journal_folder.hpp"
#include "engine/system/machine.hpp"
#include "tests/engine/journal/journal_lines.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

TEST_CASE("journal_index: later lines take the place of earlier ones") {
  const TemporaryFolder folder;
  folder.write(kName, run_line(1) + image_line("/a", 1) + image_line("/b", 2) + end_line() + run_line(2) +
                          image_line("/a", 3, JournalStatus::failed) + image_line("/c", 4));
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.images() == 3);
  CHECK(index.count(JournalStatus::done) == 2);
  CHECK(index.count(JournalStatus::failed) == 1);
  CHECK(bytes_of(index, "/a") == 3);
  CHECK(bytes_of(index, "/b") == 2);
  CHECK(index.status_of("/a") == JournalStatus::failed);
  CHECK_FALSE(index.status_of("/d"));
  CHECK(index.runs().size() == 2);
  CHECK_FALSE(index.last_end());  // killed, or under way
  JournalParser parser;
  CHECK(index.at(0, parser)->path == "/b");
  CHECK(index.at(1, parser)->path == "/a");
  CHECK(index.at(2, parser)->path == "/c");
}

TEST_CASE("journal_index: a torn last line and garbage are passed over") {
  const TemporaryFolder folder;
  const std::string torn = image_line("/torn", 9);
  folder.write(kName, run_line(1) + image_line("/a", 1) + "garbage\n" + std::string(64, '\0') + image_line("/lost", 2) +
                          "\n" + image_line("/b", 2) + torn.substr(0, torn.size() - 1));
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.images() == 2);
  CHECK(bytes_of(index, "/a") == 1);
  CHECK(bytes_of(index, "/b") == 2);
  CHECK_FALSE(index.status_of("/torn"));
}

TEST_CASE("journal_index: what a line says counts though the first one of its run is lost, and is to be looked at") {
  const TemporaryFolder folder;
  folder.write(kName, image_line("/a", 1) + run_line(1) + image_line("/b", 1) + end_line());
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.images() == 2);
  CHECK(index.runs().size() == 1);
  CHECK(index.is_doubtful("/a"));
  CHECK_FALSE(index.is_doubtful("/b"));
  REQUIRE(index.interruptions().size() == 1);
  CHECK(index.interruptions().front().kind == Interruption::Kind::damaged);
  JournalRun knows;
  knows.roots = {"/in"};
  knows.kind = RunKind::resume;
  knows.damaged_lines = index.damaged_lines(folder / kName);
  const std::string rest = run_line(1) + image_line("/b", 1) + end_line();
  folder.write(kName, image_line("/a", 1) + rest + to_line(knows) + end_line());
  CHECK(JournalIndex::load(folder.path()).value().interruptions().empty());
  // The same behind the end of another run.
  folder.write(kName, rest + image_line("/c", 1));
  CHECK(JournalIndex::load(folder.path()).value().is_doubtful("/c"));
  folder.write(kName, rest + image_line("/c", 1, JournalStatus::damaged));
  CHECK(JournalIndex::load(folder.path()).value().interruptions().empty());
}

TEST_CASE("journal_index: a journal that a run of another shard has locked and not begun is not damaged") {
  const TemporaryFolder folder;
  const std::string shard = ".tbbimg/journal-1-of-2.jsonl";
  folder.write(kName, run_line(1) + end_line());
  folder.write(shard, "");
  CHECK(JournalIndex::load(folder.path()).value().interruptions().size() == 1);
  const auto lock = lock_journal(folder.path(), journal_name("1/2"));
  REQUIRE(lock);
  CHECK(JournalIndex::load(folder.path()).value().interruptions().empty());
  CHECK(JournalIndex::load(folder.path(), folder / shard).value().interruptions().size() == 1);
}

TEST_CASE("journal_index: a cut may be of a power failure unless the machine still runs") {
  const TemporaryFolder folder;
  JournalRun run;
  run.boot = boot_id();
  REQUIRE_FALSE(run.boot.empty());
  folder.write(kName, to_line(run));
  CHECK(JournalIndex::load(folder.path()).value().interruptions().front().last_ms == 0);
  run.boot = "00000000-0000-0000-0000-000000000000";
  folder.write(kName, to_line(run));
  CHECK(JournalIndex::load(folder.path()).value().interruptions().front().last_ms > file_clock_ms());
}

TEST_CASE("journal_index: no journal is an empty one") {
  const TemporaryFolder folder;
  CHECK(JournalIndex::load(folder.path()).value().images() == 0);
  CHECK(JournalIndex::load(folder / "missing").value().runs().empty());
}

TEST_CASE(
    "journal_index: journals of shards count as one, by when their runs were started if nothing better is known") {
  const TemporaryFolder folder;
  folder.write(".tbbimg/journal-1-of-2.jsonl", run_line(10) + image_line("/a", 1) + run_line(30) + image_line("/b", 5));
  folder.write(".tbbimg/journal-2-of-2.jsonl", run_line(20) + image_line("/a", 2) + image_line("/b", 3) + end_line());
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.images() == 2);
  CHECK(bytes_of(index, "/a") == 2);
  CHECK(bytes_of(index, "/b") == 5);
  REQUIRE(index.runs().size() == 3);
  CHECK(index.runs()[1].started_ms == 20);
  CHECK_FALSE(index.last_end());
}

TEST_CASE("journal_index: runs of machines whose clocks differ follow each other as they came") {
  const TemporaryFolder folder;
  const auto run = [](std::int64_t started_ms, std::uint64_t order) {
    JournalRun first;
    first.started_ms = started_ms;
    first.order = order;
    return to_line(first);
  };
  folder.write(".tbbimg/journal-1-of-2.jsonl", run(9000, 1) + image_line("a", 1) + end_line());
  CHECK(JournalIndex::load(folder.path()).value().next_order() == 2);
  folder.write(".tbbimg/journal-2-of-2.jsonl", run(20, 2) + image_line("a", 2) + end_line());
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(bytes_of(index, "a") == 2);
  CHECK(index.next_order() == 3);
  // One that does not say behind which it came is earlier than those that do.
  folder.write(kName, run_line(10'000) + image_line("a", 3) + end_line());
  CHECK(bytes_of(JournalIndex::load(folder.path()).value(), "a") == 2);
}

TEST_CASE("journal_index: a clock that went back does not turn a journal round") {
  const TemporaryFolder folder;
  folder.write(kName, run_line(50) + image_line("/a", 1) + run_line(10) + image_line("/a", 2));
  CHECK(bytes_of(JournalIndex::load(folder.path()).value(), "/a") == 2);
}

TEST_CASE("journal_index: lines longer than any block, and many of them") {
  const TemporaryFolder folder;
  std::string text = run_line(1);
  const std::string long_name(3'000'000, 'x');
  for (int i = 0; i < 20'000; ++i) text += image_line("/" + std::to_string(i), static_cast<std::uint64_t>(i) + 1);
  text += image_line("/" + long_name, 77);
  text += image_line("/last", 78);
  folder.write(kName, text);
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.images() == 20'002);
  for (const int i : {0, 1, 4999, 19'999})
    CHECK(bytes_of(index, "/" + std::to_string(i)) == static_cast<std::uint64_t>(i) + 1);
  CHECK(bytes_of(index, "/" + long_name) == 77);
  CHECK(bytes_of(index, "/last") == 78);
}

TEST_CASE("journal_index: knows what another recipe made") {
  const TemporaryFolder folder;
  folder.write(kName,
               run_line(1, 7) + image_line("/a", 1) + image_line("/b", 1) + run_line(2, 8) + image_line("/b", 1));
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.done_otherwise(8) == 1);
  CHECK(index.done_otherwise(7) == 1);
  CHECK(index.done_otherwise(9) == 2);
}

TEST_CASE("journal_index: a run of another schema is an error, and not passed over") {
  const TemporaryFolder folder;
  JournalRun other;
  other.schema = kJournalSchema + 1;
  folder.write(kName, run_line(1) + image_line("/a", 1) + to_line(other) + image_line("/a", 2));
  const auto index = JournalIndex::load(folder.path());
  REQUIRE_FALSE(index);
  CHECK(index.error().code == ErrorCode::unsupported);
  CHECK(index.error().path == folder / kName);
  CHECK(index.error().message.text().find("another version of tbbimg (schema 5), which this one cannot read") !=
        std::string::npos);
}

TEST_CASE("journal_index: a flipped bit anywhere makes its line no line, and what no line tells is doubtful") {
  const TemporaryFolder folder;
  const std::string text = run_line(1) + image_line("/a", 1) + image_line("/b", 2) + end_line();
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      CAPTURE(at);
      CAPTURE(bit);
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      folder.write(kName, flipped);
      const auto index = JournalIndex::load(folder.path());
      REQUIRE(index);
      CHECK_FALSE(index->interruptions().empty());
      CHECK(index->is_doubtful("/c"));
      CHECK(index->images() == index->count(JournalStatus::done));
      for (const char* const path : {"/a", "/b"}) {
        if (index->status_of(path)) CHECK(bytes_of(*index, path) == (path[1] == 'a' ? 1 : 2));
      }
    }
  }
}

TEST_CASE("journal_index: a journal that is cut anywhere is interrupted") {
  const TemporaryFolder folder;
  const std::string text = run_line(1) + image_line("/a", 1) + image_line("/b", 2) + end_line();
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    folder.write(kName, text.substr(0, length));
    const auto index = JournalIndex::load(folder.path());
    REQUIRE(index);
    REQUIRE(index->interruptions().size() == 1);
    CHECK(index->is_doubtful("/c"));
  }
  folder.write(kName, text);
  CHECK(JournalIndex::load(folder.path()).value().interruptions().empty());
}

TEST_CASE("journal_index: lines are as good as the run behind them was when it was cut off") {
  const TemporaryFolder folder;
  const std::string first = run_line(1, 7) + image_line("/a", 1);
  const std::string synced = first + to_line(JournalSync{first.size()});
  const auto load = [&](const std::string& text) {
    folder.write(kName, text);
    return JournalIndex::load(folder.path()).value();
  };
  CHECK(load(first).is_doubtful("/a"));
  CHECK_FALSE(load(synced).is_doubtful("/a"));
  CHECK(load(synced + image_line("/b", 1)).is_doubtful("/b"));
  CHECK_FALSE(load(first + end_line()).is_doubtful("/a"));
  // One that was cut off behind it may have replaced outputs if it had another recipe, or was to replace all.
  CHECK_FALSE(load(synced + run_line(2, 7)).is_doubtful("/a"));
  CHECK(load(synced + run_line(2, 8)).is_doubtful("/a"));
  JournalRun overwrites;
  overwrites.recipe = 7;
  overwrites.kind = RunKind::overwrite;
  CHECK(load(synced + to_line(overwrites)).is_doubtful("/a"));
}

TEST_CASE("journal_index: a run of the same roots that ended puts right what was interrupted") {
  const TemporaryFolder folder;
  const auto interruptions = [&](const std::string& text) {
    folder.write(kName, text);
    return JournalIndex::load(folder.path()).value().interruptions().size();
  };
  const std::string cut_off = run_line(1) + image_line("/a", 1);
  CHECK(interruptions(cut_off) == 1);
  CHECK(interruptions(cut_off + run_line(2) + end_line()) == 0);
  CHECK(interruptions(cut_off + run_line(2) + to_line(JournalEnd{{.listed = 1, .cancelled = 1}, 5, "stop_request"})) ==
        2);
  JournalRun other;
  other.recipe = 1;
  other.roots = {"/elsewhere"};
  CHECK(interruptions(cut_off + to_line(other) + end_line()) == 1);
  other.roots = {"/elsewhere", "/in"};
  CHECK(interruptions(cut_off + to_line(other) + end_line()) == 0);
  other.is_whole = false;
  CHECK(interruptions(cut_off + to_line(other) + end_line()) == 1);
  other.is_whole = true;
  other.shard = "1/2";
  CHECK(interruptions(cut_off + to_line(other) + end_line()) == 1);
  other.shard.clear();
  for (const char* const root : {"/", "/in/", "/./in", "/in/../in"}) {
    other.roots = {root};
    CHECK(interruptions(cut_off + to_line(other) + end_line()) == 0);
  }
  other.roots = {"/elsewhere"};
  const auto moved_from = [](const char* root) {
    return to_line(JournalEnd{{.listed = 1}, 5, "end_of_source", {root}});
  };
  CHECK(interruptions(cut_off + to_line(other) + moved_from("/other")) == 1);
  CHECK(interruptions(cut_off + to_line(other) + moved_from("/in")) == 0);
  other.roots = {"/in"};
  // A plain run of another recipe looks at other outputs.
  other.recipe = 2;
  CHECK(interruptions(cut_off + to_line(other) + end_line()) == 1);
  other.kind = RunKind::resume;
  CHECK(interruptions(cut_off + to_line(other) + end_line()) == 0);

  // Of damage it has to have known.
  const std::string damaged = run_line(1) + "garbage\n" + end_line();
  CHECK(interruptions(damaged) == 1);
  CHECK(interruptions(damaged + run_line(2) + end_line()) == 1);
  JournalRun knows;
  knows.roots = {"/in"};
  knows.kind = RunKind::resume;
  knows.damaged_lines = 1;
  CHECK(interruptions(damaged + to_line(knows)) == 2);
  CHECK(interruptions(damaged + to_line(knows) + end_line()) == 0);
  CHECK(interruptions(run_line(1) + "garbage\ngarbage\n" + end_line() + to_line(knows) + end_line()) == 1);
  CHECK(interruptions(damaged + to_line(knows) + "garbage\n" + end_line()) == 1);
}

TEST_CASE("journal_index: a clock that was ahead is told of, and the earliest time counts") {
  const TemporaryFolder folder;
  const std::int64_t ahead = file_clock_ms() + 86'400'000;
  folder.write(kName, run_line(ahead) + image_line("/a", 1));
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  REQUIRE(index.interruptions().size() == 1);
  CHECK(index.interruptions().front().is_clock_wrong);
  CHECK(index.began_ms() < ahead);
  folder.write(kName, run_line(100) + run_line(50));
  CHECK(JournalIndex::load(folder.path()).value().interruptions().front().is_clock_wrong);
  folder.write(kName, run_line(50) + run_line(100));
  CHECK_FALSE(JournalIndex::load(folder.path()).value().interruptions().front().is_clock_wrong);
}

TEST_CASE("journal_index: lines without checksums are read in journals of schema 1 alone") {
  const TemporaryFolder folder;
  const std::string run =
      R"({"type":"run","schema":1,"tbbimg":"1","started":"2026-11-21T19:20:00.123Z","folder":"/","arguments":[],"roots":[],"recipe":"0000000000000001"})"
      "\n";
  const std::string image =
      R"({"type":"image","path":"/a","status":"done","recipe":"0000000000000001","bytes":7,"mtime_ns":0,"attempts":1,"outputs":[],"ms":{}})"
      "\n";
  folder.write(kName, run + image);
  CHECK(bytes_of(JournalIndex::load(folder.path()).value(), "/a") == 7);
  folder.write(kName, run_line(1) + image);
  CHECK(JournalIndex::load(folder.path()).value().images() == 0);
  folder.write(kName, image);
  CHECK(JournalIndex::load(folder.path()).value().images() == 0);
}

TEST_CASE("journal_index: lines of older schemas, whose paths are absolute, are found by what is below their inputs") {
  const auto of_schema_3 = [](std::vector<std::string> roots) {
    JournalRun run;
    run.roots = std::move(roots);
    std::string line = to_line(run);
    const std::size_t schema = line.find("\"schema\":4");
    line.replace(schema, 10, "\"schema\":3");
    return resealed(line);
  };
  const TemporaryFolder folder;
  folder.write(kName, of_schema_3({"/in"}) + image_line("/in/2019/a", 1) + image_line("/elsewhere/b", 2) + end_line() +
                          of_schema_3({"/one/x", "/two/x", "/two/c"}) + image_line("/two/x/d", 3) +
                          image_line("/two/c", 4) + end_line() + run_line(1) + image_line("2019/e", 5));
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(bytes_of(index, "2019/a") == 1);
  CHECK(bytes_of(index, "/elsewhere/b") == 2);
  CHECK(bytes_of(index, "x#2/d") == 3);
  CHECK(bytes_of(index, "c") == 4);
  CHECK(bytes_of(index, "2019/e") == 5);
}

TEST_CASE("journal_index: an output belongs to the image that claimed it last") {
  const auto line = [](const std::string& path, std::vector<std::string> outputs) {
    JournalImage image;
    image.path = path;
    for (std::string& output : outputs) image.outputs.push_back({std::move(output), {}, 1, {}, std::nullopt});
    return to_line(image);
  };
  const TemporaryFolder folder;
  folder.write(kName, run_line(1) + line("a.png", {"a.jpg"}) + line("b.png", {"b.jpg", "b.webp"}) +
                          line("c", {"c.jpg"}) + line("in/d", {"d.jpg"}) + end_line() + run_line(2) +
                          line("a.tif", {"a.jpg"}) + line("b.tif", {"b.jpg"}) + line("in/d", {"e.jpg"}) +
                          line("f", {"d.jpg"}) + end_line());
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK_FALSE(index.status_of("a.png"));
  CHECK(index.status_of("a.tif"));
  CHECK(index.status_of("b.png"));  // b.webp is still its own
  CHECK(index.status_of("c"));
  CHECK(index.status_of("in/d"));  // it has another output since
  CHECK(index.status_of("f"));
  CHECK(index.images() == 6);
  CHECK(index.facts_of(folder / kName).useless_lines == 2);  // of a.png and the first of in/d
}

TEST_CASE("journal_index: a folder that was listed again is not failed any more, nor an image") {
  const TemporaryFolder folder;
  const std::string failed = run_line(1) + image_line("x/", 0, JournalStatus::failed) + end_line();
  folder.write(kName, failed);
  CHECK(JournalIndex::load(folder.path()).value().count(JournalStatus::failed) == 1);
  folder.write(kName, failed + run_line(2) + image_line("x/", 0, JournalStatus::listed) + end_line());
  const JournalIndex index = JournalIndex::load(folder.path()).value();
  CHECK(index.count(JournalStatus::failed) == 0);
  CHECK(index.count(JournalStatus::done) == 0);
}
