// What the command adds to the watch of a run: exit codes, and a count of what there will be.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "engine/watch/watch.hpp"
#include "tools/exit_code.hpp"
#include "tools/run/census.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

class Watch {
 public:
  /// Opens what `run` names, so that what cannot be had is known before anything is begun. Or the code to end with,
  /// after that has been told. `arguments` are the command line's, as typed. All must outlive the watch.
  [[nodiscard]] static tl::expected<std::unique_ptr<Watch>, ExitCode> open(const RunArguments& run,
                                                                           const Pipeline& pipeline,
                                                                           const std::vector<std::string>& arguments);

  /// For Pipeline::run; they live as long as this.
  [[nodiscard]] std::vector<RunObserver*> observers() { return watch_->observers(); }
  [[nodiscard]] Metrics& metrics() noexcept { return watch_->metrics(); }

  /// From here to end() threads of its own show how far the run is.
  void begin();
  /// A sentence that is not about one image; from any thread, and after end(), too.
  void note(std::string_view message) { watch_->note(message); }
  void note_trouble(std::string_view message) { watch_->note_trouble(message); }
  /// The words, and whatever else is to be written, of a run that ends with `code`; `why` explains it and may be empty.
  /// The code to end with: another one if something could not be written.
  [[nodiscard]] ExitCode end(const RunReport& report, ExitCode code, const std::string& why);

 private:
  explicit Watch(const RunArguments& run) : run_(run) {}

  const RunArguments& run_;
  std::optional<Census> census_;
  std::unique_ptr<tbbimg::Watch> watch_;  ///< asks census_
};

}  // namespace tbbimg::tools
