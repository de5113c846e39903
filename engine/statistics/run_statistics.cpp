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

bool has_own_figure(DecodeWarningKind kind) noexcept {
  return kind == DecodeWarningKind::salvaged || kind == DecodeWarningKind::processed_alone;
}

}  // namespace

void RunStatistics::on_settled(const SettledImage& image) {
  throughput_.add(std::chrono::steady_clock::now() - begin_, counts_of(image));
  if (image.times.total().count() > 0) add_times(image);
  if (image.fate == Fate::failed) add_failure(image);
  if (image.fate == Fate::done) add_warnings(image);
  for (const SettledOutput& output : image.outputs) add_output(output);
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
  const FailureCause cause = FailureCause::of(*image.error);
  const auto known = failures_.find(cause);
  FailureGroup& group = known != failures_.end()         ? known->second
                        : failures_.size() < kMostCauses ? failures_[cause]
                                                         : uncounted_;
  if (group.count++ == 0) {
    group.failure_class = class_of(*image.error);
    group.sentence = sentence_of_cause(*image.error);
    if (&group != &uncounted_) group.cause = cause;
  }
  if (group.examples.size() == kMaxExamples) return;
  group.examples.push_back(*image.error);
  group.examples.back().path = image.item.path;
}

void RunStatistics::add_warnings(const SettledImage& image) {
  for (const DecodeWarning& warning : image.warnings) {
    WarningGroup& group = warnings_[warning.kind];
    if (group.count++ == 0) group.first = warning;
    group.largest = std::max(group.largest, warning.figure);
    if (has_own_figure(warning.kind)) group.first.figure = 0;
    if (group.examples.size() < kMaxExamples) group.examples.push_back(image.item.path);
  }
}

void RunStatistics::add_output(const SettledOutput& output) {
  if (output.variant >= variants_.size()) variants_.resize(output.variant + 1);
  VariantOutputs& variant = variants_[output.variant];
  variant.kept += output.was_there ? 1 : 0;
  variant.written += output.was_there ? 0 : 1;
  variant.bytes += output.was_there ? 0 : output.bytes;
}

std::vector<FailureGroup> RunStatistics::failures() const {
  std::vector<FailureGroup> groups;
  for (const auto& [cause, group] : failures_) groups.push_back(group);
  std::stable_sort(groups.begin(), groups.end(),
                   [](const FailureGroup& a, const FailureGroup& b) { return a.count > b.count; });
  FailureGroup rest = uncounted_;
  while (groups.size() > kMaxFailureGroups) {
    FailureGroup& rarest = groups.back();
    rest.count += rarest.count;
    rest.failure_class = rarest.failure_class;
    rest.examples.insert(rest.examples.begin(), rarest.examples.begin(), rarest.examples.end());
    groups.pop_back();
  }
  if (rest.count == 0) return groups;
  if (rest.examples.size() > kMaxExamples) rest.examples.resize(kMaxExamples);
  rest.sentence = "other reasons";
  groups.push_back(std::move(rest));
  return groups;
}

}  // namespace tbbimg
