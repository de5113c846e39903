// What is asked to stop while it looks at the runs into a folder.
#include <doctest/doctest.h>

#include <filesystem>
#include <stop_token>
#include <string>

#include "engine/journal/journal_index.hpp"
#include "engine/run/image_run.hpp"
#include "engine/run/prune.hpp"
#include "engine/run/status.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

RunSpec spec_in(const TemporaryFolder& folder) {
  RunSpec spec;
  spec.inputs = {folder / "in"};
  spec.output = folder / "out";
  spec.recipe.toml = "[[variant]]\nops = [\"thumbnail:16\"]\nformat = \"png\"\n";
  spec.options.threads = 1;
  spec.sync = SyncMode::none;
  return spec;
}

// Its outputs are out/a.png to out/d.png, of which only the source of the last is there.
void run_in(const TemporaryFolder& folder) {
  for (const char* name : {"in/a.jpg", "in/b.jpg", "in/c.jpg", "in/d.jpg"}) {
    folder.write(name, test::encoded(test::make_picture(40, 30), "jpeg"));
  }
  const auto run = ImageRun::open(spec_in(folder));
  REQUIRE(run.has_value());
  const auto outcome = (*run)->run({});
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->report.outputs == 4);
  for (const char* name : {"in/a.jpg", "in/b.jpg", "in/c.jpg"}) std::filesystem::remove(folder / name);
}

}  // namespace

TEST_CASE("stopping: prune removes no more, tells the journal of what it has removed, and the next goes on") {
  const TemporaryFolder folder;
  run_in(folder);
  const std::string out = folder / "out";
  folder.write("out/b.png", "edited");
  {
    const JournalIndex index = JournalIndex::load(out).value();
    const Orphans orphans = find_orphans(index, out).value();
    REQUIRE(orphans.list.size() == 3);
    std::stop_source stop;
    const auto counts = prune(
        index, out, orphans, [&](const Orphan&, const std::string&) { stop.request_stop(); }, stop.get_token());
    REQUIRE(counts.has_value());
    CHECK(counts->removed == 1);
    CHECK(counts->left == 1);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "out/a.png"));
  CHECK(std::filesystem::exists(folder / "out/c.png"));
  const JournalIndex index = JournalIndex::load(out).value();
  CHECK(index.count(JournalStatus::pruned) == 1);
  const auto next = prune(index, out, find_orphans(index, out).value(), [](const Orphan&, const std::string&) {});
  REQUIRE(next.has_value());
  CHECK(next->removed == 1);
  CHECK(next->left == 1);
  CHECK_FALSE(std::filesystem::exists(folder / "out/c.png"));
  CHECK(std::filesystem::exists(folder / "out/d.png"));
}

TEST_CASE("stopping: status and a plan look at no further input") {
  const TemporaryFolder folder;
  run_in(folder);
  for (int i = 0; i < 5; ++i) {
    folder.write("in/new" + std::to_string(i) + ".jpg", test::encoded(test::make_picture(40, 30), "jpeg"));
  }
  const std::string out = folder / "out";
  const JournalIndex index = JournalIndex::load(out).value();
  std::stop_source stop;
  CHECK(status_of_runs(index, out, CodecRegistry::with_builtin_codecs(), stop.get_token()).left == 5);
  const auto run = ImageRun::open(spec_in(folder)).value();
  std::uint64_t outputs = 0;
  const auto plan = [&] {
    outputs = 0;
    return run->plan({[&](const SourceItem&, const std::string&) {
                        if (++outputs == 2) stop.request_stop();
                      },
                      [](const Error&) {}, [](std::string_view) {}, stop.get_token()});
  };
  const auto stopped = plan();
  REQUIRE(stopped.has_value());
  CHECK(outputs == 2);
  CHECK(stopped->outputs == 2);
  CHECK(stopped->estimate.images == 0);
  CHECK(status_of_runs(index, out, CodecRegistry::with_builtin_codecs(), stop.get_token()).left == 0);
}
