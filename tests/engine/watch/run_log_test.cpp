#include "engine/watch/run_log.hpp"

#include <doctest/doctest.h>

using namespace tbbimg;

TEST_CASE("run_log: what is skipped for not being an image is none") {
  Console console;
  RunLog log(ProgressMode::none, 0, console);
  const SourceItem item;
  log.on_settled({item, Fate::skipped, nullptr, {SkipKind::not_image, "starts with 0x01"}});
  CHECK_FALSE(log.saw_image());
  log.on_settled({item, Fate::skipped, nullptr, {SkipKind::outputs_exist}});
  CHECK(log.saw_image());
}
