#include "engine/watch/summary.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("summary: every entry is accounted for, reasons by frequency") {
  RunReport report;
  report.listed = 20;
  report.done = 10;
  report.failed = 3;
  report.skipped = 6;
  report.cancelled = 1;
  report.outputs = 20;
  report.bytes_in = std::uint64_t{5} << 20;
  report.bytes_out = 2048;
  report.pixels_in = 40'000'000;
  report.seconds = 2;
  report.retries = 7;
  RunStatistics statistics;
  const SourceItem item;
  statistics.on_settled({item, Fate::skipped, nullptr, {SkipKind::not_regular}});
  for (int i = 0; i < 5; ++i) statistics.on_settled({item, Fate::skipped, nullptr, {SkipKind::not_image}});
  SettledImage image{item, Fate::done};
  image.times.add(Stage::read, std::chrono::microseconds(100));
  image.times.add(Stage::decode, std::chrono::milliseconds(20));
  image.times.add(Stage::encode, std::chrono::milliseconds(30));
  image.times.add(Stage::write, std::chrono::milliseconds(400));
  for (int i = 0; i < 3; ++i) statistics.on_settled(image);
  const auto lines = summary_lines(report, statistics, "out", std::uint64_t{64} << 20);
  REQUIRE(lines.size() == 7);
  CHECK(lines[0] == "10 done, 3 failed, 6 skipped, 1 cancelled of 20 listed, in 2.00 s");
  CHECK(lines[1] == "  skipped: not images: 5, not regular files: 1");
  CHECK(lines[2] == "  retries: 7");
  CHECK(lines[3] == "  outputs: 20 in out, 2.0 KiB from 5.0 MiB");
  CHECK(lines[4].starts_with("  speed:   5.00 images/s, 20.0 MP/s; peak memory "));
  CHECK(lines[5] == "  ms p50/p90/p99: read 0.10 / 0.10 / 0.10, decode 20.0 / 20.0 / 20.0, encode 30.0 / 30.0 / 30.0");
  CHECK(lines[6] == "                  write 400 / 400 / 400");
}

TEST_CASE("summary: images that needed more than the run's memory are told, with the largest need") {
  RunReport report;
  report.done = 3;
  RunStatistics statistics;
  const SourceItem item;
  const auto settle = [&](std::uint64_t mebibytes) {
    const DecodeWarning warning{DecodeWarningKind::processed_alone, mebibytes << 20};
    SettledImage image{item, Fate::done};
    image.warnings = {&warning, 1};
    statistics.on_settled(image);
  };
  const auto memory_line = [&]() -> std::string {
    for (const std::string& line : summary_lines(report, statistics, "out", std::uint64_t{64} << 20)) {
      if (line.starts_with("  memory:")) return line;
    }
    return {};
  };
  CHECK(memory_line().empty());
  settle(120);
  CHECK(
      memory_line() ==
      "  memory:  1 image needed more than --memory 64.0 MiB leaves for pixels, and was processed alone; the need was "
      "about 120 MiB");
  settle(210);
  settle(100);
  CHECK(memory_line() ==
        "  memory:  3 images needed more than --memory 64.0 MiB leaves for pixels, and were processed alone; the "
        "largest needed about 210 MiB");
  // What is told of all of them has no figure of one.
  const WarningGroup& group = statistics.warnings().at(DecodeWarningKind::processed_alone);
  CHECK(sentence_of(group.first).text() == "needed more than --memory leaves for pixels, and was processed alone");
}
