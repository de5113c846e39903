// How threads that share nothing speak to each other.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace tbbimg::queue {

/// Messages from any thread to one that takes them, in their order. At most `most` wait: who sends more waits, too.
template <class Message>
class Mailbox {
 public:
  explicit Mailbox(std::size_t most) : most_(most) {}

  /// Whether it will be taken: not if the mailbox is closed.
  bool send(Message message) {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return is_closed_ || messages_.size() < most_; });
    if (is_closed_) return false;
    messages_.push_back(std::move(message));
    has_message_.notify_one();
    return true;
  }

  /// Nothing if the time is over, or if the mailbox is closed and empty.
  [[nodiscard]] std::optional<Message> take_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    has_message_.wait_until(lock, deadline, [this] { return is_closed_ || !messages_.empty(); });
    return take_first();
  }
  /// Nothing if the mailbox is closed and empty.
  [[nodiscard]] std::optional<Message> take() {
    std::unique_lock lock(mutex_);
    has_message_.wait(lock, [this] { return is_closed_ || !messages_.empty(); });
    return take_first();
  }

  /// What is in it can still be taken.
  void close() {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
    has_message_.notify_all();
    has_room_.notify_all();
  }

 private:
  std::optional<Message> take_first() {
    if (messages_.empty()) return std::nullopt;
    std::optional<Message> message(std::move(messages_.front()));
    messages_.pop_front();
    has_room_.notify_one();
    return message;
  }

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable has_message_;
  std::condition_variable has_room_;
  std::deque<Message> messages_;
  bool is_closed_ = false;
};

}  // namespace tbbimg::queue
