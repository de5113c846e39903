#include "tools/run/signals.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "kernels/core/format.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/recovery_options.hpp"

namespace tbbimg::tools {
namespace {

// What cancelling itself takes at most, given-up calls included, and the words at the end; half the grace if it is
// short.
constexpr std::chrono::milliseconds kCancelling = kGiveUpAfter + std::chrono::milliseconds(300);

// A run that is cancelled at once needs a moment for its end, too.
constexpr std::chrono::milliseconds kLeastGrace{1000};

// What is left of the grace after a second signal: whoever sends it wants the end.
constexpr std::chrono::milliseconds kAfterSecond{1500};

// How often the time is looked at once it counts, and what a look that comes late counts for at most: the rest is time
// in which the process was stopped.
constexpr std::chrono::milliseconds kLook{50};
constexpr std::chrono::milliseconds kMostPerLook{500};

sigset_t stop_signals() noexcept {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  // The terminal or the connection went away. Under nohup it is ignored, which blocking would undo: the system keeps
  // blocked signals, also those that are ignored.
  struct sigaction hangup {};
  if (::sigaction(SIGHUP, nullptr, &hangup) != 0 || hangup.sa_handler != SIG_IGN) sigaddset(&set, SIGHUP);
  sigaddset(&set, SIGUSR1);  // schedulers (Slurm's --signal, Grid Engine) send these before the time is up
  sigaddset(&set, SIGUSR2);
  return set;
}

}  // namespace

void block_stop_signals() noexcept {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A shell script starts its background jobs with SIGINT ignored. One that is sent to such a job on purpose shall be
  // heard all the same.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  // A file that grows beyond `ulimit -f` is a failure to write, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  // A pager that ends must not end a run; writing to it just fails.
  std::signal(SIGPIPE, SIG_IGN);
}

StopOnSignals::StopOnSignals(std::chrono::milliseconds grace, std::string last_words)
    : grace_(grace), cancel_after_(std::max(grace - kCancelling, grace / 2)), last_words_(std::move(last_words)) {
  const sigset_t set = stop_signals();
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals_ < 0) throw std::system_error(errno, std::generic_category(), "cannot listen to signals");
  Thread([this] { listen(); }).detach();
}

void StopOnSignals::listen() {
  using Clock = std::chrono::steady_clock;
  Clock::duration end_after = std::max(grace_, kLeastGrace);
  Clock::duration since_first{};
  auto last_look = Clock::now();
  for (;;) {
    pollfd waiting{signals_, POLLIN, 0};
    static_cast<void>(::poll(&waiting, 1, received_ == 0 ? -1 : static_cast<int>(kLook.count())));
    const auto now = Clock::now();
    if (received_ > 0) since_first += std::min<Clock::duration>(now - last_look, kMostPerLook);
    last_look = now;
    signalfd_siginfo info{};
    while (::read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      on_signal();
      if (received_ == 2) end_after = std::min<Clock::duration>(end_after, since_first + kAfterSecond);
    }
    if (received_ == 1 && since_first >= cancel_after_ && !cancel_.stop_requested()) cancel_for_grace();
    if (received_ > 0 && since_first >= end_after) end_process();
  }
}

void StopOnSignals::on_signal() {
  switch (++received_) {
    case 1:
      drain_.request_stop();
      say("stopping: finishing what is in work; Ctrl-C again to cancel it");
      break;
    case 2:
      drain_.request_stop();
      cancel_.request_stop();
      say("cancelling what is in work; Ctrl-C again to exit at once");
      break;
    default: ::_exit(static_cast<int>(ExitCode::interrupted));
  }
}

void StopOnSignals::cancel_for_grace() {
  cancel_.request_stop();
  say("cancelling what is still in work, for the end of " +
      human_seconds(std::chrono::duration<double>(grace_).count()) +
      " (--grace) is near; Ctrl-C again to exit at once");
}

// Not on the thread that keeps the time: whoever reads the words may not do so, or hold up those who write.
void StopOnSignals::say(std::string message) {
  try {
    Thread([this, message = std::move(message)] {
      const std::lock_guard lock(mutex_);
      if (say_) say_(message);
    }).detach();
  } catch (const std::exception&) {  // there is no thread for words
  }
}

void StopOnSignals::end_process() noexcept {
  try {
    Thread([this] {
      if (has_last_words_) static_cast<void>(::write(STDERR_FILENO, last_words_.data(), last_words_.size()) < 0);
      ::_exit(static_cast<int>(ExitCode::interrupted));
    }).detach();
    std::this_thread::sleep_for(kLook);
  } catch (const std::exception&) {
  }
  ::_exit(static_cast<int>(ExitCode::interrupted));
}

StopOnSignals::Listener::Listener(StopOnSignals& signals, std::function<void(std::string_view)> say)
    : signals_(signals) {
  const std::lock_guard lock(signals_.mutex_);
  signals_.say_ = std::move(say);
}

// Waits until nobody speaks.
StopOnSignals::Listener::~Listener() {
  const std::lock_guard lock(signals_.mutex_);
  signals_.say_ = nullptr;
}

}  // namespace tbbimg::tools
