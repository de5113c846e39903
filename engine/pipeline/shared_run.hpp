// What the threads of a run share, and the lock for it. Internal to the pipeline.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "engine/events/observer_queue.hpp"
#include "engine/pipeline/alarm.hpp"
#include "engine/pipeline/flow.hpp"
#include "engine/pipeline/in_flight.hpp"
#include "engine/pipeline/intake.hpp"
#include "engine/pipeline/ledger.hpp"
#include "engine/pipeline/run_state.hpp"
#include "engine/pipeline/waiting_room.hpp"

namespace tbbimg {

/// A Turn holds the lock; whatever may take long or make a system call is done behind it.
class SharedRun {
 public:
  using Clock = std::chrono::steady_clock;

  SharedRun(const RunOptions& run_options, const RunControls& controls, Flow& graph);

  /// Time in which the process was not stopped.
  [[nodiscard]] Clock::time_point now() const noexcept { return Clock::now() - paused.load(); }

  /// The graph has nothing left.
  void end_graph();
  /// Blocks until that is so, or until it has nothing left but calls that were given up.
  void wait();
  /// The end of the account, behind wait(). The observers still have to be told: ObserverQueue::finish().
  [[nodiscard]] Result<RunReport> close();

  const RunOptions& options;
  Flow& flow;
  RunState state;
  Alarm alarm;  ///< of Tender
  Intake intake;
  ObserverQueue observers;
  std::atomic<Clock::duration> paused{};  ///< so far

  // Guarded by the lock.
  Ledger ledger;
  WaitingRoom waiting_room;
  InFlight in_flight;
  std::uint64_t probes = 0;      ///< of places, under way
  std::uint64_t unrecorded = 0;  ///< ends of images whose recorders did not return

 private:
  friend class Turn;
  [[nodiscard]] bool is_over() const;

  bool graph_is_empty_ = false;
  std::mutex mutex_;
  std::condition_variable over_;
};

/// One thread's access to SharedRun. The destructor lets go of the lock and then does what was asked for.
class Turn {
 public:
  /// Who calls the recorders: this thread, or one that nothing else waits for.
  enum class Records : std::uint8_t { here, elsewhere };

  explicit Turn(SharedRun& run, Records records = Records::here) : run_(run), records_(records), lock_(run.mutex_) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn();

  void let_in(ImageTask* image) { let_in_.push_back(image); }
  void let_in(const std::vector<ImageTask*>& images) { let_in_.insert(let_in_.end(), images.begin(), images.end()); }
  /// The image's token, if it has one, for the limiter.
  void give_back_token(ImageTask& image);
  /// The end of an attempt: that, and what the image holds of the memory budgets.
  void give_back(ImageTask& image);
  /// The image has come to its end.
  void settle(ImageTask& image);
  /// A thread may still be working on it.
  void settle_given_up(ImageTask& image, Error error);
  /// The call that kept it has returned.
  void forget(ImageTask& image);
  void drain(EndedBy reason, const Error* error);

 private:
  /// What the recorders have been told of.
  void close(const std::vector<Ledger::Place>& endings, const std::optional<Flow::Memory>& memory);
  void draw_consequences();

  SharedRun& run_;
  const Records records_;
  std::unique_lock<std::mutex> lock_;
  std::vector<ImageTask*> let_in_;
  std::vector<Ledger::Place> endings_;
  std::vector<std::shared_ptr<const void>> gone_;  ///< images, to be deleted
  std::size_t gone_images_ = 0;
  std::size_t tokens_ = 0;
  std::optional<HeldBytes> bytes_;
};

}  // namespace tbbimg
