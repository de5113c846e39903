// Knows every image from its listing until it settles: who begins, who waits, who has to be given up. Internal to the
// pipeline.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <unordered_set>
#include <vector>

#include "engine/pipeline/alarm.hpp"
#include "engine/pipeline/ledger.hpp"
#include "engine/pipeline/stages.hpp"
#include "engine/pipeline/waiting_room.hpp"
#include "engine/recovery/backoff.hpp"

namespace tbbimg {

/// Thread-safe.
class Supervisor {
 public:
  /// What the supervisor asks of the graph; called with the supervisor locked.
  class Flow {
   public:
    Flow() = default;
    Flow(const Flow&) = delete;
    Flow& operator=(const Flow&) = delete;
    virtual ~Flow() = default;
    /// Into the queue in front of the limiter.
    virtual void let_in(ImageTask* image) = 0;
    /// The limiter gets back the image's token, if it has one.
    virtual void give_back_token(ImageTask& image) = 0;
    /// The end of an attempt: so it does, and the memory budgets get back what the image holds.
    virtual void give_back(ImageTask& image) = 0;
    /// The end of the image, which is deleted.
    virtual void forget(ImageTask* image) = 0;
    /// Asks a place whether it is there, on a thread that may block.
    virtual void post_probe(std::function<void()> work) = 0;
    /// An I/O thread is in a call that was given up: another is to take its place. False: none is left.
    [[nodiscard]] virtual bool replace_io_thread() = 0;
    /// The call has returned after all.
    virtual void take_back_io_thread() = 0;
    virtual void measure(Metrics& metrics) const = 0;
  };

  Supervisor(const Pipeline& pipeline, Stages& stages, Source& source, Sink& sink, const RunControls& controls,
             Flow& flow);

  // For the listing.

  /// Blocks while a place is away or too many images wait; false: no more is to be listed.
  [[nodiscard]] bool wait_for_intake();
  /// The source could not go on. Blocks until that may have changed; false: it has taken too long.
  [[nodiscard]] bool wait_for_source(const Error& error);
  /// Begins the account of an entry. Null: it has settled already, or the listing was given up.
  [[nodiscard]] ImageTask* take_in(SourceItem item);
  /// Whether the image is a suspect: then it is let in by itself, when nobody else is left.
  [[nodiscard]] bool holds_back(ImageTask& image);
  void end_listing();
  /// Takes in no more: the source is broken.
  void end_run(const Error& error);

  // For the nodes.

  /// An image comes from the limiter, with a token. False: it has to wait, and has given that back.
  [[nodiscard]] bool begin(ImageTask& image);
  /// An image has been planned, and nothing of it written.
  void planned(const ImageTask& image);
  /// An image has got the memory that it needs.
  void admit(const ImageTask& image);
  /// One of its variants has come to its end, well or not. The last one ends the attempt.
  void end_variant(VariantTask& variant);
  /// An image has come to its end before it had variants.
  void end_attempt(ImageTask& image);

  // For the run.

  /// Does what depends on time until stop_tending().
  void tend();
  void stop_tending();
  /// The graph has nothing left.
  void graph_is_empty();
  /// Blocks until it is, or until only calls that were given up are left in it.
  void wait();
  /// The end of the account.
  [[nodiscard]] Result<RunReport> close();

 private:
  using Clock = std::chrono::steady_clock;

  // All with mutex_ locked.
  void attempt_ends(ImageTask& image);
  [[nodiscard]] bool waits_for_place(ImageTask& image);
  [[nodiscard]] bool waits_for_retry(ImageTask& image);
  void prepare_again(ImageTask& image);
  void settle(ImageTask& image);
  void drain(EndedBy reason, const Error* error);
  void let_in(const std::vector<ImageTask*>& images);
  void let_in_suspect();
  void wait_for_place(const Error& error, WaitingRoom::Probe probe, ImageTask* image);
  void probe(const WaitingRoom::Due::PlaceProbe& place);
  void settle_waiting();
  void stop_overdue(Clock::time_point now);
  void give_up_listing(Clock::time_point now);
  void give_up(ImageTask& image);
  void end_without_io_threads();
  [[nodiscard]] Clock::time_point tend_once();
  void notice_pause(Clock::time_point due);
  /// Time that the process was not stopped in.
  [[nodiscard]] Clock::time_point now() const { return Clock::now() - paused_; }

  const RunOptions& options_;
  const Recipe& recipe_;
  const StopTokens stop_;
  Stages& stages_;
  Source& source_;
  Sink& sink_;
  Flow& flow_;

  std::mutex mutex_;
  Ledger ledger_;
  WaitingRoom waiting_room_;
  Backoff backoff_;
  std::unordered_set<ImageTask*> unsettled_;
  std::vector<ImageTask*> held_back_;  ///< of unsettled_
  enum class Listing : std::uint8_t { goes_on, ended, given_up } listing_ = Listing::goes_on;
  std::optional<Clock::time_point> source_away_since_;
  std::optional<Clock::time_point> cancelled_at_;
  std::uint64_t abandoned_ = 0;
  std::uint64_t probes_ = 0;  ///< under way
  Clock::duration paused_{};  ///< so far: the process was stopped
  bool graph_is_empty_ = false;
  std::condition_variable intake_;
  std::condition_variable over_;

  std::atomic<bool> tending_ = true;
  Alarm alarm_;
  std::stop_callback<std::function<void()>> on_drain_;
  std::stop_callback<std::function<void()>> on_cancel_;
};

}  // namespace tbbimg
