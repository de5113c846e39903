// Ctrl-C, SIGTERM, SIGHUP, SIGUSR1 and SIGUSR2: the first drains the run, the second cancels it, the third ends the
// process.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string_view>
#include <thread>

#include "engine/pipeline/pipeline.hpp"

namespace tbbimg::tools {

/// Keeps these signals from this thread and all that it starts later, so that only StopOnSignals hears of them, and
/// ignores SIGPIPE and SIGXFSZ. To be called before the first thread is started.
void block_stop_signals() noexcept;

/// Hears the signals on a thread of its own as long as it lives.
class StopOnSignals {
 public:
  /// After the first signal, the run is cancelled in time to end within `grace`. `say` is called from that thread with
  /// what happens, as a sentence.
  StopOnSignals(std::chrono::milliseconds grace, std::function<void(std::string_view)> say);
  StopOnSignals(const StopOnSignals&) = delete;
  StopOnSignals& operator=(const StopOnSignals&) = delete;
  ~StopOnSignals();

  /// As the first signal does, without words or a grace time.
  void drain() noexcept { drain_.request_stop(); }

  [[nodiscard]] StopTokens tokens() const noexcept { return {drain_.get_token(), cancel_.get_token()}; }

 private:
  void listen();
  void on_signal();
  void on_grace_ends();

  const std::chrono::milliseconds grace_;
  const std::chrono::milliseconds cancel_after_;
  std::function<void(std::string_view)> say_;
  std::stop_source drain_;
  std::stop_source cancel_;
  int received_ = 0;
  int signals_ = -1;  ///< a signalfd
  int finish_ = -1;   ///< an eventfd: no more signals are waited for
  std::thread thread_;
};

}  // namespace tbbimg::tools
