#include "engine/queue/worker/mailbox.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using tbbimg::queue::Mailbox;
using namespace std::chrono_literals;

TEST_CASE("mailbox: in the order of sending, and not more than it holds") {
  Mailbox<int> mailbox(2);
  std::thread sender([&mailbox] {
    for (int i = 0; i < 1000; ++i) mailbox.send(i);
    mailbox.close();
  });
  std::vector<int> taken;
  while (const auto message = mailbox.take()) taken.push_back(*message);
  sender.join();
  REQUIRE(taken.size() == 1000);
  for (int i = 0; i < 1000; ++i) REQUIRE(taken[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("mailbox: what is in it when it is closed is taken, and nothing after") {
  Mailbox<int> mailbox(2);
  CHECK(mailbox.send(1));
  mailbox.close();
  CHECK_FALSE(mailbox.send(2));
  CHECK(mailbox.take() == 1);
  CHECK_FALSE(mailbox.take().has_value());
  CHECK_FALSE(mailbox.take_until(std::chrono::steady_clock::time_point::max()).has_value());
}

TEST_CASE("mailbox: who waits for room is let go when it is closed") {
  Mailbox<int> mailbox(1);
  CHECK(mailbox.send(1));
  std::thread sender([&mailbox] { CHECK_FALSE(mailbox.send(2)); });
  mailbox.close();
  sender.join();
}

TEST_CASE("mailbox: gives up waiting for a message when the time is over") {
  Mailbox<int> mailbox(1);
  CHECK_FALSE(mailbox.take_until(std::chrono::steady_clock::now() + 1ms).has_value());
  CHECK_FALSE(mailbox.take_until(std::chrono::steady_clock::time_point::min()).has_value());
}
