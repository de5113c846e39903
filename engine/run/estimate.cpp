#include "engine/run/estimate.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

namespace tbbimg {
namespace {

constexpr std::size_t kSampleSize = 16;
constexpr std::chrono::seconds kMostTime{2};

class SampleSource final : public Source {
 public:
  SampleSource(const std::vector<SourceItem>& items, Source& source) : items_(items), source_(source) {}
  [[nodiscard]] Result<std::optional<SourceItem>> next() override {
    if (position_ == items_.size()) return std::nullopt;
    return items_[position_++];
  }
  [[nodiscard]] Result<SourceData> read(const SourceItem& item, const ReadOptions& options) override {
    return source_.read(item, options);
  }

 private:
  const std::vector<SourceItem>& items_;
  Source& source_;
  std::size_t position_ = 0;
};

class NoSink final : public Sink {
 public:
  [[nodiscard]] Result<bool> keeps(const std::string& /*name*/, IfExists /*if_exists*/) override { return false; }
  [[nodiscard]] Status write(const std::string& /*name*/, std::span<const std::uint8_t> /*bytes*/,
                             IfExists /*if_exists*/) override {
    return {};
  }
};

struct Listener final : RunObserver {
  void on_settled(const SettledImage& image) override {
    if (image.fate == Fate::done) done_bytes += image.item.bytes;
    if (image.fate == Fate::failed) failures.push_back(*image.error);
  }
  std::uint64_t done_bytes = 0;
  std::vector<Error> failures;
};

// Asks for the end of a run when its time is up, and goes away with the run.
class Deadline {
 public:
  Deadline() : thread_([this](const std::stop_token& stop) { wait(stop); }) {}
  [[nodiscard]] std::stop_token token() const noexcept { return up_.get_token(); }

 private:
  void wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    condition_.wait_for(lock, stop, kMostTime, [] { return false; });
    if (!stop.stop_requested()) up_.request_stop();
  }

  std::stop_source up_;
  std::mutex mutex_;
  std::condition_variable_any condition_;
  std::jthread thread_;  // last: uses all of the above
};

}  // namespace

void Sample::add(const SourceItem& item) {
  ++seen_;
  bytes_seen_ += item.bytes;
  if (items_.size() < kSampleSize) {
    items_.push_back(item);
  } else if (const std::uint64_t place = std::uniform_int_distribution<std::uint64_t>(0, seen_ - 1)(random_);
             place < kSampleSize) {
    items_[place] = item;
  }
}

Estimate estimate_run(const Pipeline& pipeline, const Sample& sample, Source& source) {
  SampleSource sampled(sample.items(), source);
  NoSink sink;
  Listener listener;
  Result<RunReport> report;
  {
    const Deadline deadline;
    report = pipeline.run(sampled, sink, {{deadline.token(), {}}, {&listener}, nullptr});
  }
  Estimate estimate;
  estimate.failures = std::move(listener.failures);
  estimate.of = sample.seen();
  if (!report || report->done == 0 || listener.done_bytes == 0) return estimate;
  const double times = static_cast<double>(sample.bytes_seen()) / static_cast<double>(listener.done_bytes);
  estimate.images = report->done;
  estimate.bytes = static_cast<std::uint64_t>(static_cast<double>(report->bytes_out) * times);
  estimate.seconds = report->seconds * times;
  return estimate;
}

}  // namespace tbbimg
