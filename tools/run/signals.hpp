// Ctrl-C, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2: the first drains the run, the second cancels it, the third ends the
// process. The first also sets a time by which the process ends, whatever it hangs in.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg::tools {

/// Keeps these signals from this thread and all that it starts later, so that only StopOnSignals hears of them, and
/// ignores SIGPIPE and SIGXFSZ. To be called before the first thread is started.
void block_stop_signals() noexcept;

/// Hears the signals on a thread of its own from its creation to the end of the process: the end may hang, too.
class StopOnSignals {
 public:
  /// After the first signal, the run is cancelled in time to end within `grace`; a second one leaves at most 1.5 s of
  /// it. When it is over (a second, if it is shorter), `last_words` go to stderr and the process ends with 75, whatever
  /// it hangs in. Time in which the process is stopped is not counted. What a signal asks for is done before anybody
  /// speaks of it. Throws std::system_error if the system refuses what it takes.
  StopOnSignals(std::chrono::milliseconds grace, std::string last_words);
  StopOnSignals(const StopOnSignals&) = delete;
  StopOnSignals& operator=(const StopOnSignals&) = delete;

  /// As the first signal does, without words or a grace time.
  void drain() noexcept { drain_.request_stop(); }

  /// The run has told its end: nothing may follow that, and the last words are left out.
  void leave_out_last_words() noexcept { has_last_words_ = false; }

  [[nodiscard]] StopTokens tokens() const noexcept { return {drain_.get_token(), cancel_.get_token()}; }

  /// Hears what happens, in sentences, as long as it lives, on a thread that may be kept waiting.
  class Listener {
   public:
    Listener(StopOnSignals& signals, std::function<void(std::string_view)> say);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();

   private:
    StopOnSignals& signals_;
  };

 private:
  ~StopOnSignals() = default;

  void listen();
  void on_signal();
  void cancel_for_grace();
  void say(std::string message);
  void end_process() noexcept;

  const std::chrono::milliseconds grace_;
  const std::chrono::milliseconds cancel_after_;
  const std::string last_words_;
  std::atomic<bool> has_last_words_ = true;
  std::stop_source drain_;
  std::stop_source cancel_;
  int received_ = 0;
  int signals_ = -1;  ///< a signalfd

  std::mutex mutex_;
  std::function<void(std::string_view)> say_;  ///< called with mutex_ locked
};

}  // namespace tbbimg::tools
