#include "engine/operations/builtin/mark.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "tests/support/compare.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

namespace {

MarkPlacement placed(const char* gravity, double x, double y) { return {parse_gravity(gravity), {x}, {y}, false, {}}; }

Image opaque(Size size, std::uint8_t value) {
  Image image = Image::create({size, PixelFormat::gray_alpha8}).value();
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      image.view().row(y)[2 * x] = value;
      image.view().row(y)[2 * x + 1] = 255;
    }
  }
  return image;
}

}  // namespace

TEST_CASE("mark: margins are in pixels or per cent of their side, and give way where there is no room") {
  CHECK(place_mark({20, 10}, {200, 100}, {Gravity::southeast, {5, true}, {10, true}, false, {}}) == Point{170, 80});
  CHECK(place_mark({20, 10}, {200, 100}, placed("southeast", 3, 5)) == Point{177, 85});
  CHECK(place_mark({20, 10}, {21, 11}, placed("southeast", 3, 5)) == Point{0, 0});
  CHECK(place_mark({20, 10}, {21, 11}, placed("northwest", 3, 5)) == Point{1, 1});
  CHECK(place_mark({20, 10}, {100, 100}, placed("northwest", -3, -5)) == Point{0, 0});
  CHECK(place_mark({20, 10}, {100, 100}, placed("center", -90, 90)) == Point{0, 90});
}

TEST_CASE("mark: room is what margins leave, but half of each side") {
  CHECK(room_for_mark({100, 60}, placed("southeast", 10, 5)) == Size{80, 50});
  CHECK(room_for_mark({100, 60}, placed("center", 10, -5)) == Size{80, 50});
  CHECK(room_for_mark({100, 60}, placed("north", 10, 5)) == Size{80, 50});
  CHECK(room_for_mark({100, 60}, placed("west", 10, 5)) == Size{80, 50});
  CHECK(room_for_mark({100, 60}, placed("southeast", -10, -5)) == Size{100, 60});
  CHECK(room_for_mark({100, 60}, placed("southeast", 90, 65'535)) == Size{50, 30});
  CHECK(room_for_mark({1, 1}, placed("center", 9, 9)) == Size{1, 1});
}

TEST_CASE("mark: tiles repeat to all sides from where the mark lies, in any split of the rows") {
  const Image mark = opaque({6, 5}, 200);
  MarkPlacement placement = placed("southeast", 1, 2);
  placement.tiled = true;
  placement.spacing = {1};
  const Kernels kernels = Kernels::active().value();
  const auto tiled = [&](int split) {
    Image image = Image::create({{20, 17}, PixelFormat::gray8}).value();
    for (int y = 0; y < 17; ++y) std::fill_n(image.view().row(y), 20, std::uint8_t{0});
    REQUIRE(lay_mark(mark.view(), image.view(), placement, 1, {0, split}, kernels));
    REQUIRE(lay_mark(mark.view(), image.view(), placement, 1, {split, 17}, kernels));
    return image;
  };
  const Image whole = tiled(17);
  for (int y = 0; y < 17; ++y) {
    for (int x = 0; x < 20; ++x) {
      CAPTURE(x);
      CAPTURE(y);
      // The mark lies at 13,10; those in the rows above and below it by 3 aside.
      const bool is_aside = (y + 12 - 10) / 6 % 2 != 0;
      const bool is_marked = (x + 14 - 13 - (is_aside ? 3 : 0) + 7) % 7 < 6 && (y + 6 - 10 % 6) % 6 < 5;
      CHECK(whole.view().row(y)[x] == (is_marked ? 200 : 0));
    }
  }
  for (const int split : {0, 1, 9, 14}) CHECK(difference(whole.view(), tiled(split).view()) == "");
}

TEST_CASE("mark: the cache keeps what was used last, within its limit, and nothing that is larger") {
  MarkCache cache;
  std::map<int, int> made;
  const auto get = [&](int width, bool gray = false) {
    const auto make = [&]() -> Result<Image> {
      ++made[width];
      return Image::create({{width, 1024}, PixelFormat::rgba8});
    };
    return cache.get({width, 1024}, gray, make).value()->width();
  };
  const int quarter = static_cast<int>(MarkCache::kMaxBytes / 4 / 4 / 1024);
  for (int i = 0; i < 3; ++i) CHECK(get(quarter) == quarter);
  CHECK(made[quarter] == 1);
  CHECK(get(quarter, true) == quarter);
  CHECK(made[quarter] == 2);
  for (const int width : {quarter - 16, quarter - 32}) get(width);
  get(quarter);  // used once more, so the one for gray goes
  get(quarter - 48);
  get(quarter);
  CHECK(made[quarter] == 2);
  get(quarter, true);
  CHECK(made[quarter] == 3);
  for (int i = 0; i < 2; ++i) get(5 * quarter);
  CHECK(made[5 * quarter] == 2);
  get(quarter, true);
  CHECK(made[quarter] == 3);
}
