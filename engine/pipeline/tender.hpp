// Does what depends on time: who is tried again, who is late, who is given up. Internal to the pipeline.
#pragma once

#include <atomic>
#include <functional>
#include <stop_token>

#include "engine/pipeline/shared_run.hpp"
#include "engine/pipeline/stages.hpp"

namespace tbbimg {

/// For a thread of its own, which calls nobody that may block.
class Tender {
 public:
  Tender(SharedRun& run, const Stages& stages);

  /// Until stop().
  void tend();
  void stop();

 private:
  using Clock = std::chrono::steady_clock;

  /// Returns when to look again.
  [[nodiscard]] Clock::time_point look();
  void settle_waiting(Turn& turn);
  void give_up_stuck(Turn& turn, int& io_threads);
  void give_up(ImageTask& image, Turn& turn, int& io_threads);
  void replace_io_threads(int count);
  void post_probe(const WaitingRoom::Due::PlaceProbe& place);
  void notice_pause(Clock::time_point due);

  SharedRun& run_;
  const Stages& stages_;
  std::atomic<bool> tending_ = true;
  std::stop_callback<std::function<void()>> on_drain_;
  std::stop_callback<std::function<void()>> on_cancel_;
};

}  // namespace tbbimg
