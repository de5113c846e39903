#include "engine/pipeline/ledger.hpp"

#include <string>

namespace tbbimg {

void Ledger::list(const SourceItem& item) {
  ++metrics_->listed;
  metrics_->bytes_listed += item.bytes;
}

void Ledger::begin(const SourceItem& item, std::span<const std::string> outputs) {
  for (RunObserver* observer : observers_) observer->on_begun(item, outputs);
}

void Ledger::admit(const ImageTask& task) {
  for (RunObserver* observer : observers_) observer->on_admitted(task.item, task.file.size() + task.work_bytes_held);
}

void Ledger::write(const VariantTask& variant) {
  ++metrics_->outputs;
  metrics_->bytes_out += variant.encoded.size();
}

void Ledger::retry(const RetriedImage& image) {
  ++metrics_->retries;
  for (RunObserver* observer : observers_) observer->on_retry(image);
}

void Ledger::change(const BreakerChange& change) {
  metrics_->set_breaker(change.place, change.state);
  for (RunObserver* observer : observers_) observer->on_breaker(change);
}

Fate Ledger::settle(const ImageTask& task) {
  Fate fate = Fate::done;
  if (task.error) {
    fate = task.error->code == ErrorCode::cancelled ? Fate::cancelled : Fate::failed;
  } else if (task.skip) {
    fate = Fate::skipped;
  }
  record({task.item, fate, task.error ? &*task.error : nullptr, task.skip, task.outputs, task.attempts, task.times,
          task.bytes_read, task.info.stored_size.pixels()});
  return fate;
}

void Ledger::settle_abandoned(const ImageTask& task, const Error& error) {
  const Fate fate = error.code == ErrorCode::cancelled ? Fate::cancelled : Fate::failed;
  record({task.item, fate, &error, {}, {}, task.attempts});
}

void Ledger::record(const SettledImage& image) {
  metrics_->bytes_in += image.bytes_read;
  metrics_->bytes_settled += image.item.bytes;
  for (RunObserver* observer : observers_) observer->on_settled(image);
  // Last: whoever sees that all has settled shall find the rest complete.
  switch (image.fate) {
    case Fate::done:
      metrics_->pixels_in += image.pixels;
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
  const Metrics& metrics = *metrics_;
  RunReport report;
  report.listed = metrics.listed;
  report.done = metrics.done;
  report.failed = metrics.failed;
  report.skipped = metrics.skipped;
  report.cancelled = metrics.cancelled;
  report.outputs = metrics.outputs;
  report.bytes_in = metrics.bytes_in;
  report.bytes_out = metrics.bytes_out;
  report.pixels_in = metrics.pixels_in;
  report.retries = metrics.retries;
  const bool adds_up = all_settled();
  const std::uint64_t settled = metrics.settled();
  observers_.clear();
  metrics_ = &nobodys_;
  if (!adds_up) {
    return fail(ErrorCode::internal, std::to_string(report.listed) + " entries were listed and " +
                                         std::to_string(settled) + " accounted for; this is a bug of tbbimg");
  }
  return report;
}

}  // namespace tbbimg
