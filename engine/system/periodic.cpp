#include "engine/system/periodic.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace tbbimg {
namespace {

std::function<void()> repeated(std::chrono::nanoseconds interval, std::function<void()> work, std::stop_token stop) {
  return [interval, work = std::move(work), stop = std::move(stop)] {
    while (wait_for(interval, stop)) work();
  };
}

}  // namespace

bool wait_for(std::chrono::nanoseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

Periodic::Periodic(std::chrono::nanoseconds interval, std::function<void()> work)
    : thread_(repeated(interval, std::move(work), stop_.get_token())) {}

Result<Periodic> Periodic::start(std::chrono::nanoseconds interval, std::function<void()> work) {
  Periodic periodic;
  periodic.stop_ = std::stop_source();
  TBBIMG_ASSIGN_OR_RETURN(periodic.thread_,
                          Thread::start(repeated(interval, std::move(work), periodic.stop_.get_token())));
  return periodic;
}

Periodic& Periodic::operator=(Periodic&& other) noexcept {
  stop();
  stop_ = std::move(other.stop_);
  thread_ = std::move(other.thread_);
  return *this;
}

void Periodic::stop() noexcept {
  stop_.request_stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace tbbimg
