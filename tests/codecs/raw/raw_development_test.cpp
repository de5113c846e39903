// RAW photographs that LibRaw develops; compared with dcraw_emu by hand.
#include <doctest/doctest.h>

#include <cmath>

#include "codecs/raw/raw_decoder.hpp"
#include "tests/codecs/support/raw_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const RawDecoder kDeveloper;

DecodeOptions developing(Size at_least = {}, bool sixteen_bits = false) {
  DecodeOptions options;
  options.at_least = at_least;
  options.sixteen_bits = sixteen_bits;
  options.develop = true;
  return options;
}

// What a sensor sees of a picture: a red half and a blue one, each brighter to the bottom.
test::RawOptions seen(Size size) {
  test::RawOptions options;
  options.full_size = size;
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < size.width; ++x) {
      const int color = y % 2 == 0 && x % 2 == 0 ? 0 : y % 2 == 1 && x % 2 == 1 ? 2 : 1;
      const bool is_red = x < size.width / 2;
      const int strength = color == 1 ? 2 : (color == 0) == is_red ? 8 : 1;
      const auto value = static_cast<unsigned>(strength * (500 + 3000 * y / size.height));
      options.samples.push_back(static_cast<std::uint8_t>(value));
      options.samples.push_back(static_cast<std::uint8_t>(value >> 8));
    }
  }
  return options;
}

}  // namespace

TEST_CASE("raw development: what the sensor saw, whole or halved, of 8 or 16 bits") {
  test::RawOptions options = seen({120, 80});
  options.orientation = 6;
  const Bytes file = test::write_raw(test::RawKind::dng, options);
  CHECK(kDeveloper.decode(file, {}).error().message.text().find("--raw develop") != std::string::npos);
  const ImageInfo info = kDeveloper.probe_chosen(file, {.develop = true}).value();
  CHECK(info.stored_size == Size{120, 80});
  CHECK(info.preview_of == Size{});
  CHECK(info.exif.orientation == Orientation::rotate_90);
  CHECK(info.bits_per_sample == 16);
  for (const Size at_least : {Size{}, Size{60, 40}, Size{61, 1}}) {
    for (const bool deep : {false, true}) {
      CAPTURE(at_least);
      const auto decoded = kDeveloper.decode(file, developing(at_least, deep));
      REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
      const ConstImageView image = decoded->image.view();
      CHECK(image.size() == (at_least == Size{60, 40} ? Size{60, 40} : Size{120, 80}));
      CHECK(image.format == (deep ? PixelFormat::rgb16 : PixelFormat::rgb8));
      CHECK(kDeveloper.cost(info, at_least).output.size == image.size());
      const auto sample = [&](int x, int y, int c) {
        const std::uint8_t* const row = image.row(y);
        return deep ? reinterpret_cast<const std::uint16_t*>(row)[3 * x + c] / 257 : row[3 * x + c];
      };
      const int y = image.height / 2;
      CHECK(sample(image.width / 4, y, 0) > sample(image.width / 4, y, 2) + 60);
      CHECK(sample(image.width * 3 / 4, y, 2) > sample(image.width * 3 / 4, y, 0) + 60);
      CHECK(sample(image.width / 4, image.height - 4, 0) > sample(image.width / 4, 4, 0) + 40);
    }
  }
}

TEST_CASE("raw development: a file cut short, a stop, and what is no photograph") {
  const Bytes file = test::write_raw(test::RawKind::dng, seen({60, 40}));
  REQUIRE(kDeveloper.decode(file, developing()).has_value());
  constexpr std::size_t kAtEnd = 10;
  for (std::size_t size = 0; size < file.size(); size += file.size() - size <= kAtEnd ? 1U : 113U) {
    CAPTURE(size);
    const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    const auto decoded = kDeveloper.decode(part, developing());
    REQUIRE_FALSE(decoded.has_value());
    CHECK(decoded.error().code == ErrorCode::corrupt_data);
  }
  DecodeOptions options = developing();
  std::stop_source stop;
  stop.request_stop();
  options.stop = stop.get_token();
  CHECK(kDeveloper.decode(file, options).error().code == ErrorCode::cancelled);
  options = developing();
  options.limits.max_pixels = 1000;
  CHECK(kDeveloper.decode(file, options).error().code == ErrorCode::limit_exceeded);
  const Bytes fujifilm = test::write_raw(test::RawKind::raf, {});
  CHECK_FALSE(kDeveloper.decode(fujifilm, developing()).has_value());
}

TEST_CASE("raw development: takes what was said") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  const Bytes file = test::write_raw(test::RawKind::dng, seen({1500, 1000}));
  const ImageInfo info = kDeveloper.probe_chosen(file, {.develop = true}).value();
  for (const Size at_least : {Size{}, Size{100, 100}}) {
    const DecodeCost cost = kDeveloper.cost(info, at_least);
    const test::AllocationMeter meter;
    REQUIRE(kDeveloper.decode(file, developing(at_least)).has_value());
    CAPTURE(at_least);
    CHECK(meter.peak() <= cost.scratch_bytes + image_bytes(cost.output));
    MESSAGE(meter.peak(), " of ", cost.scratch_bytes + image_bytes(cost.output));
  }
}
