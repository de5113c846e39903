#include "engine/run/image_run.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "engine/io/file_hash.hpp"
#include "engine/journal/journal_index.hpp"
#include "engine/run/detail/run_inputs.hpp"
#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;
using tbbimg::test::TemporaryFolder;

namespace {

class Fixture {
 public:
  Fixture() { add("a.jpg"), add("sub/b.jpg"); }

  void add(const std::string& name) const {
    folder_.write("in/" + name, test::encoded(test::make_picture(40, 30), "jpeg"));
  }
  [[nodiscard]] RunSpec spec() const {
    RunSpec spec;
    spec.inputs = {folder_ / "in"};
    spec.output = folder_ / "out";
    spec.recipe.toml = "[[variant]]\nops = [\"thumbnail:16\"]\nformat = \"png\"\n";
    spec.options.threads = 1;
    spec.sync = SyncMode::none;
    return spec;
  }
  [[nodiscard]] static RunOutcome run(RunSpec spec, ImageRunControls controls = {}) {
    auto run = ImageRun::open(std::move(spec));
    REQUIRE_MESSAGE(run, run.error().error().to_string());
    auto outcome = (*run)->run(std::move(controls));
    REQUIRE_MESSAGE(outcome, outcome.error().error().to_string());
    return *std::move(outcome);
  }
  [[nodiscard]] JournalIndex journal() const { return JournalIndex::load(folder_ / "out").value(); }
  [[nodiscard]] std::set<std::string> outputs() const {
    std::set<std::string> names = folder_.files();
    std::erase_if(names, [](const std::string& name) {
      return !name.starts_with("out/") || name.find("/.tbbimg/") != std::string::npos;
    });
    return names;
  }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
};

struct Planned {
  RunPlan plan;
  std::set<std::string> outputs;
  std::set<std::string> failed;
};

Planned plan_of(const RunSpec& spec) {
  Planned planned;
  const auto run = ImageRun::open(spec).value();
  planned.plan = run->plan({[&](const SourceItem&, const std::string& name) { planned.outputs.insert("out/" + name); },
                            [&](const Error& error) { planned.failed.insert(error.path); }, [](std::string_view) {}})
                     .value();
  return planned;
}

class Failures final : public RunObserver {
 public:
  void on_settled(const SettledImage& image) override {
    if (image.fate == Fate::failed) paths.insert(image.item.path);
  }
  std::set<std::string> paths;
};

}  // namespace

TEST_CASE("image_run: what failed is done again as the journal says, whatever has become of the recipe's file") {
  const Fixture fixture;
  fixture.folder().write("in/bad.jpg", "no image");
  const RunOutcome first = Fixture::run(fixture.spec(), {{}, {}, nullptr, {}, {}, {{"run", "in"}, "/typed/here"}});
  CHECK(first.ending == RunEnding::some_failed);
  CHECK(first.report.done == 2);
  CHECK(first.report.failed == 1);
  CHECK(fixture.outputs() == std::set<std::string>{"out/a.png", "out/sub/b.png"});

  const JournalIndex journal = fixture.journal();
  const JournalRun& last = journal.runs().back();
  CHECK(last.arguments == std::vector<std::string>{"run", "in"});
  CHECK(last.folder == "/typed/here");
  CHECK(last.version == TBBIMG_VERSION);
  RunSpec spec = run_spec_from_json(last.spec).value();
  CHECK(spec.recipe.toml == fixture.spec().recipe.toml);
  CHECK(spec.options.threads == 1);
  fixture.add("bad.jpg");
  fixture.add("new.jpg");
  spec.resume = ResumeScope::failed;
  const RunOutcome again = Fixture::run(spec);
  CHECK(again.ending == RunEnding::all_done);
  CHECK(again.report.done == 1);
  CHECK(again.report.skipped == 3);
  CHECK(fixture.outputs() == std::set<std::string>{"out/a.png", "out/bad.png", "out/sub/b.png"});
  spec.resume = ResumeScope::unfinished;
  CHECK(Fixture::run(spec).report.done == 1);
}

TEST_CASE("image_run: relative paths start from the working folder, and the journal has absolute ones") {
  const Fixture fixture;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(fixture.folder().path());
  RunSpec spec = fixture.spec();
  spec.inputs = {"in"};
  spec.output = "out";
  const RunOutcome outcome = Fixture::run(spec);
  std::filesystem::current_path(before);
  CHECK(outcome.report.done == 2);
  spec = run_spec_from_json(fixture.journal().runs().back().spec).value();
  CHECK(spec.inputs == std::vector{fixture.folder() / "in"});
  CHECK(spec.output == fixture.folder() / "out");
  spec.resume = ResumeScope::unfinished;
  CHECK(Fixture::run(spec).report.skipped == 2);
}

TEST_CASE("image_run: the plan says what the run does") {
  const Fixture fixture;
  fixture.folder().write("in/._a.jpg", std::string("\0\x05\x16\x07 of macOS", 13));
  fixture.folder().write("in/bad.jpg", "no image");
  fixture.folder().write("in/notes.txt", "words");
  fixture.folder().write("in/no_extension", test::encoded(test::make_picture(20, 30), "png"));
  std::filesystem::create_symlink("nowhere.jpg", fixture.folder() / "in/dangling.jpg");
  RunSpec spec = fixture.spec();
  for (const ResumeScope scope : {ResumeScope::missing, ResumeScope::unfinished, ResumeScope::missing}) {
    CAPTURE(static_cast<int>(scope));
    spec.resume = scope;
    const auto before = fixture.outputs();
    const Planned planned = plan_of(spec);
    CHECK(fixture.outputs() == before);
    Failures failures;
    const RunOutcome outcome = Fixture::run(spec, {{}, {&failures}});
    CHECK(planned.failed == failures.paths);
    CHECK(planned.plan.outputs == outcome.report.outputs);
    CHECK(planned.plan.failures == outcome.report.failed);
    CHECK(planned.plan.no_images == 2);
    for (const std::string& output : planned.outputs) CHECK(fixture.outputs().count(output) == 1);
    // The next round finds one missing and one damaged.
    std::filesystem::remove(fixture.folder() / "out/a.png");
    fixture.folder().write("out/sub/b.png", "damaged");
  }
}

TEST_CASE("image_run: what cannot be run is refused before anything is written") {
  const Fixture fixture;
  using Part = RunRefusal::Part;
  const auto part = [](const RunSpec& spec) {
    const auto run = ImageRun::open(spec);
    REQUIRE_FALSE(run);
    CHECK_FALSE(run.error().errors.empty());
    return run.error().part;
  };
  RunSpec spec = fixture.spec();
  spec.recipe.toml = "[[variant]]\nops = [\"blurr\"]\nsize = 1\n";
  CHECK(part(spec) == Part::recipe);
  CHECK(ImageRun::open(spec).error().errors.size() == 2);
  spec = fixture.spec();
  spec.options.retries = -1;
  CHECK(part(spec) == Part::options);
  spec = fixture.spec();
  spec.inputs = {fixture.folder() / "none"};
  CHECK(part(spec) == Part::inputs);
  CHECK_FALSE(std::filesystem::exists(fixture.folder() / "out"));
  const auto first = ImageRun::open(fixture.spec()).value();
  REQUIRE(first->run({}));
  const auto second = ImageRun::open(fixture.spec()).value();
  CHECK(second->run({}).error().part == Part::journal);
  CHECK(first->run({})->report.skipped == 2);
}

TEST_CASE("image_run: a run ends as its tokens, limits and inputs say") {
  const Fixture fixture;
  std::stop_source stop;
  stop.request_stop();
  CHECK(Fixture::run(fixture.spec(), {{stop.get_token(), {}}}).ending == RunEnding::interrupted);
  RunSpec spec = fixture.spec();
  spec.inputs = {fixture.folder() / "words"};
  fixture.folder().write("words/notes.txt", "words");
  CHECK(Fixture::run(spec).ending == RunEnding::no_image);
  spec.shard = Shard{1, 2};
  CHECK(Fixture::run(spec).ending == RunEnding::all_done);
  spec = fixture.spec();
  spec.options.failure_limit.images = 0;
  fixture.folder().write("in/bad.jpg", "no image");
  CHECK(Fixture::run(spec).ending == RunEnding::failure_limit);
}

TEST_CASE("image_run: journals of schema 1 and 2 are read, and what they leave is done") {
  for (const int schema : {1, 2}) {
    CAPTURE(schema);
    const Fixture fixture;
    const auto run = ImageRun::open(fixture.spec()).value();
    const auto line = [schema](std::string json) {
      if (schema == 1) return json + "}\n";
      char sum[17];
      std::snprintf(sum, sizeof sum, "%016llx", static_cast<unsigned long long>(file_hash(json)));
      return json + R"(,"sum":")" + sum + "\"}\n";
    };
    char recipe[17];
    std::snprintf(recipe, sizeof recipe, "%016llx", static_cast<unsigned long long>(fingerprint_of(run->pipeline())));
    const std::string in = fixture.folder() / "in";
    struct stat status {};
    REQUIRE(::stat((in + "/a.jpg").c_str(), &status) == 0);
    const std::int64_t mtime = std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
    fixture.folder().write("out/a.png", "as it was written");
    const std::string begin = R"({"type":"run","schema":)" + std::to_string(schema) +
                              R"(,"tbbimg":"0.9","started":"2026-11-21T19:20:00.123Z","folder":"/",)"
                              R"("arguments":["run","in","-o","out"],"roots":[")" +
                              in + R"("],"recipe":")" + recipe + "\"" +
                              (schema == 1 ? "" : R"(,"kind":"plain","boot":"b","images":"all")");
    const std::string image =
        R"({"type":"image","path":")" + in + R"(/a.jpg","status":"done","recipe":")" + recipe + R"(","bytes":)" +
        std::to_string(status.st_size) + R"(,"mtime_ns":)" + std::to_string(mtime) +
        R"(,"attempts":1,"outputs":[{"path":"a.png","variant":"","bytes":17,"width":16,"height":12,"xxh3":")";
    char hash[17];
    std::snprintf(hash, sizeof hash, "%016llx",
                  static_cast<unsigned long long>(file_hash(std::string("as it was written"))));
    const std::string end =
        R"({"type":"end","ended":"2026-11-21T19:20:01.123Z","ended_by":"stop_request","listed":1,"done":1,"failed":0,"skipped":0,"cancelled":0)";
    fixture.folder().write("out/.tbbimg/journal.jsonl",
                           line(begin) + line(image + hash + R"("}],"ms":{})") + line(end));
    CHECK(fixture.journal().runs().back().schema == schema);
    CHECK(fixture.journal().runs().back().spec.empty());
    RunSpec spec = fixture.spec();
    spec.resume = ResumeScope::unfinished;
    const RunOutcome outcome = Fixture::run(spec);
    CHECK(outcome.report.done == 1);
    CHECK(outcome.report.skipped == 1);
    CHECK(fixture.folder().read("out/a.png") == "as it was written");
    const JournalIndex journal = fixture.journal();
    CHECK(journal.runs().back().schema == kJournalSchema);
    CHECK(journal.runs().front().schema == schema);
    CHECK(journal.count(JournalStatus::done) == 2);
  }
}
