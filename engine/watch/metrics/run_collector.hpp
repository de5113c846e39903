// A run's figures as Prometheus has them.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <prometheus/metric_family.h>

#include "engine/events/metrics.hpp"
#include "engine/events/observer.hpp"
#include "engine/statistics/failure_cause.hpp"
#include "engine/watch/metrics/run_labels.hpp"

namespace tbbimg {

/// Names and units follow prometheus.io/docs/practices/naming. collect() may be called from any thread at any time.
class RunCollector final : public RunObserver {
 public:
  /// `metrics` must outlive it.
  RunCollector(const Metrics& metrics, RunLabels labels);

  void on_settled(const SettledImage& image) override;
  /// The run is over: from now on that and its exit code are among the figures.
  void ended(int exit_code);

  [[nodiscard]] std::vector<prometheus::MetricFamily> collect() const;
  /// In the text format of Prometheus.
  [[nodiscard]] std::string text() const;

 private:
  /// Upper bounds in seconds: a header takes microseconds, a search for a quality on 100 megapixels minutes.
  static constexpr std::array kBounds = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                         0.1,    0.25,    0.5,    1.0,   2.5,    5.0,   10.0, 30.0,  100.0};

  /// Counts are not cumulative; the last is of what exceeds all bounds.
  struct StageSeconds {
    std::array<std::atomic<std::uint64_t>, kBounds.size() + 1> counts{};
    std::atomic<std::uint64_t> nanoseconds = 0;
  };

  [[nodiscard]] prometheus::MetricFamily stage_family() const;
  [[nodiscard]] prometheus::MetricFamily breaker_family() const;
  void add_counts(std::vector<prometheus::MetricFamily>& families) const;
  void add_gauges(std::vector<prometheus::MetricFamily>& families) const;
  void add_life(std::vector<prometheus::MetricFamily>& families) const;

  const Metrics& metrics_;
  const RunLabels labels_;
  const double started_;
  std::array<StageSeconds, kStages> stages_;
  std::array<std::atomic<std::uint64_t>, kFailureClasses> failures_{};
  std::atomic<double> last_success_ = 0;  ///< seconds since 1970, as all times here; 0: none yet
  std::atomic<double> ended_ = 0;
  std::atomic<int> exit_code_ = 0;
};

}  // namespace tbbimg
