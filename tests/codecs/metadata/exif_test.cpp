#include "codecs/metadata/exif.hpp"

#include <doctest/doctest.h>

#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

TEST_CASE("exif_orientation: all eight values, both byte orders, with and without the prefix") {
  for (int value = 1; value <= 8; ++value) {
    for (const bool big_endian : {false, true}) {
      CAPTURE(value);
      CAPTURE(big_endian);
      CHECK(exif_orientation(test::make_exif(value, big_endian)) == static_cast<Orientation>(value));
      CHECK(exif_orientation(test::make_exif_with_prefix(value, big_endian)) == static_cast<Orientation>(value));
    }
  }
}

TEST_CASE("exif_orientation: values that EXIF does not define are upright") {
  for (const int value : {0, 9, 255, 256, 65535}) {
    CAPTURE(value);
    CHECK(exif_orientation(test::make_exif(value)) == Orientation::upright);
  }
}

TEST_CASE("exif_orientation: a broken block is upright and never read beyond its end") {
  const test::Bytes whole = test::make_exif_with_prefix(6);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const test::Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    const Orientation orientation = exif_orientation(part);
    CAPTURE(length);
    CHECK((orientation == Orientation::upright || orientation == Orientation::rotate_90));
  }
  // An entry of another type, and one that claims no value.
  test::Bytes ascii = test::make_exif(6);
  ascii[12] = 2;
  CHECK(exif_orientation(ascii) == Orientation::upright);
  test::Bytes none = test::make_exif(6);
  none[14] = 0;
  CHECK(exif_orientation(none) == Orientation::upright);
  CHECK(exif_orientation(test::Bytes(100'000, 0xFF)) == Orientation::upright);
}
