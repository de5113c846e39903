// The account of a run: what became of each entry. Internal to the pipeline.
#pragma once

#include <atomic>
#include <chrono>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/events/observer_queue.hpp"
#include "engine/pipeline/image_task.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace tbbimg {

/// The only place where fates are recorded. SharedRun's lock guards it, but for what says that no lock may be held:
/// there the recorders are called, and may block.
class Ledger {
 public:
  Ledger(const RunOptions& options, const RunControls& controls, ObserverQueue& observers)
      : failure_limit_(options.failure_limit),
        recorders_(controls.recorders),
        observers_(observers),
        metrics_(controls.metrics) {}

  void list(const SourceItem& item);
  void write(const VariantTask& variant);
  void retry(const RetriedImage& image);
  void change(const BreakerChange& change);

  /// No lock may be held.
  void begin(const SourceItem& item, std::span<const std::string> outputs) const;
  /// No lock may be held.
  void admit(const ImageTask& task) const;

  /// The end of an image on its way through the recorders, which come before the counts and the observers.
  struct Ending {
    SettledImage image;
    std::shared_ptr<const void> owner;  ///< of what `image` refers to
    std::shared_ptr<ImageTask> task;    ///< null: a thread may still be working on it
    std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
    bool is_counted = false;
  };
  using Place = std::list<Ending>::iterator;

  /// end(), record(), close_ending(): the end of an image.
  [[nodiscard]] Place end(std::unique_ptr<ImageTask> owned);
  /// Of one on which a thread may still be working: of the task, only what never changes is used.
  [[nodiscard]] Place end_given_up(const ImageTask& task, Error error);
  /// No lock may be held.
  void record(const Ending& ending) const;
  /// Counts it, and tells the observers.
  void close_ending(Place ending);
  /// Counts those that came before `time` and whose record() has not returned; returns how many.
  std::uint64_t count_endings(std::chrono::steady_clock::time_point time);
  /// Nothing is on its way that would have to be counted.
  [[nodiscard]] bool is_complete() const noexcept { return on_their_way_ == 0; }

  /// Whether more images have failed than may.
  [[nodiscard]] bool over_limit() const noexcept;

  /// What is there at the moment; nobody's after close().
  [[nodiscard]] Metrics& metrics() noexcept { return *metrics_; }

  /// Whether something was pushed after which the observers' thread is to be woken, since the last call.
  [[nodiscard]] bool take_wake() noexcept { return std::exchange(wake_, false); }

  /// The accounts, which must add up (internal otherwise). Recorders, observers and the caller's metrics hear nothing
  /// any more.
  [[nodiscard]] Result<RunReport> close();

 private:
  [[nodiscard]] Place add(Ending ending);
  void count(Ending& ending);

  const FailureLimit failure_limit_;
  const std::vector<RunRecorder*> recorders_;
  ObserverQueue& observers_;
  std::atomic<bool> is_closed_ = false;
  std::list<Ending> endings_;
  std::size_t on_their_way_ = 0;  ///< of endings_, those that are not counted
  bool wake_ = false;
  Metrics* metrics_;
  Metrics nobodys_;  ///< once the caller's may be gone
};

}  // namespace tbbimg
