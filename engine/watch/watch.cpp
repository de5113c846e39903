#include "engine/watch/watch.hpp"

#include <filesystem>
#include <span>
#include <system_error>
#include <utility>

#include "engine/files/absolute_path.hpp"
#include "engine/files/named_file.hpp"
#include "engine/watch/json_events.hpp"
#include "engine/watch/report/report.hpp"
#include "engine/watch/summary.hpp"

namespace tbbimg {
namespace {

// Whoever gives --log /dev/stderr wants to read along.
Error of_log(Error error) {
  if (error.code == ErrorCode::unsupported) error.message += "; --progress json tells the same on stderr";
  return error;
}

}  // namespace

Watch::Watch(const WatchOptions& options, const Run& run)
    : options_(options), run_(run), mode_(chosen_mode(options.progress)), log_(mode_, options.verbose, console_) {}

Result<std::unique_ptr<Watch>> Watch::open(const WatchOptions& options, const Run& run) {
  std::unique_ptr<Watch> watch(new Watch(options, run));
  TBBIMG_RETURN_IF_ERROR(watch->open_files());
  return watch;
}

Status Watch::check(const WatchOptions& options, const CodecRegistry& codecs) {
  std::vector<std::string> replaced = options.reports;
  if (!options.metrics.file.empty()) replaced.push_back(options.metrics.file);
  for (const std::string& file : replaced) {
    TBBIMG_RETURN_IF_ERROR(check_named_file(file, NamedFileUse::replace));
    TBBIMG_RETURN_IF_ERROR(check_no_image(file, codecs));
  }
  if (options.log_file.empty()) return {};
  if (const Status status = check_named_file(options.log_file, NamedFileUse::append); !status) {
    return fail(of_log(status.error()));
  }
  return check_no_image(options.log_file, codecs);
}

Result<FileDescriptor> Watch::open_log() const {
  const std::string& path = options_.log_file;
  auto file = append_to_named_file(path);
  if (file && !console_.writes_to(file->get())) return file;
  return fail(of_log(
      file ? Error{.code = ErrorCode::unsupported,
                   .message = "is also where stderr goes, and the two would overwrite each other; choose another file",
                   .stage = Stage::write,
                   .path = path}
           : file.error()));
}

Status Watch::open_files() {
  TBBIMG_RETURN_IF_ERROR(check(options_, run_.codecs));
  for (const std::string& file : options_.reports) TBBIMG_RETURN_IF_ERROR(try_named_file(file));
  if (!options_.log_file.empty()) {
    TBBIMG_ASSIGN_OR_RETURN(FileDescriptor opened, open_log());
    event_log_ = EventLog::open(std::move(opened), [this](std::string_view text) { log_.note(text); });
    event_log_->begin(run_.arguments);
  }
  return open_export();
}

Status Watch::open_export() {
  const MetricsExport::Options& options = options_.metrics;
  if (options.file.empty() && !options.listen) return {};
  std::error_code error;
  const AbsolutePath absolute(std::filesystem::current_path(error).string());
  TBBIMG_ASSIGN_OR_RETURN(export_,
                          MetricsExport::open(options, metrics_, {absolute(run_.output), to_string(run_.shard)},
                                              [this](std::string_view text) { note_trouble(text); }));
  // Nobody else knows which port was picked.
  const bool is_picked = options.listen && options.listen->port == 0;
  if (options.listen && (is_picked || shows_progress())) note("figures are at " + export_->url());
  return {};
}

std::vector<RunObserver*> Watch::observers() {
  std::vector<RunObserver*> observers = {&log_, &statistics_};
  if (event_log_) observers.push_back(event_log_.get());
  if (export_) observers.push_back(&export_->observer());
  return observers;
}

void Watch::note(std::string_view message) { tell(message, shows_progress()); }
void Watch::note_trouble(std::string_view message) { tell(message, true); }

void Watch::tell(std::string_view message, bool on_console) {
  const std::lock_guard lock(mutex_);
  // The end is the last of the objects, whatever signal comes then.
  if (has_ended_ && mode_ == ProgressMode::json) return;
  if (on_console) log_.note(message);
  if (event_log_) event_log_->note(message);
}

void Watch::begin(ProgressMeter::Total total) { progress_.emplace(mode_, metrics_, std::move(total), console_); }

bool Watch::conclude(const RunReport& report, const End& end) {
  progress_.reset();
  if (shows_progress() && mode_ != ProgressMode::json) {
    for (const std::string& line : summary_lines(report, statistics_, run_.output, run_.options.memory))
      log_.note(line);
  }
  if (!end.why.empty()) tell(end.why, shows_progress() || end.exit_code != 0);
  const RunFacts facts{report,        statistics_,    run_.recipe,
                       run_.options,  run_.arguments, run_.inputs,
                       run_.output,   started_,       std::chrono::system_clock::now(),
                       end.exit_code, end.outcome,    end.why};
  bool all_written = true;
  for (const std::string& file : options_.reports) {
    if (const Status status = write_report(file, facts); !status) {
      note_trouble("the report cannot be written: " + status.error().to_string());
      all_written = false;
    }
  }
  return all_written;
}

void Watch::close(const RunReport& report, int exit_code) {
  if (export_) export_->end(exit_code);
  if (event_log_) event_log_->end(report, exit_code);
  std::unique_ptr<EventLog> log;
  {
    const std::lock_guard lock(mutex_);
    log = std::move(event_log_);
  }
  // Its end waits for the disk, and nobody else shall wait for that.
  log.reset();
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  if (mode_ == ProgressMode::json) console_.line(end_event(report, statistics_, exit_code));
}

}  // namespace tbbimg
