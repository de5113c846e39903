#include "engine/watch/metrics/run_collector.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace tbbimg;
using namespace std::chrono_literals;

namespace {

bool has_line(const std::string& text, const std::string& wanted) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line == wanted) return true;
  }
  return false;
}

const RunLabels kRun = {"/out", "2/8"};

// Without the labels that all samples have.
std::string text_of(const RunCollector& collector) {
  std::string text = collector.text();
  const std::string labels = R"(output="/out",shard="2/8")";
  for (std::size_t at = text.find(labels); at != std::string::npos; at = text.find(labels, at)) {
    const bool is_alone = text[at - 1] == '{' && text[at + labels.size()] == '}';
    is_alone ? text.erase(at - 1, labels.size() + 2) : text.erase(at - 1, labels.size() + 1);
  }
  return text;
}

void settle(RunCollector& collector, Fate fate, std::chrono::nanoseconds decode, const Error* error = nullptr) {
  const SourceItem item;
  SettledImage image{item, fate, error};
  image.times.add(Stage::decode, decode);
  collector.on_settled(image);
}

}  // namespace

TEST_CASE("run_collector: counts and gauges are those of the run") {
  Metrics metrics;
  metrics.listed = 10;
  metrics.done = 5;
  metrics.failed = 2;
  metrics.skipped = 1;
  metrics.cancelled = 2;
  metrics.retries = 3;
  metrics.bytes_in = 1000;
  metrics.bytes_held = 77;
  metrics.waiting = 4;
  const RunCollector collector(metrics, kRun);
  const std::string text = text_of(collector);
  for (const char* line :
       {"tbbimg_listed_images_total 10", "tbbimg_images_total{status=\"done\"} 5",
        "tbbimg_images_total{status=\"failed\"} 2", "tbbimg_images_total{status=\"skipped\"} 1",
        "tbbimg_images_total{status=\"cancelled\"} 2", "tbbimg_retries_total 3", "tbbimg_read_bytes_total 1000",
        "tbbimg_in_flight_bytes 77", "tbbimg_waiting_images 4", "tbbimg_running 1", "tbbimg_listing_done 0"}) {
    CAPTURE(line);
    CHECK(has_line(text, line));
  }
  CHECK(text.find("tbbimg_exit_code") == std::string::npos);
  CHECK(text.find("tbbimg_last_success") == std::string::npos);
  CHECK(text.find("tbbimg_breaker_state") == std::string::npos);
}

TEST_CASE("run_collector: the histogram is cumulative, its bounds belong to their buckets") {
  const Metrics metrics;
  RunCollector collector(metrics, kRun);
  settle(collector, Fate::done, 1ms);
  settle(collector, Fate::done, 1ms + 1ns);
  settle(collector, Fate::done, 2s);
  settle(collector, Fate::done, 1000s);
  settle(collector, Fate::skipped, 0ns);
  const std::string text = text_of(collector);
  for (const char* line :
       {"{stage=\"decode\",le=\"0.0005\"} 0", "{stage=\"decode\",le=\"0.001\"} 1", "{stage=\"decode\",le=\"0.0025\"} 2",
        "{stage=\"decode\",le=\"1\"} 2", "{stage=\"decode\",le=\"2.5\"} 3", "{stage=\"decode\",le=\"100\"} 3",
        "{stage=\"decode\",le=\"+Inf\"} 4"}) {
    CAPTURE(line);
    CHECK(has_line(text, std::string("tbbimg_stage_seconds_bucket") + line));
  }
  CHECK(has_line(text, "tbbimg_stage_seconds_count{stage=\"decode\"} 4"));
  CHECK(text.find("stage=\"write\"") == std::string::npos);
}

TEST_CASE("run_collector: failures by class, the last success, the end") {
  const Metrics metrics;
  RunCollector collector(metrics, kRun);
  const Error corrupt{ErrorCode::corrupt_data, "", Stage::decode, "", false};
  const Error passing{ErrorCode::read_failed, "", Stage::read, "", true};
  const Error full{ErrorCode::no_space, "", Stage::write, "", false};
  for (const Error* error : {&corrupt, &corrupt, &corrupt, &passing, &passing, &full}) {
    settle(collector, Fate::failed, 1ms, error);
  }
  CHECK(text_of(collector).find("tbbimg_last_success") == std::string::npos);
  settle(collector, Fate::done, 1ms);
  collector.ended(75);
  const std::string text = text_of(collector);
  CHECK(has_line(text, "tbbimg_failures_total{class=\"permanent\"} 3"));
  CHECK(has_line(text, "tbbimg_failures_total{class=\"transient\"} 2"));
  CHECK(has_line(text, "tbbimg_failures_total{class=\"environment\"} 1"));
  CHECK(text.find("\ntbbimg_last_success_timestamp_seconds 1") != std::string::npos);
  CHECK(text.find("\ntbbimg_end_timestamp_seconds 1") != std::string::npos);
  CHECK(has_line(text, "tbbimg_running 0"));
  CHECK(has_line(text, "tbbimg_exit_code 75"));
}

TEST_CASE("run_collector: breakers, whatever their places are called") {
  Metrics metrics;
  metrics.set_breaker("/mnt/\"a\"\n\\\xff", BreakerState::open);
  metrics.set_breaker("out", BreakerState::open);
  metrics.set_breaker("out", BreakerState::closed);
  const std::string text = text_of(RunCollector(metrics, kRun));
  CHECK(has_line(text, "tbbimg_breaker_state{place=\"/mnt/\\\"a\\\"\\\\n\\\\\\\\xff\",state=\"open\"} 1"));
  CHECK(has_line(text, "tbbimg_breaker_state{place=\"out\",state=\"open\"} 0"));
  CHECK(has_line(text, "tbbimg_breaker_state{place=\"out\",state=\"closed\"} 1"));
  CHECK(has_line(text, "tbbimg_breaker_state{place=\"out\",state=\"half_open\"} 0"));
}

TEST_CASE("run_collector: each sample says which run it is of, under a name that is nobody else's") {
  Metrics metrics;
  metrics.set_breaker("out", BreakerState::open);
  RunCollector collector(metrics, {"/mnt/\"a\"/\xff", "2/8"});
  settle(collector, Fate::done, 1ms);
  collector.ended(0);
  std::istringstream lines(collector.text());
  int samples = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) continue;
    ++samples;
    CAPTURE(line);
    CHECK(line.starts_with("tbbimg_"));
    CHECK(line.find(R"(output="/mnt/\"a\"/\\xff",shard="2/8")") != std::string::npos);
  }
  CHECK(samples > 40);
}
