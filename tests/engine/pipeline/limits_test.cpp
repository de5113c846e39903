#include <doctest/doctest.h>

#include <semaphore>

#include "engine/pipeline/image_need.hpp"
#include "engine/pipeline/work_clock.hpp"
#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;
using namespace tbbimg::test;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

class Admissions final : public RunRecorder {
 public:
  void on_admitted(const SourceItem& item, std::uint64_t bytes) override {
    const std::lock_guard lock(mutex_);
    admitted[item.path] = bytes;
    order.push_back("begin " + item.path);
  }
  void on_settled(const SettledImage& image) override {
    const std::lock_guard lock(mutex_);
    order.push_back("end " + image.item.path);
    if (image.error != nullptr) errors.emplace(image.item.path, *image.error);
    for (const DecodeWarning& warning : image.warnings) warnings[image.item.path].push_back(warning);
  }
  std::map<std::string, std::uint64_t> admitted;
  std::map<std::string, Error> errors;
  std::map<std::string, std::vector<DecodeWarning>> warnings;
  std::vector<std::string> order;

 private:
  std::mutex mutex_;
};

class SuspiciousSource final : public Source {
 public:
  SuspiciousSource(int images, std::set<std::uint64_t> suspects) : images_(images), suspects_(std::move(suspects)) {}
  [[nodiscard]] Result<std::optional<SourceItem>> next() override {
    if (index_ == static_cast<std::uint64_t>(images_)) return std::nullopt;
    const std::string name = std::to_string(index_) + ".jpg";
    SourceItem item{name, {}, name, photo_.size(), index_, {}, {}};
    item.is_suspect = suspects_.contains(index_++);
    return item;
  }
  [[nodiscard]] Result<SourceData> read(const SourceItem& /*item*/, const ReadOptions& options) override {
    TBBIMG_ASSIGN_OR_RETURN(Buffer buffer, options.pool.allocate(photo_.size()));
    std::copy(photo_.begin(), photo_.end(), buffer.data());
    return SourceData(std::move(buffer));
  }

 private:
  const int images_;
  const std::set<std::uint64_t> suspects_;
  const std::string photo_ = encoded(make_picture(64, 64), "jpeg");
  std::uint64_t index_ = 0;
};

}  // namespace

TEST_CASE("limits: an image that needs more memory than one may fails with its need, before it is decoded") {
  MemorySource source;
  source.add("large.png", encoded(make_picture(2000, 1500), "png"));  // 8.6 MiB of pixels
  for (int i = 0; i < 20; ++i) source.add(std::to_string(i) + ".png", encoded(make_picture(100, 100), "png"));
  MemorySink sink;
  Admissions seen;
  RunOptions options;
  options.memory = 1 * kMiB;
  options.max_image_memory = 6 * kMiB;
  const auto report =
      pipeline_of(recipe_of({"thumbnail:50"}, "png"), options).run(source, sink, {{}, {}, nullptr, {&seen}}).value();
  CHECK(report.done == 20);
  CHECK(report.failed == 1);
  REQUIRE(seen.errors.contains("large.png"));
  const Error& error = seen.errors.at("large.png");
  CHECK(error.code == ErrorCode::limit_exceeded);
  CHECK(!error.retryable);
  CHECK(error.message.text().starts_with("needs "));  // 9 MiB and the file
  CHECK(error.message.text().find("6 MiB (--max-image-memory") != std::string::npos);
  CHECK(!seen.admitted.contains("large.png"));
}

TEST_CASE("limits: what needs more than the budget, yet not more than one image may, passes alone") {
  MemorySource source;
  source.add("large.png", encoded(make_picture(2000, 1500), "png"));
  source.add("small.png", encoded(make_picture(100, 100), "png"));
  MemorySink sink;
  Admissions seen;
  RunOptions options;
  options.memory = 1 * kMiB;
  CHECK(pipeline_of(recipe_of({"thumbnail:50"}, "png"), options)
            .run(source, sink, {{}, {}, nullptr, {&seen}})
            .value()
            .done == 2);
  CHECK(seen.admitted["large.png"] > 8 * kMiB);
  // And this is told, with its need: of what is not larger than the budget, nothing.
  CHECK(seen.warnings.size() == 1);
  REQUIRE(seen.warnings["large.png"].size() == 1);
  const DecodeWarning told = seen.warnings["large.png"][0];
  CHECK(told.kind == DecodeWarningKind::processed_alone);
  CHECK(told.figure > 8 * kMiB);
  CHECK(told.figure <= seen.admitted["large.png"]);
  CHECK(sentence_of(told).text().starts_with("needed about "));
}

TEST_CASE("limits: an error about memory names the first stage that needs too much") {
  const auto stage_of = [](std::initializer_list<std::string> operations, const std::string& format,
                           std::uint64_t most) {
    MemorySource source;
    source.add("a.png", encoded(make_picture(1000, 1000), "png"));  // 2.9 MiB of pixels
    MemorySink sink;
    Admissions seen;
    RunOptions options;
    options.max_image_memory = most;
    const auto report =
        pipeline_of(recipe_of(operations, format), options).run(source, sink, {{}, {}, nullptr, {&seen}}).value();
    return report.failed == 0 ? Stage::none : seen.errors.at("a.png").stage;
  };
  CHECK(stage_of({}, "webp", 100 * kMiB) == Stage::none);
  CHECK(stage_of({}, "webp", 2 * kMiB) == Stage::decode);
  CHECK(stage_of({"resize:3000x3000"}, "bmp", 20 * kMiB) == Stage::transform);
  CHECK(stage_of({}, "webp", 6 * kMiB) == Stage::encode);  // which decoding does not need
}

TEST_CASE("limits: who has no options that move limits hears where there are some") {
  const auto error_of = [](RunOptions options) {
    MemorySource source;
    source.add("a.png", encoded(make_picture(1000, 1000), "png"));
    MemorySink sink;
    Admissions seen;
    CHECK(pipeline_of(recipe_of({}, "png"), options).run(source, sink, {{}, {}, nullptr, {&seen}}).value().failed == 1);
    return seen.errors.at("a.png").message.text();
  };
  const auto names = [](const std::string& text, const char* words) { return text.find(words) != std::string::npos; };
  for (const bool has : {true, false}) {
    RunOptions options;
    options.has_limit_options = has;
    options.limits.max_pixels = 1000;
    CHECK(error_of(options).ends_with(has ? " (--max-pixels)" : " (tbbimg run can move it, by --max-pixels)"));
    options.limits.max_pixels = 1'000'000;
    options.max_image_memory = 2 * kMiB;
    CHECK(names(error_of(options), "--max-image-memory") == has);
    CHECK(names(error_of(options), "what the machine, its cgroup and ulimit -v leave to this process)"));
  }
}

TEST_CASE("limits: a file that is larger than one image may need is not read") {
  MemorySource source;
  source.add("file.png", std::string(std::size_t{3} << 20, 'x'));
  bool was_read = false;
  source.before_read = [&](const SourceItem&) { was_read = true; };
  MemorySink sink;
  Admissions seen;
  RunOptions options;
  options.max_image_memory = 2 * kMiB;
  CHECK(pipeline_of(recipe_of({}, "png"), options).run(source, sink, {{}, {}, nullptr, {&seen}}).value().failed == 1);
  CHECK(!was_read);
  CHECK(seen.errors.at("file.png").code == ErrorCode::limit_exceeded);
}

TEST_CASE("limits: the dry run's check says what the run would") {
  RunOptions options;
  options.max_image_memory = 6 * kMiB;
  const Pipeline pipeline = pipeline_of(recipe_of({"thumbnail:50"}, "png"), options);
  const std::string file = encoded(make_picture(2000, 1500), "png");
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(file.data()), file.size());
  const ImageInfo info = pipeline.codecs().find_decoder(bytes)->probe(bytes).value();
  CHECK(check_image(pipeline, info, file.size(), {0}).error().code == ErrorCode::limit_exceeded);
  options.max_image_memory = 60 * kMiB;
  CHECK(check_image(pipeline_of(recipe_of({"thumbnail:50"}, "png"), options), info, file.size(), {0}).has_value());
}

TEST_CASE("limits: suspects come last, each alone") {
  constexpr int kImages = 40;
  SuspiciousSource source(kImages, {0, 7, 20});
  MemorySink sink;
  Admissions seen;
  const auto report =
      pipeline_of(recipe_of({"thumbnail:20"}, "png")).run(source, sink, {{}, {}, nullptr, {&seen}}).value();
  CHECK(report.done == kImages);
  REQUIRE(seen.order.size() == 2 * kImages);
  std::set<std::string> last;
  for (std::size_t i = 2 * (kImages - 3); i < 2 * kImages; i += 2) {
    CHECK(seen.order[i].substr(0, 6) == "begin ");
    CHECK(seen.order[i + 1] == "end " + seen.order[i].substr(6));
    last.insert(seen.order[i].substr(6));
  }
  CHECK(last == std::set<std::string>{"0.jpg", "7.jpg", "20.jpg"});
}

TEST_CASE("limits: suspects are accounted for when the run is stopped before their turn") {
  SuspiciousSource source(300, {0, 1});
  MemorySink sink;
  std::stop_source drain;
  struct Stopper final : RunRecorder {
    explicit Stopper(std::stop_source& source) : source_(source) {}
    void on_settled(const SettledImage& /*image*/) override { source_.request_stop(); }
    std::stop_source& source_;
  } stopper(drain);
  Recorder recorder;
  const auto report = pipeline_of(recipe_of({"thumbnail:20"}, "png"))
                          .run(source, sink, {{drain.get_token(), {}}, {&recorder}, nullptr, {&stopper}})
                          .value();
  CHECK(adds_up(report));
  CHECK(recorder.fates["0.jpg"] == Fate::cancelled);
  CHECK(recorder.fates["1.jpg"] == Fate::cancelled);
}

TEST_CASE("limits: more hung reads than I/O threads do not keep the others, nor the time limit") {
  std::counting_semaphore<> go_on{0};
  MemorySource source;  // outlives the run: the reads use it until they return
  MemorySink sink;
  const std::string photo = encoded(make_picture(64, 64), "jpeg");
  for (int i = 0; i < 60; ++i) source.add((i < 12 ? "hung" : "") + std::to_string(i) + ".jpg", photo);
  source.before_read = [&](const SourceItem& item) {
    if (item.path.starts_with("hung")) go_on.acquire();
  };
  RunOptions options;
  options.io_threads = 2;
  options.image_timeout = 100ms;
  options.give_up_after = 50ms;
  Recorder recorder;
  const auto report =
      pipeline_of(recipe_of({"thumbnail:20"}, "png"), options).run(source, sink, {{}, {&recorder}, nullptr}).value();
  CHECK(adds_up(report));
  CHECK(report.done == 48);
  CHECK(report.failed == 12);
  CHECK(report.abandoned == 12);
  CHECK(recorder.messages["hung3.jpg"].find("took longer than") != std::string::npos);
  go_on.release(12);
  std::this_thread::sleep_for(100ms);  // for the threads that were left behind to end
}

TEST_CASE("limits: a run all of whose I/O threads hang ends as one whose environment failed") {
  constexpr int kImages = 1700;
  std::counting_semaphore<> go_on{0};
  MemorySource source;  // outlives the run: the reads use it until they return
  MemorySink sink;
  for (int i = 0; i < kImages; ++i) source.add(std::to_string(i) + ".jpg", "x");
  source.before_read = [&](const SourceItem&) { go_on.acquire(); };
  RunOptions options;
  options.io_threads = 512;  // so that IoThreads::kMostReplaced is reached in seconds
  options.image_timeout = 50ms;
  options.give_up_after = 50ms;
  const auto report = pipeline_of(recipe_of({}, "png"), options).run(source, sink).value();
  CHECK(adds_up(report));
  CHECK(report.ended_by == EndedBy::environment);
  REQUIRE(report.environment_error);
  CHECK(report.environment_error->message.text().find("hang in reads or writes") != std::string::npos);
  CHECK(report.done == 0);
  CHECK(report.abandoned > 1024);
  go_on.release(kImages);
  std::this_thread::sleep_for(500ms);  // for the threads that were left behind to end
}

TEST_CASE("work_clock: a pause of the process is not the image's time") {
  const WorkClock::Clock::time_point start{};
  WorkClock clock;
  clock.begin(Stage::read, start);
  clock.skip(10s, start + 11s);
  CHECK(clock.read(start + 11s).worked == 1s);
  CHECK(clock.read(start + 11s).on_io_threads == 1);
  clock.end(Stage::read, start + 12s);
  CHECK(clock.read(start + 20s).worked == 2s);
  CHECK(clock.read(start + 20s).on_io_threads == 0);
  // It had ended when the pause was noticed.
  clock.skip(1s, start + 20s);
  CHECK(clock.read(start + 20s).worked == 1s);
  // It began after the pause.
  clock.begin(Stage::encode, start + 30s);
  clock.skip(20s, start + 31s);
  CHECK(clock.read(start + 31s).worked == 1s);
}
