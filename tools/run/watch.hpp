// All that looks at a run, behind one object: progress, words on stderr, a log, figures for Prometheus, reports.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "engine/statistics/run_statistics.hpp"
#include "tools/exit_code.hpp"
#include "tools/log/event_log.hpp"
#include "tools/metrics/metrics_export.hpp"
#include "tools/run/census.hpp"
#include "tools/run/console.hpp"
#include "tools/run/options.hpp"
#include "tools/run/progress.hpp"
#include "tools/run/run_log.hpp"

namespace tbbimg::tools {

class Watch {
 public:
  /// Opens what `run` names, so that what cannot be had is known before anything is begun. Or the code to end with,
  /// after that has been told. `arguments` are the command line's, as typed.
  [[nodiscard]] static tl::expected<std::unique_ptr<Watch>, ExitCode> open(const RunArguments& run,
                                                                           const Pipeline& pipeline,
                                                                           const std::vector<std::string>& arguments);

  /// For Pipeline::run; they live as long as this.
  [[nodiscard]] std::vector<RunObserver*> observers();
  [[nodiscard]] Metrics& metrics() noexcept { return metrics_; }

  /// From here to end() threads of its own show how far the run is.
  void begin();
  /// A sentence that is not about one image; from any thread, and after end(), too.
  void note(std::string_view message);
  /// The words, and whatever else is to be written, of a run that ends with `code`; `why` explains it and may be empty.
  /// The code to end with: another one if something could not be written.
  [[nodiscard]] ExitCode end(const RunReport& report, ExitCode code, const std::string& why);

  /// Whether an entry was an image, whatever became of it; valid after the run.
  [[nodiscard]] bool saw_image() const noexcept { return log_.saw_image(); }

 private:
  Watch(const RunArguments& run, const Pipeline& pipeline, const std::vector<std::string>& arguments);
  [[nodiscard]] Status check_files() const;
  [[nodiscard]] Status open_files();
  [[nodiscard]] Status open_export();
  [[nodiscard]] ExitCode write_reports(const RunReport& report, ExitCode code, const std::string& why);

  const RunArguments& run_;
  const Pipeline& pipeline_;
  const std::vector<std::string>& arguments_;
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
  std::optional<Census> census_;
  std::optional<Progress> progress_;  ///< asks census_
};

}  // namespace tbbimg::tools
