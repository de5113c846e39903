#include "engine/watch/log/append_sink.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "engine/files/file_descriptor.hpp"
#include "engine/watch/log/logfmt.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {
namespace {

// Whoever hands over a line wakes the thread that waits for one, which takes a system call. While the thread sleeps
// nobody has to: a few lines gather instead, far fewer than the queue holds.
constexpr std::chrono::milliseconds kPause{10};

}  // namespace

AppendSink::AppendSink(FileDescriptor file, Queue queue, std::function<void(std::string_view)> say)
    : file_(std::move(file)), queue_(std::move(queue)), say_(std::move(say)) {}

void AppendSink::sink_it_(const spdlog::details::log_msg& message) {
  const auto formatted = [this](const spdlog::details::log_msg& one) {
    spdlog::memory_buf_t buffer;
    formatter_->format(one, buffer);
    return std::string(buffer.data(), buffer.size());
  };
  const std::size_t dropped = queue_.dropped();
  missing_ += dropped - std::exchange(dropped_told_, dropped);
  if (missing_ > 0) {
    const std::string line = LogLine("lost").number("lines", std::uint64_t{missing_}).str();
    spdlog::details::log_msg lost(message.logger_name, spdlog::level::warn, line);
    lost.time = message.time;
    if (!write(formatted(lost))) {
      ++missing_;
      return;
    }
    missing_ = 0;
  }
  if (!write(formatted(message))) ++missing_;
  if (queue_.waiting() == 0) std::this_thread::sleep_for(kPause);
}

bool AppendSink::write(std::string_view line) {
  std::string text = torn_ ? "\n" : "";
  text += line;
  std::string_view left = text;
  while (!left.empty()) {
    const ssize_t count = uninterrupted([&] { return ::write(file_.get(), left.data(), left.size()); });
    if (count < 0) {
      if (!std::exchange(told_, true))
        say_("the log is incomplete: " + system_error(errno, {}, "cannot write").message.text());
      return false;
    }
    left.remove_prefix(static_cast<std::size_t>(count));
    torn_ = !left.empty();
  }
  return true;
}

}  // namespace tbbimg
