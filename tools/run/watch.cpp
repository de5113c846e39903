#include "tools/run/watch.hpp"

#include "tools/run/json_events.hpp"
#include "tools/run/summary.hpp"

namespace tbbimg::tools {

Watch::Watch(const RunArguments& run, const Pipeline& pipeline)
    : run_(run),
      pipeline_(pipeline),
      mode_(chosen_mode(run.watch.progress)),
      log_(mode_, run.watch.verbose, console_) {}

Result<std::unique_ptr<Watch>> Watch::open(const RunArguments& run, const Pipeline& pipeline) {
  return std::unique_ptr<Watch>(new Watch(run, pipeline));
}

std::vector<RunObserver*> Watch::observers() { return {&log_, &statistics_}; }

void Watch::begin() { progress_.emplace(mode_, metrics_, pipeline_.options().max_images, console_); }

ExitCode Watch::end(const RunReport& report, ExitCode code, const std::string& why) {
  progress_.reset();
  if (mode_ != ProgressMode::none && mode_ != ProgressMode::json) {
    for (const std::string& line : summary_lines(report, statistics_, run_.output)) log_.note(line);
  }
  if (!why.empty()) log_.note(why);
  if (mode_ == ProgressMode::json) console_.line(end_event(report, statistics_, code));
  return code;
}

}  // namespace tbbimg::tools
