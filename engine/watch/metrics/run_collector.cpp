#include "engine/watch/metrics/run_collector.hpp"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/system/resources.hpp"
#include "kernels/core/format.hpp"
#include "kernels/simd/level.hpp"

namespace tbbimg {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

double unix_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

MetricFamily family(const char* name, const char* help, MetricType type) { return {name, help, type, {}}; }

void add(MetricFamily& family, double value, Labels labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  family.metric.push_back(std::move(metric));
}

MetricFamily single(const char* name, const char* help, MetricType type, double value) {
  MetricFamily one = family(name, help, type);
  add(one, value);
  return one;
}

MetricFamily gauge(const char* name, const char* help, double value) {
  return single(name, help, MetricType::Gauge, value);
}

}  // namespace

RunCollector::RunCollector(const Metrics& metrics, RunLabels labels)
    : metrics_(metrics), labels_(std::move(labels)), started_(unix_time()) {}

void RunCollector::on_settled(const SettledImage& image) {
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto time = image.times[static_cast<Stage>(i)];
    if (time.count() <= 0) continue;
    const double seconds = std::chrono::duration<double>(time).count();
    const auto bucket = std::lower_bound(kBounds.begin(), kBounds.end(), seconds) - kBounds.begin();
    ++stages_[i].counts[static_cast<std::size_t>(bucket)];
    stages_[i].nanoseconds += static_cast<std::uint64_t>(time.count());
  }
  if (image.fate == Fate::failed) ++failures_[static_cast<std::size_t>(class_of(*image.error))];
  if (image.fate == Fate::done) last_success_ = unix_time();
}

void RunCollector::ended(int exit_code) {
  exit_code_ = exit_code;
  ended_ = unix_time();
}

std::vector<MetricFamily> RunCollector::collect() const {
  std::vector<MetricFamily> families;
  add_counts(families);
  families.push_back(stage_family());
  add_gauges(families);
  families.push_back(breaker_family());
  add_life(families);
  std::erase_if(families, [](const MetricFamily& one) { return one.metric.empty(); });
  const Labels of_run = {{"output", one_line(labels_.output)}, {"shard", labels_.shard}};
  for (MetricFamily& one : families) {
    for (ClientMetric& sample : one.metric) sample.label.insert(sample.label.end(), of_run.begin(), of_run.end());
  }
  return families;
}

std::string RunCollector::text() const { return prometheus::TextSerializer().Serialize(collect()); }

void RunCollector::add_counts(std::vector<MetricFamily>& families) const {
  const RunCounts counts = metrics_.snapshot();
  for (const auto& field : kCountFields) {
    if (families.empty() || families.back().name != field.metric) {
      families.push_back(family(field.metric, field.help, MetricType::Counter));
    }
    add(families.back(), static_cast<double>(counts.*field.count),
        field.is_fate ? Labels{{"status", field.name}} : Labels{});
  }
  MetricFamily failures =
      family("tbbimg_failures_total",
             "Failed images by why: permanent (the image), transient (might pass), environment (the machine).",
             MetricType::Counter);
  for (std::size_t i = 0; i < kFailureClasses; ++i) {
    add(failures, static_cast<double>(failures_[i]), {{"class", std::string(to_string(static_cast<FailureClass>(i)))}});
  }
  families.push_back(std::move(failures));
}

MetricFamily RunCollector::stage_family() const {
  MetricFamily stages =
      family("tbbimg_stage_seconds", "Work on an image in a stage, all attempts and variants together.",
             MetricType::Histogram);
  for (std::size_t i = 0; i < kStages; ++i) {
    ClientMetric metric;
    auto& histogram = metric.histogram;
    for (std::size_t bucket = 0; bucket < kBounds.size(); ++bucket) {
      histogram.sample_count += stages_[i].counts[bucket];
      histogram.bucket.push_back({histogram.sample_count, kBounds[bucket]});
    }
    histogram.sample_count += stages_[i].counts.back();
    if (histogram.sample_count == 0) continue;
    histogram.sample_sum = static_cast<double>(stages_[i].nanoseconds) / 1e9;
    metric.label = {{"stage", std::string(to_string(static_cast<Stage>(i)))}};
    stages.metric.push_back(std::move(metric));
  }
  return stages;
}

void RunCollector::add_gauges(std::vector<MetricFamily>& families) const {
  const auto value = [](const std::atomic<std::uint64_t>& figure) { return static_cast<double>(figure.load()); };
  families.push_back(gauge("tbbimg_in_flight_images", "Images in work.", value(metrics_.in_flight)));
  families.push_back(gauge("tbbimg_in_flight_bytes", "Memory that the images in work hold of the budget.",
                           value(metrics_.bytes_held)));
  families.push_back(
      gauge("tbbimg_memory_budget_bytes", "Memory that images in work may hold.", value(metrics_.bytes_budget)));
  families.push_back(gauge("tbbimg_pool_bytes", "Pixel buffers in use or kept.", value(metrics_.pool_bytes)));
  families.push_back(gauge("tbbimg_waiting_images", "Images that wait for another attempt.", value(metrics_.waiting)));
  families.push_back(gauge("tbbimg_resident_memory_bytes", "Memory that the process has in use.",
                           static_cast<double>(resident_memory())));
}

MetricFamily RunCollector::breaker_family() const {
  MetricFamily breakers = family("tbbimg_breaker_state",
                                 "1 for the state that a place is in: closed (it works), open (nothing goes there), "
                                 "half_open (one image is let through).",
                                 MetricType::Gauge);
  for (const auto& [place, current] : metrics_.breakers()) {
    for (const BreakerState state : {BreakerState::closed, BreakerState::open, BreakerState::half_open}) {
      add(breakers, state == current ? 1 : 0, {{"place", one_line(place)}, {"state", std::string(to_string(state))}});
    }
  }
  return breakers;
}

void RunCollector::add_life(std::vector<MetricFamily>& families) const {
  families.push_back(
      gauge("tbbimg_listing_done", "1 once the inputs have been listed to their end.", metrics_.listing_done ? 1 : 0));
  families.push_back(gauge("tbbimg_start_timestamp_seconds", "When the run began, since 1970.", started_));
  if (const double time = last_success_; time > 0) {
    families.push_back(
        gauge("tbbimg_last_success_timestamp_seconds", "When an image was last done, since 1970.", time));
  }
  families.push_back(
      gauge("tbbimg_updated_timestamp_seconds", "When these figures were taken, since 1970.", unix_time()));
  const double ended = ended_;
  families.push_back(gauge("tbbimg_running", "1 while the run goes on.", ended > 0 ? 0 : 1));
  if (ended > 0) {
    families.push_back(gauge("tbbimg_end_timestamp_seconds", "When the run ended, since 1970.", ended));
    families.push_back(gauge("tbbimg_exit_code", "How the run ended.", exit_code_));
  }
  MetricFamily build = family("tbbimg_build_info", "Always 1.", MetricType::Gauge);
  const auto level = active_simd_level();
  add(build, 1, {{"version", TBBIMG_VERSION}, {"simd", level ? std::string(to_string(*level)) : ""}});
  families.push_back(std::move(build));
}

}  // namespace tbbimg
