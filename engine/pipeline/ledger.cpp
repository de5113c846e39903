#include "engine/pipeline/ledger.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace tbbimg {
namespace {

bool is_salvaged(std::span<const DecodeWarning> warnings) noexcept {
  return std::any_of(warnings.begin(), warnings.end(),
                     [](const DecodeWarning& warning) { return warning.kind == DecodeWarningKind::salvaged; });
}

}  // namespace

void Ledger::list(const SourceItem& item) {
  ++metrics_->listed;
  metrics_->bytes_listed += item.bytes;
}

void Ledger::write(const VariantTask& variant) {
  ++metrics_->outputs;
  metrics_->bytes_out += variant.bytes;
}

void Ledger::retry(const RetriedImage& image) {
  ++metrics_->retries;
  if (!is_closed_ && observers_.push(image)) wake_ = true;
}

void Ledger::change(const BreakerChange& change) {
  metrics_->set_breaker(change.place, change.state);
  if (!is_closed_ && observers_.push(change)) wake_ = true;
}

void Ledger::begin(const SourceItem& item, std::span<const std::string> outputs) const {
  for (RunRecorder* recorder : recorders_) {
    if (!is_closed_) recorder->on_begun(item, outputs);
  }
}

void Ledger::admit(const ImageTask& task) const {
  for (RunRecorder* recorder : recorders_) {
    if (!is_closed_) recorder->on_admitted(task.item, task.file.size() + task.work_bytes);
  }
}

Ledger::Place Ledger::end(std::unique_ptr<ImageTask> owned) {
  const std::shared_ptr<ImageTask> task = std::move(owned);
  Fate fate = Fate::done;
  if (task->error) {
    fate = task->error->code == ErrorCode::cancelled ? Fate::cancelled : Fate::failed;
  } else if (task->skip) {
    fate = Fate::skipped;
  }
  return add({{task->item, fate, task->error ? &*task->error : nullptr, task->skip, task->outputs, task->attempts,
               task->times, task->bytes_read, task->info.stored_size.pixels(), task->warnings},
              task,
              task});
}

Ledger::Place Ledger::end_given_up(const ImageTask& task, Error error) {
  struct Copy {
    SourceItem item;
    Error error;
  };
  const auto copy = std::make_shared<const Copy>(Copy{task.item, std::move(error)});
  const Fate fate = copy->error.code == ErrorCode::cancelled ? Fate::cancelled : Fate::failed;
  return add({{copy->item, fate, &copy->error, {}, {}, task.attempts}, copy, nullptr});
}

Ledger::Place Ledger::add(Ending ending) {
  ++on_their_way_;
  return endings_.insert(endings_.end(), std::move(ending));
}

void Ledger::record(const Ending& ending) const {
  if (ending.task) ending.task->drop_work();
  for (RunRecorder* recorder : recorders_) {
    if (!is_closed_) recorder->on_settled(ending.image);
  }
}

void Ledger::close_ending(Place ending) {
  if (!ending->is_counted) count(*ending);
  endings_.erase(ending);
}

std::uint64_t Ledger::count_endings(std::chrono::steady_clock::time_point time) {
  std::uint64_t counted = 0;
  for (Ending& ending : endings_) {
    if (ending.is_counted || ending.since > time) continue;
    count(ending);
    ++counted;
  }
  return counted;
}

void Ledger::count(Ending& ending) {
  const SettledImage& image = ending.image;
  ending.is_counted = true;
  --on_their_way_;
  metrics_->bytes_in += image.bytes_read;
  metrics_->bytes_settled += image.item.bytes;
  if (!is_closed_ && observers_.push(image, ending.owner)) wake_ = true;
  // Last: whoever sees that all has settled shall find the rest complete.
  switch (image.fate) {
    case Fate::done:
      metrics_->pixels_in += image.pixels;
      if (is_salvaged(image.warnings)) ++metrics_->salvaged;
      ++metrics_->done;
      break;
    case Fate::failed: ++metrics_->failed; break;
    case Fate::skipped: ++metrics_->skipped; break;
    case Fate::cancelled: ++metrics_->cancelled; break;
  }
}

bool Ledger::over_limit() const noexcept {
  const std::uint64_t failed = metrics_->failed;
  const std::uint64_t settled = metrics_->settled();
  if (failure_limit_.images && failed > *failure_limit_.images) return true;
  return failure_limit_.percent && settled >= FailureLimit::kFewest &&
         static_cast<double>(failed) * 100 > *failure_limit_.percent * static_cast<double>(settled);
}

Result<RunReport> Ledger::close() {
  RunReport report;
  static_cast<RunCounts&>(report) = metrics_->snapshot();
  is_closed_ = true;
  metrics_ = &nobodys_;
  if (report.listed != report.settled()) {
    return fail(ErrorCode::internal, std::to_string(report.listed) + " entries were listed and " +
                                         std::to_string(report.settled()) + " accounted for; this is a bug of tbbimg");
  }
  return report;
}

}  // namespace tbbimg
