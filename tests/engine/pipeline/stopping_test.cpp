#include <doctest/doctest.h>

#include <atomic>
#include <latch>

#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

void add_photos(MemorySource& source, int count) {
  const std::string photo = encoded(make_picture(400, 300), "jpeg");
  for (int i = 0; i < count; ++i) source.add(std::to_string(i) + ".jpg", photo);
}

/// Signals that it has begun, then works until it is told to stop.
class Endless final : public Operation {
 public:
  mutable std::latch begun{1};
  [[nodiscard]] Result<ImageShape> output_shape(const ImageShape& input) const override { return input; }
  [[nodiscard]] Status apply(ConstImageView, ImageView output, const OperationContext& context) const override {
    if (!begun.try_wait()) begun.count_down();
    for (;;) {
      TBBIMG_RETURN_IF_ERROR(context.for_rows(output, [](RowRange) -> Status { return {}; }));
    }
  }
};

}  // namespace

TEST_CASE("stopping: a drain ends the intake, finishes what is in work and accounts for the rest") {
  MemorySource source;
  add_photos(source, 500);
  MemorySink sink;
  std::stop_source drain;
  Recorder recorder;
  recorder.also = [&] {
    if (recorder.fates.size() == 20) drain.request_stop();
  };
  RunOptions options;
  options.max_images = 8;
  const RunControls controls{{drain.get_token(), {}}, {&recorder}, nullptr};
  const auto report = pipeline_of(recipe_of({"thumbnail:50"}, "png"), options).run(source, sink, controls).value();
  CHECK(adds_up(report));
  CHECK(report.ended_by == EndedBy::stop_request);
  CHECK(report.done >= 20);
  CHECK(report.done < 500);
  CHECK(report.failed == 0);
  CHECK(report.cancelled > 0);  // listed ahead, but not begun
  CHECK(report.listed < 500);
  CHECK(sink.files.size() == report.outputs);
  CHECK(report.outputs == report.done);
}

TEST_CASE("stopping: a cancel gives up what is being computed") {
  auto endless = std::make_shared<Endless>();
  OperationRegistry registry;
  registry.add({"endless", "Never ends", {}, "endless"},
               [&](const Arguments&) -> Result<std::shared_ptr<const Operation>> { return endless; });
  const std::vector<std::string> texts = {"endless"};
  const auto pipeline = pipeline_of(Recipe::parse(texts, {"png", 80}, registry).value());
  MemorySource source;
  add_photos(source, 10);
  MemorySink sink;
  std::stop_source cancel;
  std::thread stopper([&] {
    endless->begun.wait();
    cancel.request_stop();
  });
  const auto report = pipeline.run(source, sink, {{{}, cancel.get_token()}, {}, nullptr}).value();
  stopper.join();
  CHECK(adds_up(report));
  CHECK(report.cancelled == report.listed);
  CHECK(sink.files.empty());
}

TEST_CASE("stopping: before the first image") {
  MemorySource source;
  add_photos(source, 10);
  MemorySink sink;
  std::stop_source drain;
  drain.request_stop();
  const auto report =
      pipeline_of(recipe_of({}, "png")).run(source, sink, {{drain.get_token(), {}}, {}, nullptr}).value();
  CHECK(report.listed == 0);
  CHECK(report.ended_by == EndedBy::stop_request);
}

TEST_CASE("stopping: a full disk ends the run with its reason") {
  MemorySource source;
  add_photos(source, 500);
  MemorySink sink;
  sink.on_write = [&](const std::string&) -> Status {
    if (sink.files.size() >= 5) return fail(ErrorCode::no_space, "no space left on device");
    return {};
  };
  RunOptions options;
  options.retries = 0;
  const auto report = pipeline_of(recipe_of({"thumbnail:50"}, "png"), options).run(source, sink).value();
  CHECK(adds_up(report));
  CHECK(report.ended_by == EndedBy::environment);
  REQUIRE(report.environment_error);
  CHECK(report.environment_error->code == ErrorCode::no_space);
  CHECK(report.outputs == 5);
  CHECK(report.failed >= 1);
  CHECK(report.listed < 500);
}

TEST_CASE("stopping: at the first failure, on request") {
  MemorySource source;
  source.add("bad.jpg", "no image");
  add_photos(source, 500);
  MemorySink sink;
  RunOptions options;
  options.failure_limit.images = 0;
  options.max_images = 4;
  const auto report = pipeline_of(recipe_of({"thumbnail:50"}, "png"), options).run(source, sink).value();
  CHECK(adds_up(report));
  CHECK(report.ended_by == EndedBy::failure_limit);
  CHECK(report.failed == 1);
  CHECK(report.listed < 500);
}

TEST_CASE("in flight: never more images than asked for, nor more memory") {
  MemorySource source;
  add_photos(source, 60);
  MemorySink sink;
  RunOptions options;
  options.max_images = 3;
  options.io_threads = 16;
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  source.before_read = [&](const SourceItem&) {
    const int now = ++inside;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
  };
  sink.on_write = [&](const std::string&) {
    --inside;
    return Status{};
  };
  CHECK(pipeline_of(recipe_of({"thumbnail:50"}, "png"), options).run(source, sink).value().done == 60);
  CHECK(most <= 3);
  CHECK(most >= 1);
}

TEST_CASE("listing: stays a bounded distance ahead of the work") {
  class Counting final : public Source {
   public:
    std::atomic<std::uint64_t> given = 0;
    std::atomic<std::uint64_t> read_count = 0;
    std::atomic<std::uint64_t> furthest = 0;
    std::string photo = encoded(make_picture(16, 16), "png");
    [[nodiscard]] Result<std::optional<SourceItem>> next() override {
      if (given == 5000) return std::nullopt;
      furthest = std::max<std::uint64_t>(furthest, given - read_count);
      const std::string name = std::to_string(given) + ".png";
      return SourceItem{name, {}, name, photo.size(), given++, {}, {}};
    }
    [[nodiscard]] Result<SourceData> read(const SourceItem&, const ReadOptions& options) override {
      ++read_count;
      Buffer buffer = options.pool.allocate(photo.size()).value();
      std::copy(photo.begin(), photo.end(), buffer.data());
      return SourceData(std::move(buffer));
    }
  };
  Counting source;
  MemorySink sink;
  RunOptions options;
  options.max_images = 16;
  CHECK(pipeline_of(recipe_of({}, "png"), options).run(source, sink).value().done == 5000);
  CHECK(source.furthest <= 300);
}

TEST_CASE("settling: an image ends when its outputs are written, not when those of all in flight are") {
  constexpr int kImages = 24;
  MemorySource source;
  add_photos(source, kImages);
  // All are there to be decoded before the first one is written.
  std::latch all_read(kImages);
  source.before_read = [&](const SourceItem&) { all_read.arrive_and_wait(); };
  MemorySink sink;
  Metrics metrics;
  std::uint64_t done_at_last_write = 0;
  sink.on_write = [&](const std::string&) {
    done_at_last_write = metrics.done;
    return Status{};
  };
  RunOptions options;
  options.threads = 2;
  options.io_threads = kImages;
  const auto report = pipeline_of(recipe_of({"blur:30"}, "webp"), options).run(source, sink, {{}, {}, &metrics});
  CHECK(report.value().done == kImages);
  CHECK(done_at_last_write >= kImages / 2);
}
