#include "tools/run/watch.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <span>
#include <utility>

#include "engine/files/file.hpp"
#include "engine/files/named_file.hpp"
#include "tools/print.hpp"
#include "tools/report/report.hpp"
#include "tools/run/json_events.hpp"
#include "tools/run/summary.hpp"

namespace tbbimg::tools {
namespace {

bool is_stderr(int file) noexcept {
  struct stat log {};
  struct stat console {};
  return ::fstat(file, &log) == 0 && ::fstat(STDERR_FILENO, &console) == 0 && log.st_dev == console.st_dev &&
         log.st_ino == console.st_ino;
}

Result<FileDescriptor> open_log(const std::string& path) {
  auto file = append_to_named_file(path);
  if (file && !is_stderr(file->get())) return file;
  Error error = file ? Error{.code = ErrorCode::unsupported,
                             .message = "is where stderr goes, and their lines would overwrite each other",
                             .stage = Stage::write,
                             .path = path}
                     : file.error();
  // Whoever gives --log /dev/stderr wants to read along.
  if (error.code == ErrorCode::unsupported) error.message += "; --progress json tells the same on stderr";
  return fail(std::move(error));
}

}  // namespace

Watch::Watch(const RunArguments& run, const Pipeline& pipeline, const std::vector<std::string>& arguments)
    : run_(run),
      pipeline_(pipeline),
      arguments_(arguments),
      mode_(chosen_mode(run.watch.progress)),
      log_(mode_, run.watch.verbose, console_) {}

tl::expected<std::unique_ptr<Watch>, ExitCode> Watch::open(const RunArguments& run, const Pipeline& pipeline,
                                                           const std::vector<std::string>& arguments) {
  std::unique_ptr<Watch> watch(new Watch(run, pipeline, arguments));
  if (const Status status = watch->open_files(); !status) {
    const bool is_file = status.error().stage == Stage::write;
    return tl::unexpected(complain(is_file ? ExitCode::cannot_create : ExitCode::environment, status.error()));
  }
  return watch;
}

// An image is nothing that a report, a log or figures may be written to, whatever it is called.
Status Watch::check_files() const {
  std::vector<std::string> files = run_.watch.reports;
  files.insert(files.end(), {run_.watch.log_file, run_.watch.metrics.file});
  for (const std::string& file : files) {
    const auto head = file.empty() ? Result<std::string>() : read_head(file, kSignatureBytes);
    if (!head || head->empty()) continue;
    const std::span bytes(reinterpret_cast<const std::uint8_t*>(head->data()), head->size());
    if (pipeline_.codecs().find_decoder(bytes) == nullptr) continue;
    return fail({.code = ErrorCode::invalid_argument,
                 .message = "is an image, which would be lost",
                 .stage = Stage::write,
                 .path = file});
  }
  return {};
}

Status Watch::open_files() {
  TBBIMG_RETURN_IF_ERROR(check_files());
  for (const std::string& file : run_.watch.reports) TBBIMG_RETURN_IF_ERROR(check_report_file(file));
  if (const std::string& file = run_.watch.log_file; !file.empty()) {
    TBBIMG_ASSIGN_OR_RETURN(FileDescriptor opened, open_log(file));
    event_log_ = EventLog::open(std::move(opened), [this](std::string_view text) { log_.note(text); });
    event_log_->begin(arguments_);
  }
  return open_export();
}

Status Watch::open_export() {
  const MetricsExport::Options& options = run_.watch.metrics;
  if (options.file.empty() && !options.listen) return {};
  TBBIMG_ASSIGN_OR_RETURN(export_,
                          MetricsExport::open(options, metrics_, [this](std::string_view text) { note(text); }));
  // Nobody else knows which port was picked.
  const bool is_picked = options.listen && options.listen->port == 0;
  if (options.listen && (is_picked || mode_ != ProgressMode::none)) note("figures are at " + export_->url());
  return {};
}

std::vector<RunObserver*> Watch::observers() {
  std::vector<RunObserver*> observers = {&log_, &statistics_};
  if (event_log_) observers.push_back(event_log_.get());
  if (export_) observers.push_back(&export_->observer());
  return observers;
}

void Watch::note(std::string_view message) {
  const std::lock_guard lock(mutex_);
  // The end is the last of the objects, whatever signal comes then.
  if (has_ended_ && mode_ == ProgressMode::json) return;
  log_.note(message);
  if (event_log_) event_log_->note(message);
}

void Watch::begin() {
  if (mode_ == ProgressMode::none) return;
  census_.emplace(CensusArguments{run_.inputs, run_.output, run_.shard});
  progress_.emplace(
      mode_, metrics_, [this] { return census_->total(); }, console_);
}

ExitCode Watch::end(const RunReport& report, ExitCode code, const std::string& why) {
  progress_.reset();
  census_.reset();
  if (mode_ != ProgressMode::none && mode_ != ProgressMode::json) {
    for (const std::string& line : summary_lines(report, statistics_, run_.output)) log_.note(line);
  }
  if (!why.empty()) note(why);
  code = write_reports(report, code, why);
  if (export_) export_->end(static_cast<int>(code));
  if (event_log_) event_log_->end(report, static_cast<int>(code));
  std::unique_ptr<EventLog> log;
  {
    const std::lock_guard lock(mutex_);
    log = std::move(event_log_);
  }
  // Its end waits for the disk, and nobody else shall wait for that.
  log.reset();
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  if (mode_ == ProgressMode::json) console_.line(end_event(report, statistics_, code));
  return code;
}

ExitCode Watch::write_reports(const RunReport& report, ExitCode code, const std::string& why) {
  const RunFacts facts{report,
                       statistics_,
                       pipeline_.options(),
                       arguments_,
                       run_.inputs,
                       run_.output,
                       started_,
                       std::chrono::system_clock::now(),
                       code,
                       why};
  for (const std::string& file : run_.watch.reports) {
    if (const Status status = write_report(file, facts); !status) {
      note("the report cannot be written: " + status.error().to_string());
      if (code == ExitCode::done) code = ExitCode::environment;
    }
  }
  return code;
}

}  // namespace tbbimg::tools
