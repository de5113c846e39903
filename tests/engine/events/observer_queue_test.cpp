#include "engine/events/observer_queue.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

struct Listener final : RunObserver {
  void on_settled(const SettledImage& image) override { hear(image.item.path); }
  void on_retry(const RetriedImage& image) override { hear(image.item.path + ": " + image.error.message); }
  void on_breaker(const BreakerChange& change) override {
    hear(change.place + ": " + (change.error != nullptr ? change.error->message : "well"));
  }
  void hear(const std::string& text) {
    {
      const std::lock_guard lock(mutex_);
      heard_.push_back(text);
    }
    if (thread == std::thread::id()) thread = std::this_thread::get_id();
    CHECK(thread == std::this_thread::get_id());
    if (also) also();
  }
  [[nodiscard]] std::vector<std::string> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  std::thread::id thread;
  std::function<void()> also;

 private:
  std::mutex mutex_;
  std::vector<std::string> heard_;
};

// What it refers to is gone as soon as the queue lets go of it.
void push(ObserverQueue& queue, const std::string& path, Fate fate = Fate::done) {
  const auto item = std::make_shared<SourceItem>();
  item->path = path;
  if (queue.push(SettledImage{*item, fate}, item)) queue.wake();
}

std::vector<std::string> numbers(std::size_t count) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(std::to_string(i));
  return texts;
}

void wait_for(const std::function<bool()>& holds) {
  for (int i = 0; i < 5000 && !holds(); ++i) std::this_thread::sleep_for(1ms);
  REQUIRE(holds());
}

}  // namespace

TEST_CASE("observer_queue: all observers hear all events in their order, from one thread, which is another") {
  Listener first;
  Listener second;
  ObserverQueue queue({&first, &second});
  REQUIRE(queue.start());
  {
    SourceItem item;
    item.path = "0";
    const Error error{ErrorCode::read_failed, "fails", Stage::read, "0", true};
    const std::string place = "in";
    if (queue.push(RetriedImage{item, error, 1, 5ms})) queue.wake();
    if (queue.push(BreakerChange{place, BreakerState::open, &error})) queue.wake();
    if (queue.push(BreakerChange{place, BreakerState::closed, nullptr})) queue.wake();
  }
  std::vector<std::string> expected = {"0: fails", "in: fails", "in: well"};
  for (const std::string& path : numbers(500)) {
    push(queue, path);
    expected.push_back(path);
  }
  CHECK(queue.finish({}, std::nullopt));
  CHECK(first.heard() == expected);
  CHECK(second.heard() == expected);
  CHECK(first.thread == second.thread);
  CHECK(first.thread != std::this_thread::get_id());
}

TEST_CASE("observer_queue: events that come one by one are told without an end") {
  Listener listener;
  ObserverQueue queue({&listener});
  REQUIRE(queue.start());
  for (std::size_t i = 1; i <= 5; ++i) {
    push(queue, std::to_string(i));
    wait_for([&] { return listener.heard().size() == i; });
  }
}

TEST_CASE("observer_queue: an observer that blocks makes it full, and never whoever pushes wait") {
  std::binary_semaphore go_on{0};
  Listener listener;
  listener.also = [&] {
    if (listener.heard().size() == 1) go_on.acquire();
  };
  std::vector<bool> full;
  ObserverQueue queue({&listener}, [&](bool is_full) { full.push_back(is_full); });
  REQUIRE(queue.start());
  push(queue, "0");
  wait_for([&] { return listener.heard().size() == 1; });
  const auto all = numbers(2 * ObserverQueue::kFull);
  for (std::size_t i = 1; i < all.size(); ++i) {
    CHECK(queue.is_full() == (i > ObserverQueue::kFull));
    push(queue, all[i]);
  }
  CHECK(full == std::vector<bool>{true});
  go_on.release();
  CHECK(queue.finish({}, std::nullopt));
  CHECK(listener.heard() == all);
  CHECK(full == std::vector<bool>{true, false});
}

TEST_CASE("observer_queue: a stop leaves a call behind that does not return, and tells nothing more") {
  std::binary_semaphore go_on{0};
  std::atomic<bool> has_returned = false;
  Listener listener;
  Listener next;
  listener.also = [&] {
    go_on.acquire();
    has_returned = true;
  };
  std::stop_source cancel;
  ObserverQueue queue({&listener, &next});
  REQUIRE(queue.start());
  for (const std::string& path : numbers(10)) push(queue, path);
  std::thread stopper;
  SUBCASE("that came before") { cancel.request_stop(); }
  SUBCASE("that comes while it is waited for") {
    stopper = std::thread([&] {
      std::this_thread::sleep_for(50ms);
      cancel.request_stop();
    });
  }
  CHECK_FALSE(queue.finish(cancel.get_token(), 30ms));
  if (stopper.joinable()) stopper.join();
  go_on.release();
  wait_for([&] { return has_returned.load(); });
  std::this_thread::sleep_for(20ms);
  CHECK(listener.heard() == numbers(1));
  CHECK(next.heard().empty());
}

TEST_CASE("observer_queue: a stop ends the telling of an observer that is only slow, and leaves nothing behind") {
  Listener listener;
  listener.also = [] { std::this_thread::sleep_for(10ms); };
  ObserverQueue queue({&listener});
  REQUIRE(queue.start());
  for (const std::string& path : numbers(1000)) push(queue, path);
  std::stop_source cancel;
  cancel.request_stop();
  CHECK(queue.finish(cancel.get_token(), 50ms));
  CHECK(listener.heard().size() < 1000);
  const std::size_t heard = listener.heard().size();
  std::this_thread::sleep_for(30ms);
  CHECK(listener.heard().size() == heard);
}

TEST_CASE("observer_queue: without observers there is nothing to wait for") {
  ObserverQueue queue({});
  REQUIRE(queue.start());
  for (const std::string& path : numbers(2 * ObserverQueue::kFull)) push(queue, path);
  CHECK_FALSE(queue.is_full());
  CHECK(queue.finish({}, std::nullopt));
}
