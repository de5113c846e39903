#include "engine/watch/report/thumbnails.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <chrono>
#include <string>

#include "tests/engine/pipeline/memory_io.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tbbimg;

namespace {

void fail_at(RunStatistics& statistics, const std::string& path, ErrorCode code, Stage stage) {
  SourceItem item;
  item.path = path;
  const Error error{code, "message", stage, path, false};
  statistics.on_settled({item, Fate::failed, &error});
}

}  // namespace

TEST_CASE("thumbnails: of what can be decoded, small, and of nothing else") {
  const test::TemporaryFolder folder;
  const std::string jpeg = test::encoded(test::make_picture(400, 200), "jpeg");
  for (const char* name : {"collision.jpg", "full.jpg", "unread.jpg", "slow.jpg"}) folder.write(name, jpeg);
  folder.write("broken.jpg", jpeg.substr(0, 20));
  RunStatistics statistics;
  fail_at(statistics, folder / "collision.jpg", ErrorCode::name_collision, Stage::list);
  fail_at(statistics, folder / "full.jpg", ErrorCode::no_space, Stage::write);
  fail_at(statistics, folder / "broken.jpg", ErrorCode::corrupt_data, Stage::decode);
  fail_at(statistics, folder / "gone.jpg", ErrorCode::name_collision, Stage::list);
  fail_at(statistics, folder / "unread.jpg", ErrorCode::read_failed, Stage::read);
  fail_at(statistics, folder / "slow.jpg", ErrorCode::timed_out, Stage::decode);
  const Thumbnails thumbnails = make_thumbnails(statistics);
  REQUIRE(thumbnails.size() == 2);
  for (const char* name : {"collision.jpg", "full.jpg"}) {
    CAPTURE(name);
    REQUIRE(thumbnails.contains(folder / name));
    const DecodedImage image = test::decoded(thumbnails.at(folder / name));
    CHECK(image.image.width() == kThumbnailSide);
    CHECK(image.image.height() == kThumbnailSide / 2);
  }
}

TEST_CASE("thumbnails: not many, however much failed") {
  const test::TemporaryFolder folder;
  folder.write("a.jpg", test::encoded(test::make_picture(40, 20), "jpeg"));
  RunStatistics statistics;
  for (int stage = 1; stage < static_cast<int>(kStages); ++stage) {
    for (int i = 0; i < 100; ++i) {
      const std::string name = std::to_string(stage) + "-" + std::to_string(i) + ".jpg";
      std::filesystem::create_hard_link(folder / "a.jpg", folder / name);
      fail_at(statistics, folder / name, ErrorCode::internal, static_cast<Stage>(stage));
    }
  }
  CHECK(make_thumbnails(statistics).size() == 36);
}
