#include "engine/statistics/run_statistics.hpp"

#include <algorithm>
#include <utility>

namespace tbbimg {
namespace {

RunCounts counts_of(const SettledImage& image) noexcept {
  RunCounts counts;
  switch (image.fate) {
    case Fate::done: counts.done = 1; break;
    case Fate::failed: counts.failed = 1; break;
    case Fate::skipped: counts.skipped = 1; break;
    case Fate::cancelled: counts.cancelled = 1; break;
  }
  if (image.fate == Fate::done) counts.pixels_in = image.pixels;
  counts.bytes_in = image.bytes_read;
  for (const SettledOutput& output : image.outputs) {
    if (!output.was_there) counts.bytes_out += output.bytes;
  }
  return counts;
}

}  // namespace

void RunStatistics::on_settled(const SettledImage& image) {
  throughput_.add(std::chrono::steady_clock::now() - begin_, counts_of(image));
  if (image.times.total().count() > 0) add_times(image);
  if (image.fate == Fate::failed) add_failure(image);
  if (image.fate == Fate::skipped) ++skips_[image.skip.kind];
}

void RunStatistics::add_times(const SettledImage& image) {
  const auto total = image.times.total();
  images_.add(static_cast<std::uint64_t>(total.count()));
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto time = image.times[static_cast<Stage>(i)].count();
    if (time > 0) stages_[i].add(static_cast<std::uint64_t>(time));
  }
  if (slowest_.size() == kSlowest && total <= slowest_.back().times.total()) return;
  if (slowest_.size() == kSlowest) slowest_.pop_back();
  const auto place = std::find_if(slowest_.begin(), slowest_.end(),
                                  [total](const SlowImage& other) { return other.times.total() < total; });
  slowest_.insert(place, {image.item.path, image.fate, image.times, image.pixels, image.bytes_read, image.attempts});
}

void RunStatistics::add_failure(const SettledImage& image) {
  FailureCause cause = FailureCause::of(*image.error);
  auto group = failures_.find(cause);
  if (group == failures_.end()) {
    const bool is_full = failures_.size() >= kMaxFailureGroups;
    if (is_full) cause = {};
    group = failures_.try_emplace(cause).first;
    if (is_full) group->second.sentence = "other reasons";
  }
  FailureGroup& failures = group->second;
  if (failures.count++ == 0) failures.failure_class = class_of(*image.error);
  if (failures.sentence.empty()) failures.sentence = sentence_of_cause(*image.error);
  if (failures.examples.size() < kMaxExamples) {
    failures.examples.push_back(*image.error);
    failures.examples.back().path = image.item.path;
  }
}

}  // namespace tbbimg
