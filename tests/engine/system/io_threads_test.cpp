#include "engine/system/io_threads.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <latch>
#include <thread>

using namespace std::chrono_literals;

TEST_CASE("io_threads: everything posted runs before the destructor returns") {
  std::atomic<int> ran = 0;
  {
    tbbimg::IoThreads threads(3);
    for (int i = 0; i < 100; ++i) {
      threads.post_read([&] { ++ran; });
      threads.post_write([&] { ++ran; });
    }
  }
  CHECK(ran == 200);
}

TEST_CASE("io_threads: work waits side by side on as many threads as asked for") {
  std::deque<std::latch> latches;  // outlive the threads
  tbbimg::IoThreads threads(4);
  for (int round = 0; round < 3; ++round) {
    std::latch& all_inside = latches.emplace_back(5);
    for (int i = 0; i < 4; ++i) {
      threads.post_read([&all_inside] { all_inside.arrive_and_wait(); });  // hangs unless four run at once
    }
    all_inside.arrive_and_wait();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // until all sleep, so that each has to be woken
  }
}

TEST_CASE("io_threads: writes overtake reads that wait") {
  std::atomic<bool> go = false;
  std::vector<char> order;
  {
    tbbimg::IoThreads threads(1);
    threads.post_read([&] { go.wait(false); });
    threads.post_read([&] { order.push_back('r'); });
    threads.post_write([&] { order.push_back('w'); });
    go = true;
    go.notify_all();
  }
  CHECK(order == std::vector{'w', 'r'});
}

TEST_CASE("io_threads: another thread takes the place of one whose work does not return") {
  std::latch first(1);
  std::latch second(1);
  std::latch done(1);
  tbbimg::IoThreads threads(2);
  CHECK(threads.size() == 2);
  threads.post_read([&] { first.wait(); });
  threads.post_read([&] { second.wait(); });
  CHECK(threads.replace_one());
  CHECK(threads.replace_one());
  CHECK(threads.size() == 4);
  threads.post_read([&] { done.count_down(); });
  done.wait();  // hangs unless there is a third thread
  first.count_down();
  threads.take_back_one();
  // The one that has come back is enough.
  CHECK(threads.replace_one());
  CHECK(threads.size() == 4);
  second.count_down();
}
