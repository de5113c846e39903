// The account of a run: what became of each entry. Internal to the pipeline.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/pipeline/image_task.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace tbbimg {

/// The only place where fates are recorded. Not thread-safe: the graph records one image at a time.
class Ledger {
 public:
  Ledger(const RunOptions& options, const RunControls& controls)
      : failure_limit_(options.failure_limit), observers_(controls.observers), metrics_(controls.metrics) {}

  void list(const SourceItem& item);
  void list_ends() { metrics().listing_done = true; }
  void begin(const SourceItem& item, std::span<const std::string> outputs);
  void admit(const ImageTask& task);
  void write(const VariantTask& variant);
  void retry(const RetriedImage& image);
  void change(const BreakerChange& change);

  /// The end of an image.
  Fate settle(const ImageTask& task);
  /// The end of an image on which a thread may still be working: of the task, only what never changes is used.
  void settle_abandoned(const ImageTask& task, const Error& error);

  /// Whether more images have failed than may.
  [[nodiscard]] bool over_limit() const noexcept;
  [[nodiscard]] bool all_settled() const noexcept { return metrics_->listed == metrics_->settled(); }

  /// What is there at the moment; nobody's after close().
  [[nodiscard]] Metrics& metrics() noexcept { return *metrics_; }

  /// The accounts, which must add up (internal otherwise). Observers and the caller's metrics hear nothing any more.
  [[nodiscard]] Result<RunReport> close();

 private:
  void record(const SettledImage& image);

  const FailureLimit failure_limit_;
  std::vector<RunObserver*> observers_;
  Metrics* metrics_;
  Metrics nobodys_;  ///< once the caller's may be gone
};

}  // namespace tbbimg
