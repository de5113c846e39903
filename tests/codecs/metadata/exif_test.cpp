#include "codecs/metadata/exif.hpp"

#include <doctest/doctest.h>

#include "tests/codecs/support/pictures.hpp"
#include "tests/support/exif_block.hpp"

using namespace tbbimg;

namespace {

Exif exif_of(const test::ExifFields& fields) {
  const std::string block = test::make_exif_block(fields);
  return read_exif({reinterpret_cast<const std::uint8_t*>(block.data()), block.size()});
}

}  // namespace

TEST_CASE("exif: all eight values, both byte orders, with and without the prefix") {
  for (int value = 1; value <= 8; ++value) {
    for (const bool big_endian : {false, true}) {
      CAPTURE(value);
      CAPTURE(big_endian);
      CHECK(read_exif(test::make_exif(value, big_endian)).orientation == static_cast<Orientation>(value));
      CHECK(read_exif(test::make_exif_with_prefix(value, big_endian)).orientation == static_cast<Orientation>(value));
    }
  }
}

TEST_CASE("exif: values that EXIF does not define are upright") {
  for (const int value : {0, 9, 255, 256, 65535}) {
    CAPTURE(value);
    CHECK(read_exif(test::make_exif(value)).orientation == Orientation::upright);
  }
}

TEST_CASE("exif: a broken block is upright and never read beyond its end") {
  const test::Bytes whole = test::make_exif_with_prefix(6);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const test::Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    const Orientation orientation = read_exif(part).orientation;
    CAPTURE(length);
    CHECK((orientation == Orientation::upright || orientation == Orientation::rotate_90));
  }
  // An entry of another type, and one that claims no value.
  test::Bytes ascii = test::make_exif(6);
  ascii[12] = 2;
  CHECK(read_exif(ascii).orientation == Orientation::upright);
  test::Bytes none = test::make_exif(6);
  none[14] = 0;
  CHECK(read_exif(none).orientation == Orientation::upright);
  CHECK(read_exif(test::Bytes(100'000, 0xFF)).orientation == Orientation::upright);
}

TEST_CASE("exif: the date is that of the exposure, then that of the last change") {
  CHECK(exif_of({1, "2021:01:02 03:04:05", "2019:07:23 10:11:12", ""}).date == "2019-07-23");
  CHECK(exif_of({1, "2021:01:02 03:04:05", "", ""}).date == "2021-01-02");
  CHECK(exif_of({1, "2020:02:29 03:04:05", "2017:02:30 10:11:12", ""}).date == "2020-02-29");
  CHECK(exif_of({6, "2021:01:02 03:04:05", "0000:00:00 00:00:00", ""}).date == "2021-01-02");
  CHECK(exif_of({6, "2021:01:02 03:04:05", "", ""}).orientation == Orientation::rotate_90);
}

TEST_CASE("exif: what is no date gives none") {
  for (const char* text : {"    :  :     :  :  ", "2019:13:01 00:00:00", "2019:00:10", "2019:01:32",
                           "2019-01-02 00:00:00", "../../etc/passwd", "19:1:2", "2019:01:0", "2017:02:30 10:00:00",
                           "2019:02:29 10:00:00", "2021:04:31 10:00:00", "1900:02:29 10:00:00"}) {
    CAPTURE(text);
    CHECK(exif_of({1, text, "", ""}).date.empty());
  }
}

TEST_CASE("exif: the copyright is the photographer's, one line of UTF-8") {
  CHECK(exif_of({1, "", "", "Jane Doe"}).copyright == "Jane Doe");
  CHECK(exif_of({1, "", "", std::string_view("Jane\0The Editor", 15)}).copyright == "Jane");
  CHECK(exif_of({1, "", "", " \xC2\xA9 Jos\xC3\xA9\n2019  "}).copyright == "\xC2\xA9 Jos\xC3\xA9 2019");
  CHECK(exif_of({1, "", "", "\xA9 Jos\xE9"}).copyright == "\xC2\xA9 Jos\xC3\xA9");
  CHECK(exif_of({1, "", "", "\x93Jane\x94 \x80 5"}).copyright == "\u201cJane\u201d \u20ac 5");
  CHECK(exif_of({1, "", "", "   "}).copyright.empty());
  CHECK(exif_of({}).copyright.empty());
}
