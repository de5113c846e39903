// All that looks at a run, behind one object: progress, words on stderr, a log, figures for Prometheus, reports.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/events/run_report.hpp"
#include "engine/io/shard.hpp"
#include "engine/pipeline/run_options.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/statistics/run_statistics.hpp"
#include "engine/watch/console.hpp"
#include "engine/watch/log/event_log.hpp"
#include "engine/watch/metrics/metrics_export.hpp"
#include "engine/watch/progress.hpp"
#include "engine/watch/run_log.hpp"
#include "engine/watch/watch_options.hpp"

namespace tbbimg {

class Watch {
 public:
  /// What is watched; what is referred to must outlive the watch.
  struct Run {
    const Recipe& recipe;
    const RunOptions& options;                  ///< with the defaults filled in
    const CodecRegistry& codecs;                ///< they tell images, which nothing is written over
    const std::vector<std::string>& arguments;  ///< of the command, as typed
    const std::vector<std::string>& inputs;
    const std::string& output;
    Shard shard;
  };

  /// How it ended.
  struct End {
    int exit_code = 0;
    std::string outcome;  ///< the same in a few words, such as "all done"
    std::string why;      ///< where the figures do not say it; may be empty
  };

  /// Opens what `options` name, so that what cannot be had is known before anything is begun. `options` must outlive
  /// the watch. Errors: those of the files, in Stage::write; permission_denied if there is nothing to listen on.
  [[nodiscard]] static Result<std::unique_ptr<Watch>> open(const WatchOptions& options, const Run& run);

  /// Whether the files could be written, as far as looking tells: for who writes nothing. `options` and `codecs` as
  /// for open().
  [[nodiscard]] static Status check(const WatchOptions& options, const CodecRegistry& codecs);

  /// For Pipeline::run; they live as long as this.
  [[nodiscard]] std::vector<RunObserver*> observers();
  [[nodiscard]] Metrics& metrics() noexcept { return metrics_; }

  /// From here to conclude() a thread of its own shows how far the run is; it asks `total`.
  void begin(ProgressMeter::Total total);
  /// A sentence that is not about one image; from any thread, and after close(), too. ProgressMode::none keeps it to
  /// the log.
  void note(std::string_view message);
  /// The same for what has gone wrong: it is always told.
  void note_trouble(std::string_view message);
  /// Tells what the run came to, and writes the reports. Whether all could be written.
  [[nodiscard]] bool conclude(const RunReport& report, const End& end);
  /// The last figures, the ends of the log and of the events. `exit_code` is the one that the process ends with.
  void close(const RunReport& report, int exit_code);

  /// Whether progress is shown at all, so that it is worth to know the total.
  [[nodiscard]] bool shows_progress() const noexcept { return mode_ != ProgressMode::none; }

 private:
  Watch(const WatchOptions& options, const Run& run);
  void tell(std::string_view message, bool on_console);
  [[nodiscard]] Result<FileDescriptor> open_log() const;
  [[nodiscard]] Status open_files();
  [[nodiscard]] Status open_export();

  const WatchOptions& options_;
  const Run run_;
  const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
  ProgressMode mode_;
  Console console_;
  RunLog log_;
  RunStatistics statistics_;
  Metrics metrics_;
  std::mutex mutex_;  ///< of the two that follow
  bool has_ended_ = false;
  std::unique_ptr<EventLog> event_log_;
  std::unique_ptr<MetricsExport> export_;
  std::optional<Progress> progress_;
};

}  // namespace tbbimg
