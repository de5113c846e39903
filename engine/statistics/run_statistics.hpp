// What a run was like: plain data, gathered while it goes on, in memory that does not grow with it.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/events/observer.hpp"
#include "engine/statistics/failure_cause.hpp"
#include "engine/statistics/histogram.hpp"
#include "engine/statistics/throughput.hpp"

namespace tbbimg {

/// Entries by why they were skipped.
using SkipCounts = std::map<SkipKind, std::uint64_t>;

struct SlowImage {
  std::string path;
  Fate fate = Fate::done;
  StageTimes times;
  std::uint64_t pixels = 0, bytes_read = 0;
  int attempts = 0;
};

struct FailureGroup {
  std::optional<FailureCause> cause;  ///< nothing: several, which are rarer than those of the other groups
  std::uint64_t count = 0;
  Sentence sentence;                                     ///< sentence_of_cause()
  FailureClass failure_class = FailureClass::permanent;  ///< of the first
  std::vector<Error> examples;                           ///< the first ones, with their paths
};

/// Images with a warning of a kind.
struct WarningGroup {
  std::uint64_t count = 0;
  DecodeWarning first = {};           ///< without its figure if each image has its own
  std::uint64_t largest = 0;          ///< figure of all
  std::vector<std::string> examples;  ///< paths of the first ones
};

/// What a variant of the recipe came to.
struct VariantOutputs {
  std::uint64_t written = 0;  ///< files
  std::uint64_t bytes = 0;    ///< of those written
  std::uint64_t kept = 0;     ///< files that were there already
};

/// Give it to RunControls::observers. To be read after the run, or from another observer's call.
class RunStatistics final : public RunObserver {
 public:
  static constexpr std::size_t kSlowest = 10;
  static constexpr std::size_t kMaxFailureGroups = 32;  ///< one more holds the rest
  static constexpr std::size_t kMaxExamples = 8;        ///< of each group

  void on_settled(const SettledImage& image) override;

  /// Nanoseconds of work per image, all its attempts and variants together, of the images that came as far.
  [[nodiscard]] const Histogram& stage(Stage stage) const noexcept { return stages_[static_cast<std::size_t>(stage)]; }
  /// Of all stages together, of images that were begun.
  [[nodiscard]] const Histogram& images() const noexcept { return images_; }
  /// By the time spent on them, the slowest first.
  [[nodiscard]] const std::vector<SlowImage>& slowest() const noexcept { return slowest_; }
  /// By cause, the most frequent first, and at the end the rest.
  [[nodiscard]] std::vector<FailureGroup> failures() const;
  [[nodiscard]] const std::map<DecodeWarningKind, WarningGroup>& warnings() const noexcept { return warnings_; }
  /// By index into the recipe, as far as there was an output.
  [[nodiscard]] const std::vector<VariantOutputs>& variants() const noexcept { return variants_; }
  [[nodiscard]] const SkipCounts& skips() const noexcept { return skips_; }
  [[nodiscard]] const Throughput& throughput() const noexcept { return throughput_; }

 private:
  // More than all codes, kinds and stages that any image has met give.
  static constexpr std::size_t kMostCauses = 1000;

  void add_times(const SettledImage& image);
  void add_failure(const SettledImage& image);
  void add_warnings(const SettledImage& image);
  void add_output(const SettledOutput& output);

  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::array<Histogram, kStages> stages_;
  Histogram images_;
  std::vector<SlowImage> slowest_;
  std::map<FailureCause, FailureGroup> failures_;
  FailureGroup uncounted_;  ///< of causes that came when there were kMostCauses
  std::map<DecodeWarningKind, WarningGroup> warnings_;
  std::vector<VariantOutputs> variants_;
  SkipCounts skips_;
  Throughput throughput_;
};

}  // namespace tbbimg
