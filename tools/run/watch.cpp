#include "tools/run/watch.hpp"

#include <utility>

#include "tools/print.hpp"

namespace tbbimg::tools {
namespace {

std::string outcome_of(ExitCode code) {
  switch (code) {
    case ExitCode::done: return "all done";
    case ExitCode::some_failed: return "some images failed";
    case ExitCode::bad_plan: return "no image among the inputs";
    case ExitCode::environment: return "the environment failed";
    case ExitCode::interrupted: return "interrupted";
    default: return "not all went well";
  }
}

}  // namespace

tl::expected<std::unique_ptr<Watch>, ExitCode> Watch::open(const RunArguments& run, const Pipeline& pipeline,
                                                           const std::vector<std::string>& arguments) {
  auto opened = tbbimg::Watch::open(run.watch, {pipeline.recipe(), pipeline.options(), pipeline.codecs(), arguments,
                                                run.inputs, run.output, run.shard.value_or(Shard())});
  if (!opened) {
    const bool is_file = opened.error().stage == Stage::write;
    return tl::unexpected(complain(is_file ? ExitCode::cannot_create : ExitCode::environment, opened.error()));
  }
  std::unique_ptr<Watch> watch(new Watch(run));
  watch->watch_ = *std::move(opened);
  return watch;
}

void Watch::begin() {
  if (!watch_->shows_progress()) return;
  // How long a list is, nobody knows before its end.
  if (run_.files_from.empty()) {
    census_.emplace(CensusArguments{run_.inputs, run_.output, run_.shard, run_.selection});
  }
  watch_->begin([this] { return census_ ? census_->total() : std::nullopt; });
}

ExitCode Watch::end(const RunReport& report, ExitCode code, const std::string& why) {
  const bool all_written = watch_->conclude(report, {static_cast<int>(code), outcome_of(code), why});
  census_.reset();
  if (!all_written && code == ExitCode::done) code = ExitCode::environment;
  watch_->close(report, static_cast<int>(code));
  return code;
}

}  // namespace tbbimg::tools
