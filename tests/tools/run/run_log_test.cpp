#include "tools/run/run_log.hpp"

#include <doctest/doctest.h>

#include <numeric>

using namespace tbbimg;
using namespace tbbimg::tools;

namespace {

void skip(RunLog& log, const std::string& reason) {
  const SourceItem item;
  log.on_settled({item, Fate::skipped, nullptr, reason});
}

}  // namespace

TEST_CASE("run_log: skips are grouped by reason") {
  Console console;
  RunLog log(ProgressMode::none, console);
  skip(log, "not an image: starts with 0x01");
  skip(log, "not an image: starts with 0x02");
  skip(log, "not a regular file");
  CHECK(log.skips() == SkipCounts{{"not a regular file", 1}, {"not an image", 2}});
  CHECK_FALSE(log.saw_image());
  skip(log, std::string(kOutputsExist));
  CHECK(log.saw_image());
}

TEST_CASE("run_log: reasons are bounded, counts are not lost") {
  Console console;
  RunLog log(ProgressMode::none, console);
  for (int i = 0; i < 100; ++i) skip(log, "reason " + std::to_string(i));
  CHECK(log.skips().size() == 8);
  CHECK(std::accumulate(log.skips().begin(), log.skips().end(), std::uint64_t{0},
                        [](std::uint64_t sum, const auto& entry) { return sum + entry.second; }) == 100);
}
