// Runs in which something goes wrong that may pass.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <semaphore>
#include <set>
#include <string>
#include <thread>

#include "memory_io.hpp"

using namespace tbbimg;
using namespace tbbimg::test;
using namespace std::chrono_literals;

namespace {

// A source whose reads and listing can be made to fail.
class FailingSource final : public Source {
 public:
  explicit FailingSource(int count) { add(count); }

  void add(int count) {
    const std::string photo = encoded(make_picture(40, 30), "jpeg");
    for (int i = 0; i < count; ++i) memory_.add(std::to_string(i) + ".jpg", photo);
  }
  std::function<Status(const SourceItem&)> on_read = [](const SourceItem&) { return Status(); };
  std::function<Status()> on_next = [] { return Status(); };
  std::atomic<bool> is_there = true;

  Result<std::optional<SourceItem>> next() override {
    TBBIMG_RETURN_IF_ERROR(on_next());
    return memory_.next();
  }
  Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override {
    TBBIMG_RETURN_IF_ERROR(on_read(item));
    return memory_.read(item, options);
  }
  // Who has not found an item is told that the root is gone, be it back by then or not.
  [[nodiscard]] Error lose(const SourceItem& item) {
    const std::lock_guard lock(mutex_);
    lost_.insert(item.path);
    return system_error(ENOENT, {}, "cannot open", Stage::read);
  }
  Status check_place(const SourceItem& item) override {
    const std::lock_guard lock(mutex_);
    if (lost_.erase(item.path) == 0 && is_there) return {};
    return fail(Error{ErrorCode::not_found, "is gone", Stage::list, "/mnt/photos", true});
  }

 private:
  MemorySource memory_;
  std::mutex mutex_;
  std::set<std::string> lost_;
};

Error transient() { return system_error(EIO, {}, "cannot read", Stage::read); }

struct Listener final : RunObserver {
  void on_settled(const SettledImage& image) override {
    fates[image.item.path] = image.fate;
    attempts[image.item.path] = image.attempts;
    if (image.error != nullptr) errors[image.item.path] = *image.error;
  }
  void on_retry(const RetriedImage& image) override {
    CHECK(image.error.retryable);
    retries[image.item.path] = image.attempts;
  }
  void on_breaker(const BreakerChange& change) override {
    changes.push_back(std::string(to_string(change.state)));
    place = change.place;
    if (also) also(change.state);
  }
  std::map<std::string, Fate> fates;
  std::map<std::string, int> attempts, retries;
  std::map<std::string, Error> errors;
  std::vector<std::string> changes;
  std::string place;
  std::function<void(BreakerState)> also;
};

Pipeline thumbnails(const RunOptions& options) { return pipeline_of(recipe_of({"thumbnail:10"}, "png"), options); }

}  // namespace

TEST_CASE("recovery: a read that fails twice and then works is done at the third attempt") {
  FailingSource source(20);
  std::mutex mutex;
  std::map<std::string, int> reads;
  source.on_read = [&](const SourceItem& item) -> Status {
    const std::lock_guard lock(mutex);
    if (++reads[item.path] <= 2 && item.path == "7.jpg") return fail(transient());
    return {};
  };
  MemorySink sink;
  Listener listener;
  Metrics metrics;
  const auto report = thumbnails({}).run(source, sink, {{}, {&listener}, &metrics}).value();
  CHECK(report.done == 20);
  CHECK(report.retries == 2);
  CHECK(listener.attempts["7.jpg"] == 3);
  CHECK(listener.attempts["8.jpg"] == 1);
  CHECK(listener.retries["7.jpg"] == 2);
  CHECK(metrics.retries == 2);
  CHECK(metrics.waiting == 0);
  CHECK(metrics.in_flight == 0);
  CHECK(metrics.bytes_held == 0);
}

TEST_CASE("recovery: failures that stay are failures after the last retry, permanent ones at once") {
  FailingSource source(4);
  source.on_read = [&](const SourceItem& item) -> Status {
    if (item.path == "1.jpg") return fail(transient());
    if (item.path == "2.jpg") return fail(system_error(EACCES, {}, "cannot open", Stage::read));
    return {};
  };
  MemorySink sink;
  Listener listener;
  RunOptions options;
  options.retries = 2;
  const auto report = thumbnails(options).run(source, sink, {{}, {&listener}, nullptr}).value();
  CHECK(adds_up(report));
  CHECK(report.done == 2);
  CHECK(report.failed == 2);
  CHECK(listener.attempts["1.jpg"] == 3);
  CHECK(listener.attempts["2.jpg"] == 1);
}

TEST_CASE("recovery: of several variants only those that failed are made again") {
  FailingSource source(3);
  MemorySink sink;  // refuses to write a name twice
  std::atomic<int> failures = 0;
  sink.on_write = [&](const std::string& name) -> Status {
    if (name == "1_small.png" && ++failures == 1) return fail(system_error(EIO, {}, "cannot write", Stage::write));
    return {};
  };
  Listener listener;
  const auto pipeline =
      pipeline_of(recipe_from("[[variant]]\nname='small'\nops=['thumbnail:8']\nformat='png'\n"
                              "[[variant]]\nname='large'\nops=['thumbnail:16']\nformat='png'\n"));
  const auto report = pipeline.run(source, sink, {{}, {&listener}, nullptr}).value();
  CHECK(report.done == 3);
  CHECK(report.outputs == 6);
  CHECK(sink.files.size() == 6);
  CHECK(listener.attempts["1.jpg"] == 2);
}

TEST_CASE("recovery: images that wait to be tried again hold up nobody") {
  FailingSource source(200);
  std::mutex mutex;
  std::set<std::string> seen;
  source.on_read = [&](const SourceItem& item) -> Status {
    const std::lock_guard lock(mutex);
    if (item.index < 100 && seen.insert(item.path).second) return fail(transient());
    return {};
  };
  MemorySink sink;
  Listener listener;
  RunOptions options;
  options.max_images = 2;
  CHECK(thumbnails(options).run(source, sink, {{}, {&listener}, nullptr}).value().done == 200);
  CHECK(listener.retries.size() == 100);
}

TEST_CASE("recovery: a root that goes away and comes back costs nothing but time") {
  FailingSource source(300);
  std::atomic<int> reads = 0;
  source.on_read = [&](const SourceItem& item) -> Status {
    if (++reads == 50) source.is_there = false;
    if (source.is_there) return {};
    return fail(source.lose(item));
  };
  MemorySink sink;
  Listener listener;
  listener.also = [&](BreakerState state) {
    if (state == BreakerState::open) source.is_there = true;
  };
  Metrics metrics;
  RunOptions options;
  options.retries = 0;
  const auto report = thumbnails(options).run(source, sink, {{}, {&listener}, &metrics}).value();
  CHECK(report.done == 300);
  CHECK(report.ended_by == EndedBy::end_of_source);
  CHECK(listener.place == "/mnt/photos");
  REQUIRE(listener.changes.size() >= 3);
  CHECK(listener.changes.back() == "closed");
  REQUIRE(metrics.breakers().size() == 1);
  CHECK(metrics.breakers()[0].second == BreakerState::closed);
}

TEST_CASE("recovery: a root that stays away ends the run, and all is accounted for") {
  FailingSource source(300);
  std::atomic<int> reads = 0;
  source.on_read = [&](const SourceItem&) -> Status {
    if (++reads == 50) source.is_there = false;
    if (source.is_there) return {};
    return fail(system_error(ENOENT, {}, "cannot open", Stage::read));
  };
  MemorySink sink;
  RunOptions options;
  options.breaker_timeout = 600ms;
  const auto report = thumbnails(options).run(source, sink).value();
  CHECK(adds_up(report));
  CHECK(report.ended_by == EndedBy::environment);
  REQUIRE(report.environment_error);
  CHECK(report.environment_error->path == "/mnt/photos");
  CHECK(report.failed == 0);
  CHECK(report.cancelled > 0);
  CHECK(report.done == 49);
}

TEST_CASE("recovery: a listing that cannot go on waits for its root") {
  FailingSource source(100);
  std::atomic<int> calls = 0;
  source.on_next = [&]() -> Status {
    const int call = ++calls;
    if (call >= 30 && call < 33) return fail(Error{ErrorCode::not_found, "is gone", Stage::list, "/mnt/photos", true});
    return {};
  };
  MemorySink sink;
  SUBCASE("that comes back") {
    const auto report = thumbnails({}).run(source, sink).value();
    CHECK(report.done == 100);
    CHECK(report.ended_by == EndedBy::end_of_source);
  }
  SUBCASE("that does not") {
    source.on_next = [&]() -> Status {
      return fail(Error{ErrorCode::not_found, "is gone", Stage::list, "/mnt/photos", true});
    };
    RunOptions options;
    options.breaker_timeout = 300ms;
    const auto report = thumbnails(options).run(source, sink).value();
    CHECK(report.listed == 0);
    CHECK(report.ended_by == EndedBy::environment);
  }
}

TEST_CASE("recovery: a stop request ends the waiting") {
  FailingSource source(50);
  source.on_read = [&](const SourceItem&) -> Status { return fail(transient()); };
  MemorySink sink;
  std::stop_source drain;
  struct Stopper final : RunObserver {
    explicit Stopper(std::stop_source& source) : source_(source) {}
    void on_settled(const SettledImage& image) override { CHECK(image.fate == Fate::cancelled); }
    void on_retry(const RetriedImage&) override { source_.request_stop(); }
    std::stop_source& source_;
  } stopper(drain);
  RunOptions options;
  options.retries = 1000;
  const auto report = thumbnails(options).run(source, sink, {{drain.get_token(), {}}, {&stopper}, nullptr}).value();
  CHECK(adds_up(report));
  CHECK(report.cancelled > 0);
  CHECK(report.ended_by == EndedBy::stop_request);
}

TEST_CASE("recovery: what takes too long is stopped and named") {
  FailingSource source(1);
  MemorySource photos;
  photos.add("slow.png", encoded(make_picture(3000, 3000), "png"));
  photos.add("quick.png", encoded(make_picture(8, 8), "png"));
  MemorySink sink;
  Listener listener;
  RunOptions options;
  options.image_timeout = 30ms;
  const auto report = pipeline_of(recipe_of({"blur:40", "blur:40", "blur:40", "blur:40"}, "webp"), options)
                          .run(photos, sink, {{}, {&listener}, nullptr})
                          .value();
  CHECK(adds_up(report));
  CHECK(report.done == 1);
  CHECK(report.abandoned == 0);
  REQUIRE(listener.fates["slow.png"] == Fate::failed);
  CHECK(listener.errors["slow.png"].code == ErrorCode::timed_out);
  CHECK(listener.errors["slow.png"].message.text().find("30 ms") != std::string::npos);
}

TEST_CASE("recovery: a call that does not return is given up, and the rest is done") {
  std::binary_semaphore go_on{0};
  // They outlive the run: the call uses them until it returns.
  FailingSource source(60);
  MemorySink sink;
  source.on_read = [&](const SourceItem& item) -> Status {
    if (item.path != "30.jpg") return {};
    go_on.acquire();
    return {};
  };
  Listener listener;
  RunOptions options;
  options.image_timeout = 50ms;
  options.give_up_after = 50ms;
  const auto report = thumbnails(options).run(source, sink, {{}, {&listener}, nullptr}).value();
  CHECK(adds_up(report));
  CHECK(report.done == 59);
  CHECK(report.failed == 1);
  CHECK(report.abandoned == 1);
  CHECK(listener.errors["30.jpg"].code == ErrorCode::timed_out);
  CHECK(listener.errors["30.jpg"].stage == Stage::read);
  go_on.release();
  std::this_thread::sleep_for(100ms);  // for the thread that was left behind to end
  CHECK(sink.files.size() == 59);
}

TEST_CASE("recovery: a cancelled run does not wait for calls that do not return") {
  std::counting_semaphore<> go_on{0};
  FailingSource source(300);
  MemorySink sink;
  std::stop_source cancel;
  std::atomic<int> calls = 0;
  SUBCASE("reads") {
    source.on_read = [&](const SourceItem&) -> Status {
      if (++calls == 4) cancel.request_stop();
      go_on.acquire();
      return {};
    };
  }
  SUBCASE("the listing") {
    source.on_next = [&]() -> Status {
      if (++calls < 10) return {};
      cancel.request_stop();
      go_on.acquire();
      return {};
    };
  }
  Listener listener;
  RunOptions options;
  options.give_up_after = 50ms;
  options.io_threads = 4;
  const auto report = thumbnails(options).run(source, sink, {{{}, cancel.get_token()}, {&listener}, nullptr}).value();
  CHECK(adds_up(report));
  CHECK(report.abandoned > 0);
  CHECK(report.failed == 0);
  CHECK(report.ended_by == EndedBy::stop_request);
  CHECK(listener.fates.size() == report.listed);
  go_on.release(1000);
  std::this_thread::sleep_for(100ms);  // for the threads that were left behind to end
}

TEST_CASE("recovery: a run ends when too many images have failed") {
  FailingSource source(1000);
  MemorySink sink;
  source.on_read = [&](const SourceItem& item) -> Status {
    if (item.index % 10 == 0) return fail(system_error(EACCES, {}, "cannot open", Stage::read));
    return {};
  };
  RunOptions options;
  options.max_images = 4;
  SUBCASE("in number") { options.failure_limit.images = 3; }
  SUBCASE("by share") { options.failure_limit.percent = 5; }
  const auto report = thumbnails(options).run(source, sink).value();
  CHECK(adds_up(report));
  CHECK(report.ended_by == EndedBy::failure_limit);
  if (options.failure_limit.images) CHECK(report.failed >= 4);
  CHECK(report.listed < 1000);

  MemorySink all;
  FailingSource again(1000);
  again.on_read = source.on_read;
  options.failure_limit = {100, 15.0};
  CHECK(thumbnails(options).run(again, all).value().ended_by == EndedBy::end_of_source);
}
