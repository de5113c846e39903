#include "engine/system/thread.hpp"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace tbbimg {
namespace {

constexpr const char* kRefused =
    "the system refuses more threads (RLIMIT_NPROC, pids.max of a cgroup, or the address space of ulimit -v)";

void* run(void* argument) {
  const std::unique_ptr<std::function<void()>> body(static_cast<std::function<void()>*>(argument));
  (*body)();
  return nullptr;
}

// A thread that was joined counts for the system's limits until the kernel has taken it off this list.
void wait_until_gone(pid_t thread) {
  const std::string entry = "/proc/self/task/" + std::to_string(thread);
  for (int i = 0; i < 1000 && ::access(entry.c_str(), F_OK) == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

int Thread::begin(std::function<void()> body, std::size_t stack_bytes) {
  auto argument = std::make_unique<std::function<void()>>(std::move(body));
  pthread_attr_t attributes;
  if (const int reason = ::pthread_attr_init(&attributes); reason != 0) return reason;
  int reason = ::pthread_attr_setstacksize(&attributes, stack_bytes);
  if (reason == 0) reason = ::pthread_create(&thread_, &attributes, &run, argument.get());
  ::pthread_attr_destroy(&attributes);
  running_ = reason == 0;
  if (running_) static_cast<void>(argument.release());
  return reason;
}

Thread::Thread(std::function<void()> body, std::size_t stack_bytes) {
  if (const int reason = begin(std::move(body), stack_bytes); reason != 0) {
    throw std::system_error(reason, std::generic_category());
  }
}

Result<Thread> Thread::start(std::function<void()> body, std::size_t stack_bytes) {
  Thread thread;
  if (thread.begin(std::move(body), stack_bytes) != 0) return fail(thread_refused());
  return thread;
}

Thread::Thread(Thread&& other) noexcept : thread_(other.thread_), running_(std::exchange(other.running_, false)) {}

Thread& Thread::operator=(Thread&& other) noexcept {
  std::swap(thread_, other.thread_);
  std::swap(running_, other.running_);
  return *this;
}

Thread::~Thread() {
  if (running_) join();
}

void Thread::join() noexcept {
  ::pthread_join(thread_, nullptr);
  running_ = false;
}

void Thread::detach() noexcept {
  ::pthread_detach(thread_);
  running_ = false;
}

std::size_t startable_threads(std::span<const std::size_t> stacks) {
  std::mutex mutex;
  std::condition_variable wake;
  bool ending = false;
  std::vector<pid_t> begun;
  begun.reserve(stacks.size());
  std::vector<Thread> threads;
  threads.reserve(stacks.size());
  for (const std::size_t stack_bytes : stacks) {
    auto thread = Thread::start(
        [&] {
          std::unique_lock lock(mutex);
          begun.push_back(::gettid());
          wake.wait(lock, [&] { return ending; });
        },
        stack_bytes);
    if (!thread) break;
    threads.push_back(*std::move(thread));
  }
  {
    const std::lock_guard lock(mutex);
    ending = true;
  }
  wake.notify_all();
  const std::size_t count = threads.size();
  threads.clear();
  for (const pid_t thread : begun) wait_until_gone(thread);
  return count;
}

Error thread_refused() { return {.code = ErrorCode::limit_exceeded, .message = kRefused}; }

}  // namespace tbbimg
