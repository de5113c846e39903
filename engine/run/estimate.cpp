#include "engine/run/estimate.hpp"

#include <algorithm>
#include <chrono>
#include <stop_token>

#include "engine/system/periodic.hpp"

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
  std::stop_source up;
  Periodic clock(kMostTime, [&up] { up.request_stop(); });
  const Result<RunReport> report = pipeline.run(sampled, sink, {{up.get_token(), {}}, {&listener}, nullptr});
  clock.stop();
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
