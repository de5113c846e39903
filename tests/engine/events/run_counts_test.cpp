#include "engine/events/run_counts.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "engine/events/metrics.hpp"
#include "engine/journal/journal_line.hpp"

using namespace tbbimg;

namespace {

// Each another.
RunCounts numbered() {
  RunCounts counts;
  std::uint64_t number = 1000;
  for (const auto& field : kCountFields) counts.*field.count = ++number;
  return counts;
}

}  // namespace

TEST_CASE("run_counts: the table has each count once") {
  std::set<std::string> names;
  std::set<std::uint64_t> values;
  const RunCounts counts = numbered();
  for (const auto& field : kCountFields) {
    names.insert(field.name);
    values.insert(counts.*field.count);
  }
  CHECK(names.size() == kCountFields.size());
  CHECK(values.size() == kCountFields.size());
  CHECK(names.contains("bytes_in"));
  CHECK(counts.settled() == counts.done + counts.failed + counts.skipped + counts.cancelled);
}

TEST_CASE("run_counts: a snapshot has them all") {
  const RunCounts counts = numbered();
  Metrics metrics;
  for (std::size_t i = 0; i < kCountFields.size(); ++i) {
    metrics.*kCountFieldsOf<std::atomic<std::uint64_t>>[i].count = counts.*kCountFields[i].count;
  }
  const RunCounts snapshot = metrics.snapshot();
  for (const auto& field : kCountFields) {
    CAPTURE(field.name);
    CHECK(snapshot.*field.count == counts.*field.count);
  }
  CHECK(metrics.pixels_in == counts.pixels_in);
}

TEST_CASE("run_counts: the journal has them all, and reads lines that have fewer") {
  const RunCounts counts = numbered();
  JournalParser parser;
  const auto line = parser.parse(to_line(JournalEnd{counts, 1000, "stop_request"})).value();
  for (const auto& field : kCountFields) {
    CAPTURE(field.name);
    CHECK(std::get<JournalEnd>(line).*field.count == counts.*field.count);
  }
  const auto old = parser.parse(R"({"type":"end","ended":"2026-11-21T19:42:02.703Z","ended_by":"stop_request",)"
                                R"("listed":10,"done":4,"failed":3,"skipped":2,"cancelled":1})");
  REQUIRE(old);
  CHECK(std::get<JournalEnd>(*old).cancelled == 1);
  CHECK(std::get<JournalEnd>(*old).outputs == 0);
  CHECK_FALSE(parser.parse(R"({"type":"end","ended":"2026-11-21T19:42:02.703Z","ended_by":"stop_request",)"
                           R"("listed":"many"})"));
}
