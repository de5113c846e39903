// Runs whose observers or recorders are slow, or do not return.
#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <semaphore>
#include <thread>

#include "engine/events/observer_queue.hpp"
#include "tests/engine/pipeline/memory_io.hpp"

using namespace tbbimg;
using namespace tbbimg::test;
using namespace std::chrono_literals;

namespace {

void add_photos(MemorySource& source, int count) {
  const std::string photo = encoded(make_picture(40, 30), "jpeg");
  for (int i = 0; i < count; ++i) source.add(std::to_string(i) + ".jpg", photo);
}

Pipeline thumbnails(const RunOptions& options = {}) { return pipeline_of(recipe_of({"thumbnail:10"}, "png"), options); }

// Does not return from the first call before it may.
struct Blocked final : RunObserver {
  void on_settled(const SettledImage& image) override {
    if (heard.empty()) go_on.acquire();
    heard.push_back(image.item.path);
  }
  std::binary_semaphore go_on{0};
  std::vector<std::string> heard;
};

// Notes what it is told, in the order in which it is.
struct Notes final : RunRecorder {
  void on_settled(const SettledImage& image) override {
    {
      const std::lock_guard lock(mutex);
      fates[image.item.path] = image.fate;
      if (image.error != nullptr) errors.emplace(image.item.path, *image.error);
    }
    if (also) also(image.item);
  }
  [[nodiscard]] std::size_t size() {
    const std::lock_guard lock(mutex);
    return fates.size();
  }
  std::mutex mutex;
  std::map<std::string, Fate> fates;
  std::map<std::string, Error> errors;
  std::function<void(const SourceItem&)> also;
};

template <class Condition>
void wait_for(const Condition& holds) {
  for (int i = 0; i < 10'000 && !holds(); ++i) std::this_thread::sleep_for(1ms);
  REQUIRE(holds());
}

// Until it grows no more.
std::size_t settled_size(Notes& notes) {
  std::size_t before = 0;
  for (std::size_t now = 1; now != before;) {
    before = now;
    std::this_thread::sleep_for(300ms);
    now = notes.size();
  }
  return before;
}

}  // namespace

TEST_CASE("watching: a blocked observer holds up the listing, and neither images in flight nor the recorders") {
  constexpr int kImages = 5000;
  MemorySource source;
  add_photos(source, kImages);
  MemorySink sink;
  Blocked observer;
  Notes notes;
  Metrics metrics;
  RunReport report;
  std::thread run([&] { report = thumbnails().run(source, sink, {{}, {&observer}, &metrics, {&notes}}).value(); });
  wait_for([&] { return notes.size() >= ObserverQueue::kFull; });
  const std::size_t noted = settled_size(notes);
  CHECK(noted < ObserverQueue::kFull + 600);  // those listed ahead and in flight
  CHECK(noted == metrics.listed);
  CHECK(metrics.in_flight == 0);
  observer.go_on.release();
  run.join();
  CHECK(report.done == kImages);
  CHECK(report.abandoned == 0);
  CHECK(observer.heard.size() == kImages);
  CHECK(notes.size() == kImages);
}

TEST_CASE("watching: a run whose observer is blocked can be stopped") {
  MemorySource source;
  add_photos(source, 5000);
  MemorySink sink;
  Blocked observer;
  Notes notes;
  std::stop_source drain, cancel;
  RunOptions options;
  options.give_up_after = 50ms;
  std::atomic<bool> has_ended = false;
  RunReport report;
  std::thread run([&] {
    const RunControls controls{{drain.get_token(), cancel.get_token()}, {&observer}, nullptr, {&notes}};
    report = thumbnails(options).run(source, sink, controls).value();
    has_ended = true;
  });
  SUBCASE("while it lists") {
    wait_for([&] { return notes.size() > 0; });
  }
  SUBCASE("when the listing waits") {
    wait_for([&] { return notes.size() >= ObserverQueue::kFull; });
  }
  drain.request_stop();
  settled_size(notes);
  CHECK_FALSE(has_ended);  // a drain waits for whoever is told
  cancel.request_stop();
  run.join();
  CHECK(adds_up(report));
  CHECK(report.ended_by == EndedBy::stop_request);
  CHECK(report.abandoned == 1);
  CHECK(report.done == notes.fates.size() - report.cancelled);
  observer.go_on.release();
  std::this_thread::sleep_for(50ms);  // for the thread that was left behind to end
  CHECK(observer.heard.size() == 1);
}

TEST_CASE("watching: what takes too long is noted as that while an observer is blocked") {
  std::counting_semaphore<> go_on{0};
  MemorySource source;
  add_photos(source, 20);
  source.before_read = [&](const SourceItem& item) {
    if (item.path == "7.jpg") go_on.acquire();
  };
  MemorySink sink;
  Blocked observer;
  Notes notes;
  RunOptions options;
  options.image_timeout = 50ms;
  options.give_up_after = 50ms;
  RunReport report;
  std::thread run([&] {
    report = thumbnails(options).run(source, sink, {{}, {&observer}, nullptr, {&notes}}).value();
  });
  wait_for([&] { return notes.size() == 20; });
  {
    const std::lock_guard lock(notes.mutex);
    REQUIRE(notes.errors.contains("7.jpg"));
    CHECK(notes.errors.at("7.jpg").code == ErrorCode::timed_out);
  }
  observer.go_on.release();
  run.join();
  CHECK(report.done == 19);
  CHECK(report.failed == 1);
  CHECK(observer.heard.size() == 20);
  go_on.release();
  std::this_thread::sleep_for(50ms);  // for the thread that was left behind to end
}

TEST_CASE("watching: recorders hear of an image before observers do") {
  MemorySource source;
  add_photos(source, 300);
  MemorySink sink;
  Notes notes;
  notes.also = [](const SourceItem& item) {
    if (item.index % 50 == 0) std::this_thread::sleep_for(20ms);
  };
  struct After final : RunObserver {
    explicit After(Notes& all) : notes(all) {}
    void on_settled(const SettledImage& image) override {
      const std::lock_guard lock(notes.mutex);
      CHECK(notes.fates.contains(image.item.path));
    }
    Notes& notes;
  } observer(notes);
  CHECK(thumbnails().run(source, sink, {{}, {&observer}, nullptr, {&notes}}).value().done == 300);
}

TEST_CASE("watching: a recorder that does not return keeps neither the others nor the end of a cancelled run") {
  std::counting_semaphore<> go_on{0};
  MemorySource source;
  add_photos(source, 30);
  MemorySink sink;
  Notes notes;
  notes.also = [&](const SourceItem& item) {
    if (item.path == "7.jpg") go_on.acquire();
  };
  Recorder observer;
  std::stop_source cancel;
  RunOptions options;
  options.give_up_after = 50ms;
  RunReport report;
  Metrics metrics;
  std::thread run([&] {
    report = thumbnails(options).run(source, sink, {{{}, cancel.get_token()}, {&observer}, &metrics, {&notes}}).value();
  });
  wait_for([&] { return metrics.done == 29; });
  cancel.request_stop();
  run.join();
  CHECK(adds_up(report));
  CHECK(report.done == 30);  // its outputs are there
  CHECK(report.abandoned == 1);
  CHECK(observer.fates.size() == 30);
  go_on.release();
  std::this_thread::sleep_for(50ms);  // for the thread that was left behind to end
}
