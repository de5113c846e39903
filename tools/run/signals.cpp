#include "tools/run/signals.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <system_error>
#include <utility>

#include "tools/exit_code.hpp"
#include "tools/run/recovery_options.hpp"
#include "tools/text/format.hpp"

namespace tbbimg::tools {
namespace {

// What cancelling itself takes at most, given-up calls included, and the words at the end; half the grace if it is
// short.
constexpr std::chrono::milliseconds kCancelling = kGiveUpAfter + std::chrono::milliseconds(300);

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

StopOnSignals::StopOnSignals(std::chrono::milliseconds grace, std::function<void(std::string_view)> say)
    : grace_(grace), cancel_after_(std::max(grace - kCancelling, grace / 2)), say_(std::move(say)) {
  const sigset_t set = stop_signals();
  signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  finish_ = ::eventfd(0, EFD_CLOEXEC);
  if (signals_ < 0 || finish_ < 0) throw std::system_error(errno, std::generic_category(), "cannot listen to signals");
  thread_ = std::thread([this] { listen(); });
}

StopOnSignals::~StopOnSignals() {
  const std::uint64_t one = 1;
  static_cast<void>(::write(finish_, &one, sizeof one));
  thread_.join();
  ::close(signals_);
  ::close(finish_);
}

void StopOnSignals::listen() {
  using Clock = std::chrono::steady_clock;
  Clock::time_point cancel_at{};
  for (;;) {
    int timeout = -1;
    if (received_ == 1 && !cancel_.stop_requested()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(cancel_at - Clock::now()).count();
      if (left <= 0) {
        on_grace_ends();
        continue;
      }
      timeout = static_cast<int>(left);
    }
    std::array<pollfd, 2> waiting = {{{signals_, POLLIN, 0}, {finish_, POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), timeout) < 0 && errno != EINTR) return;
    if ((waiting[1].revents & POLLIN) != 0) return;
    signalfd_siginfo info{};
    while (::read(signals_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      if (received_ == 0) cancel_at = Clock::now() + cancel_after_;
      on_signal();
    }
  }
}

void StopOnSignals::on_signal() {
  switch (++received_) {
    case 1:
      drain_.request_stop();
      say_("stopping: finishing what is in work; Ctrl-C again to cancel it");
      break;
    case 2:
      drain_.request_stop();
      cancel_.request_stop();
      say_("cancelling what is in work; Ctrl-C again to exit at once");
      break;
    default: ::_exit(static_cast<int>(ExitCode::interrupted));
  }
}

void StopOnSignals::on_grace_ends() {
  cancel_.request_stop();
  say_("cancelling what is still in work, for the end of " +
       human_seconds(std::chrono::duration<double>(grace_).count()) +
       " (--grace) is near; Ctrl-C again to exit at once");
}

}  // namespace tbbimg::tools
