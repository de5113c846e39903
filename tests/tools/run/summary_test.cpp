#include "tools/run/summary.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;
using namespace tbbimg::tools;

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
  const auto lines = summary_lines(report, {{"a", 1}, {"b", 5}}, "out");
  REQUIRE(lines.size() == 4);
  CHECK(lines[0] == "10 done, 3 failed, 6 skipped, 1 cancelled of 20 listed, in 2.00 s");
  CHECK(lines[1] == "  skipped: 5 b | 1 a");
  CHECK(lines[2] == "  outputs: 20 in out, 2.0 KiB from 5.0 MiB");
  CHECK(lines[3].starts_with("  speed:   5.00 images/s, 20.0 MP/s; peak memory "));
}
