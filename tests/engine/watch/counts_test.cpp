// Whoever tells of a run tells all its counts, by the names of the table.
#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/events/metrics.hpp"
#include "engine/files/named_file.hpp"
#include "engine/watch/json_events.hpp"
#include "engine/watch/log/event_log.hpp"
#include "engine/watch/metrics/run_collector.hpp"
#include "engine/watch/progress.hpp"
#include "engine/watch/report/json_report.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;

namespace {

constexpr std::uint64_t kFirst = 1'000'000;

void number(Metrics& metrics) {
  std::uint64_t number = kFirst;
  for (const auto& field : kCountFieldsOf<std::atomic<std::uint64_t>>) metrics.*field.count = number++;
}

RunReport numbered_report() {
  Metrics metrics;
  number(metrics);
  RunReport report;
  static_cast<RunCounts&>(report) = metrics.snapshot();
  return report;
}

void check_json(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  std::uint64_t number = kFirst;
  for (const auto& field : kCountFields) {
    CAPTURE(field.name);
    REQUIRE(json.contains(field.name));
    CHECK(json[field.name] == number++);
  }
}

}  // namespace

TEST_CASE("counts: JSON") {
  Metrics metrics;
  number(metrics);
  ProgressMeter meter(metrics, [] { return std::optional<std::uint64_t>(); });
  check_json(progress_event(meter.sample()));
  const RunReport report = numbered_report();
  const RunStatistics statistics;
  check_json(end_event(report, statistics, 0));
  const RunOptions options;
  const std::vector<std::string> words;
  const std::string output;
  const Recipe recipe = Recipe::create({Variant()}).value();
  check_json(json_report({report, statistics, recipe, options, words, words, output, {}, {}, 0, {}, {}}));
}

TEST_CASE("counts: Prometheus") {
  Metrics metrics;
  number(metrics);
  const std::string text = RunCollector(metrics, {"/out", "1/1"}).text();
  std::uint64_t number = kFirst;
  for (const auto& field : kCountFields) {
    const std::string label = field.is_fate ? "status=\"" + std::string(field.name) + "\"," : "";
    const std::string line = "\n" + std::string(field.metric) + "{" + label + "output=\"/out\",shard=\"1/1\"} " +
                             std::to_string(number++) + "\n";
    CAPTURE(line);
    CHECK(text.find(line) != std::string::npos);
  }
}

TEST_CASE("counts: the log") {
  const test::TemporaryFolder folder;
  EventLog::open(append_to_named_file(folder / "log").value(), [](std::string_view) {})->end(numbered_report(), 0);
  const std::string text = folder.read("log");
  std::uint64_t number = kFirst;
  for (const auto& field : kCountFields) {
    const std::string pair = " " + std::string(field.name) + "=" + std::to_string(number++) + " ";
    CAPTURE(pair);
    CHECK(text.find(pair) != std::string::npos);
  }
}
