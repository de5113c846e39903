#include "engine/journal/resume.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <vector>

#include "engine/io/file_hash.hpp"
#include "engine/journal/journal.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

constexpr std::uint64_t kRecipe = 7;

SourceItem item_of(const std::string& path) {
  SourceItem item;
  item.path = path;
  item.identity = path;
  item.file_name = path;
  item.bytes = 100;
  item.mtime_ns = 123'456'789;
  return item;
}

class Fixture {
 public:
  Fixture() { folder_.write("out/a_small.jpg", "12345"), folder_.write("out/a_large.jpg", "1234567"); }

  [[nodiscard]] std::unique_ptr<Journal> open(bool compact = false) const {
    JournalRun run;
    run.recipe = kRecipe;
    return Journal::open({output(), std::move(run), {"small", "large"}, compact, {}}).value();
  }
  void settle(Fate fate, const SourceItem& item, const std::vector<SettledOutput>& outputs = {}) const {
    const auto journal = open();
    const Error error{ErrorCode::corrupt_data, "is cut off", Stage::decode, item.path, false};
    journal->on_settled({item, fate, fate == Fate::failed ? &error : nullptr, {}, outputs, 1, {}, 100, 0});
    REQUIRE(journal->close({}));
  }
  void settle_done(const SourceItem& item) const {
    settle(Fate::done, item, {{0, "a_small.jpg", false, 5, {1, 1}, 11}, {1, "a_large.jpg", false, 7, {2, 2}, 12}});
  }
  [[nodiscard]] SourceItem decided(SourceItem item, ResumeScope scope = ResumeScope::unfinished,
                                   std::uint64_t recipe = kRecipe) const {
    const JournalIndex index = JournalIndex::load(output()).value();
    Resume resume(index, {scope, output(), recipe});
    resume.inspect({&item, 1});
    return item;
  }
  [[nodiscard]] JournalImage journalled(const std::string& path) const {
    JournalParser parser;
    return JournalIndex::load(output()).value().find(path, parser).value();
  }
  [[nodiscard]] std::string output() const { return folder_ / "out"; }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("resume: what is done with its outputs in place is skipped") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  CHECK(fixture.decided(item_of("a.jpg")).skip.kind == SkipKind::done_before);
  SourceItem moved = item_of("a.jpg");
  moved.path = "/mnt/elsewhere/a.jpg";
  CHECK(fixture.decided(moved).skip.kind == SkipKind::done_before);
}

TEST_CASE("resume: what the journal does not know is made, and what a killed run made of it is replaced") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  const SourceItem other = fixture.decided(item_of("b.jpg"));
  CHECK_FALSE(other.skip);
  CHECK(other.if_exists == IfExists::keep_older);
}

TEST_CASE("resume: a source or a recipe that changed asks for all outputs anew") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  SourceItem newer = item_of("a.jpg");
  ++newer.mtime_ns;
  SourceItem older = item_of("a.jpg");
  --older.mtime_ns;
  SourceItem larger = item_of("a.jpg");
  ++larger.bytes;
  for (const SourceItem& item : {newer, older, larger}) {
    CHECK_FALSE(fixture.decided(item).skip);
    CHECK(fixture.decided(item).if_exists == IfExists::replace);
  }
  CHECK(fixture.decided(item_of("a.jpg"), ResumeScope::unfinished, kRecipe + 1).if_exists == IfExists::replace);
}

TEST_CASE("resume: outputs that are missing or not what was written are made, the others kept") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  std::filesystem::remove(fixture.output() + "/a_large.jpg");
  CHECK_FALSE(fixture.decided(item_of("a.jpg")).skip);
  CHECK(fixture.decided(item_of("a.jpg")).if_exists_of("a_small.jpg") == IfExists::keep);
  CHECK(fixture.decided(item_of("a.jpg")).if_exists_of("a_other.jpg") == IfExists::replace);
  fixture.folder().write("out/a_large.jpg", "1234567");
  for (const char* const changed : {"", "1", "123456"}) {
    fixture.folder().write("out/a_small.jpg", changed);
    CHECK_FALSE(fixture.decided(item_of("a.jpg")).skip);
    CHECK(fixture.decided(item_of("a.jpg")).if_exists_of("a_small.jpg") == IfExists::replace);
    CHECK(fixture.decided(item_of("a.jpg")).if_exists_of("a_large.jpg") == IfExists::keep);
  }
}

TEST_CASE("resume: what failed is tried again; a retry does nothing else") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  fixture.settle(Fate::failed, item_of("bad.jpg"));
  CHECK_FALSE(fixture.decided(item_of("bad.jpg")).skip);
  CHECK(fixture.decided(item_of("bad.jpg")).if_exists == IfExists::replace);
  CHECK_FALSE(fixture.decided(item_of("bad.jpg"), ResumeScope::failed).skip);
  CHECK(fixture.decided(item_of("a.jpg"), ResumeScope::failed).skip.kind == SkipKind::not_failed);
  CHECK(fixture.decided(item_of("new.jpg"), ResumeScope::failed).skip.kind == SkipKind::not_failed);
}

TEST_CASE("resume: of an image that failed, outputs that were made are kept") {
  const Fixture fixture;
  fixture.settle(Fate::failed, item_of("a.jpg"), {{0, "a_small.jpg", false, 5, {1, 1}, 11}});
  for (const ResumeScope scope : {ResumeScope::unfinished, ResumeScope::failed}) {
    CHECK(fixture.decided(item_of("a.jpg"), scope).if_exists_of("a_small.jpg") == IfExists::keep);
    // It may be of another recipe, or of the source as it was once.
    CHECK(fixture.decided(item_of("a.jpg"), scope).if_exists_of("a_large.jpg") == IfExists::replace);
  }
  CHECK_FALSE(fixture.decided(item_of("a.jpg")).skip);
  SourceItem newer = item_of("a.jpg");
  ++newer.mtime_ns;
  CHECK(fixture.decided(newer).if_exists == IfExists::replace);
  fixture.folder().write("out/a_small.jpg", "");
  CHECK(fixture.decided(item_of("a.jpg")).if_exists_of("a_small.jpg") == IfExists::replace);
}

TEST_CASE("resume: an image that was begun anew and has not ended is made anew, by a retry too") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  const std::vector<std::string> outputs = {"a_small.jpg"};
  fixture.open()->on_begun(item_of("a.jpg"), outputs);
  for (const ResumeScope scope : {ResumeScope::missing, ResumeScope::unfinished, ResumeScope::failed}) {
    const SourceItem item = fixture.decided(item_of("a.jpg"), scope);
    CHECK_FALSE(item.skip);
    CHECK(item.if_exists_of("a_small.jpg") == IfExists::replace);
  }
  CHECK(fixture.decided(item_of("a.jpg"), ResumeScope::missing).if_exists_of("mine.jpg") != IfExists::replace);
  fixture.settle_done(item_of("a.jpg"));
  CHECK(fixture.decided(item_of("a.jpg"), ResumeScope::failed).skip.kind == SkipKind::not_failed);
}

TEST_CASE("resume: what a plain run has kept of another recipe or source is made anew") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  SourceItem newer = item_of("a.jpg");
  ++newer.mtime_ns;
  fixture.settle(Fate::done, newer, {{0, "a_small.jpg", true, 0, {}, 0}, {1, "a_large.jpg", false, 7, {2, 2}, 12}});
  CHECK_FALSE(fixture.decided(newer).skip);
  CHECK(fixture.decided(newer).if_exists_of("a_small.jpg") == IfExists::replace);
}

TEST_CASE("resume: what nobody knows the maker of counts as there if it is older than all runs") {
  const Fixture fixture;
  const std::string path = fixture.output() + "/a_small.jpg";
  const auto now = std::filesystem::file_time_type::clock::now();
  std::filesystem::last_write_time(path, now - std::chrono::hours(1));
  fixture.settle(Fate::done, item_of("b.jpg"), {{0, "a_small.jpg", true, 0, {}, 0}});
  CHECK(fixture.decided(item_of("b.jpg")).skip.kind == SkipKind::done_before);
  std::filesystem::last_write_time(path, now + std::chrono::hours(1));
  CHECK(fixture.decided(item_of("b.jpg")).if_exists_of("a_small.jpg") == IfExists::replace);
}

TEST_CASE("resume: among the inputs, --overwrite replaces what a run has made and nothing else") {
  const Fixture fixture;
  fixture.settle(Fate::done, item_of("a.jpg"),
                 {{0, "a_small.jpg", true, 0, {}, 0}, {1, "a_large.jpg", false, 7, {2, 2}, 12}});
  const SourceItem item = fixture.decided(item_of("a.jpg"), ResumeScope::own);
  CHECK(item.if_exists_of("a_large.jpg") == IfExists::replace);
  CHECK(item.if_exists_of("a_small.jpg") == IfExists::keep);
  CHECK(fixture.decided(item_of("b.jpg"), ResumeScope::own).if_exists == IfExists::keep);
}

TEST_CASE("resume: outputs of a run that was cut off count by their bytes") {
  const Fixture fixture;
  const auto settle_in_run_that_is_cut_off = [&](std::uint64_t hash) {
    const std::vector<SettledOutput> outputs = {{0, "a_small.jpg", false, 5, {1, 1}, hash}};
    fixture.open()->on_settled({item_of("a.jpg"), Fate::done, nullptr, {}, outputs, 1, {}, 100, 0});
  };
  const std::string bytes = "12345";
  settle_in_run_that_is_cut_off(file_hash({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
  CHECK(fixture.decided(item_of("a.jpg")).skip.kind == SkipKind::done_before);
  fixture.folder().write("out/a_small.jpg", std::string(5, '\0'));
  for (const ResumeScope scope : {ResumeScope::missing, ResumeScope::unfinished}) {
    CHECK_FALSE(fixture.decided(item_of("a.jpg"), scope).skip);
    CHECK(fixture.decided(item_of("a.jpg"), scope).if_exists_of("a_small.jpg") == IfExists::replace);
  }
}

TEST_CASE("resume: a plain run makes what is not as it was written, and keeps whatever else is there") {
  const Fixture fixture;
  const auto plain = [&](const std::string& path, std::uint64_t recipe = kRecipe) {
    return fixture.decided(item_of(path), ResumeScope::missing, recipe);
  };
  CHECK(plain("a.jpg").if_exists == IfExists::keep);
  fixture.settle_done(item_of("a.jpg"));
  for (const std::uint64_t recipe : {kRecipe, kRecipe + 1}) {
    CHECK_FALSE(plain("a.jpg", recipe).skip);
    CHECK(plain("a.jpg", recipe).if_exists_of("a_small.jpg") == IfExists::keep);
    CHECK(plain("a.jpg", recipe).if_exists_of("mine.jpg") == IfExists::keep);
  }
  fixture.folder().write("out/a_small.jpg", "1234");
  CHECK(plain("a.jpg").if_exists_of("a_small.jpg") == IfExists::replace);
  CHECK(plain("a.jpg").if_exists_of("a_large.jpg") == IfExists::keep);
  CHECK(plain("b.jpg").if_exists == IfExists::keep);
  static_cast<void>(fixture.open());  // and cut off
  CHECK(plain("b.jpg").if_exists == IfExists::keep_older);
}

TEST_CASE("resume: of images that no line tells of, nothing is kept if lines or times cannot be relied on") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  const std::string path = "out/.tbbimg/journal.jsonl";
  const std::string text = fixture.folder().read(path);
  fixture.folder().write(path, text.substr(1));
  CHECK(fixture.decided(item_of("b.jpg")).if_exists == IfExists::replace);
  CHECK(fixture.decided(item_of("b.jpg"), ResumeScope::missing).if_exists == IfExists::keep);
  fixture.folder().write(path, "");
  CHECK(fixture.decided(item_of("a.jpg")).if_exists == IfExists::replace);
  JournalRun ahead;
  ahead.started_ms = file_clock_ms() + 86'400'000;
  fixture.folder().write(path, to_line(ahead));
  CHECK(fixture.decided(item_of("a.jpg")).if_exists == IfExists::replace);
}

TEST_CASE("resume: a judgement says what has become of an entry, whatever the run would do with it") {
  using Kind = Judgement::Kind;
  const Fixture fixture;
  const auto kind = [&](const SourceItem& item, ResumeScope scope, std::uint64_t recipe = kRecipe) {
    const JournalIndex index = JournalIndex::load(fixture.output()).value();
    return Resume(index, {scope, fixture.output(), recipe}).judge(item).kind;
  };
  fixture.settle_done(item_of("a.jpg"));
  fixture.settle(Fate::failed, item_of("bad.jpg"));
  SourceItem newer = item_of("a.jpg");
  ++newer.mtime_ns;
  for (const ResumeScope scope : {ResumeScope::missing, ResumeScope::unfinished, ResumeScope::failed}) {
    CAPTURE(static_cast<int>(scope));
    CHECK(kind(item_of("a.jpg"), scope) == Kind::done);
    CHECK(kind(item_of("a.jpg"), scope, kRecipe + 1) == Kind::changed);
    CHECK(kind(newer, scope) == Kind::changed);
    CHECK(kind(item_of("bad.jpg"), scope) == Kind::failed);
    CHECK(kind(item_of("new.jpg"), scope) == Kind::unknown);
  }
  std::filesystem::remove(fixture.output() + "/a_large.jpg");
  CHECK(kind(item_of("a.jpg"), ResumeScope::missing) == Kind::changed);
  CHECK(kind(item_of("a.jpg"), ResumeScope::unfinished) == Kind::changed);
  const std::vector<std::string> outputs = {"a_small.jpg"};
  fixture.open()->on_begun(item_of("a.jpg"), outputs);
  CHECK(kind(item_of("a.jpg"), ResumeScope::missing) == Kind::begun);
}

TEST_CASE("resume: entries that are decided already are left alone") {
  const Fixture fixture;
  SourceItem item = item_of("a.jpg");
  item.skip = {SkipKind::not_regular};
  CHECK(fixture.decided(item).skip.kind == SkipKind::not_regular);
  item = item_of("a.jpg");
  item.failure = Error{};
  CHECK_FALSE(fixture.decided(item, ResumeScope::failed).skip);
}

TEST_CASE("journal: what is skipped or cancelled does not hide what is known") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  fixture.settle(Fate::skipped, item_of("a.jpg"));
  fixture.settle(Fate::cancelled, item_of("a.jpg"));
  CHECK(fixture.journalled("a.jpg").status == JournalStatus::done);
  fixture.settle(Fate::failed, item_of("a.jpg"));
  CHECK(fixture.journalled("a.jpg").error->message.text() == "is cut off");
  CHECK(fixture.journalled("a.jpg").error->stage == Stage::decode);
}

TEST_CASE("journal: a folder that cannot be listed has failed until a whole run has listed it") {
  const Fixture fixture;
  const auto failed = [&] { return JournalIndex::load(fixture.output()).value().count(JournalStatus::failed); };
  FolderListing closed("sub");
  closed.add_unreadable(closed.add_folder("in/sub"), Error{ErrorCode::permission_denied, "no", Stage::list});
  fixture.settle(Fate::failed, closed.item(0));
  CHECK(failed() == 1);
  CHECK(fixture.decided(item_of("sub/a.jpg"), ResumeScope::failed).skip.kind == SkipKind::none);
  CHECK(fixture.decided(item_of("sub/deep/a.jpg"), ResumeScope::failed).skip.kind == SkipKind::none);
  CHECK(fixture.decided(item_of("sub2/a.jpg"), ResumeScope::failed).skip.kind == SkipKind::not_failed);

  FolderListing open("sub");
  static_cast<void>(open.add_folder("in/sub"));
  RunReport stopped;
  stopped.cancelled = 1;
  for (const auto& [listing, report] : {std::pair(&closed, RunReport{}), std::pair(&open, stopped)}) {
    const auto journal = fixture.open();
    journal->on_folder(*listing);
    REQUIRE(journal->close(report));
    CHECK(failed() == 1);
  }
  const auto journal = fixture.open();
  journal->on_folder(open);
  REQUIRE(journal->close({}));
  CHECK(failed() == 0);
}

TEST_CASE("journal: outputs that are kept are listed as they were written") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  fixture.settle(Fate::done, item_of("a.jpg"),
                 {{0, "a_small.jpg", true, 0, {}, 0}, {1, "a_large.jpg", false, 9, {3, 3}, 13}});
  const JournalImage image = fixture.journalled("a.jpg");
  REQUIRE(image.outputs.size() == 2);
  CHECK(image.outputs[0].bytes == 5);
  CHECK(image.outputs[0].hash == 11);
  CHECK(image.outputs[0].variant == "small");
  CHECK(image.outputs[1].bytes == 9);
  CHECK(image.outputs[1].hash == 13);

  // Nobody knows what is in those that no run has made.
  fixture.settle(Fate::done, item_of("b.jpg"), {{0, "a_small.jpg", true, 0, {}, 0}});
  CHECK(fixture.journalled("b.jpg").outputs[0].bytes == 5);
  CHECK_FALSE(fixture.journalled("b.jpg").outputs[0].hash);
}

TEST_CASE("journal: a second run into the same folder is refused") {
  const Fixture fixture;
  const auto first = fixture.open();
  const auto second = Journal::open({fixture.output(), {}, {}, false, {}});
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ErrorCode::already_exists);
  CHECK(second.error().message.text().find("another run") != std::string::npos);
}

TEST_CASE("journal: goes on behind a torn line, and knows when all began") {
  const Fixture fixture;
  fixture.settle_done(item_of("a.jpg"));
  const std::string before = fixture.folder().read("out/.tbbimg/journal.jsonl");
  fixture.folder().write("out/.tbbimg/journal.jsonl", before + R"({"type":"image","path":"b.j)");
  fixture.settle(Fate::failed, item_of("c.jpg"));
  const JournalIndex index = JournalIndex::load(fixture.output()).value();
  CHECK(index.images() == 2);
  CHECK(index.runs().size() == 2);
  CHECK(index.last_end());
  CHECK(index.began_ms() == index.runs().front().started_ms);
  static_cast<void>(fixture.open());
  // The last header is of a run that was not closed.
  CHECK_FALSE(JournalIndex::load(fixture.output()).value().last_end());
}

TEST_CASE("journal: is compacted when it is asked for") {
  const Fixture fixture;
  for (int i = 0; i < 10; ++i) fixture.settle_done(item_of("a.jpg"));
  CHECK(fixture.open(true)->close({}));
  const JournalIndex index = JournalIndex::load(fixture.output()).value();
  CHECK(index.images() == 1);
  CHECK(index.runs().size() == 3);  // the first, the last with a line, this one
  CHECK(fixture.decided(item_of("a.jpg")).skip.kind == SkipKind::done_before);
}
