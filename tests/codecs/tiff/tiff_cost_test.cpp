// Whether reading a TIFF takes what the decoder says it will.
#include <doctest/doctest.h>

#include "codecs/tiff/tiff_decoder.hpp"
#include "tests/codecs/support/tiff_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;

TEST_CASE("tiff cost: decoding takes what was said, with bands that no picture shows") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  struct Kind {
    int samples, height;
  };
  for (const Kind kind : {Kind{1, 800}, Kind{400, 1}, Kind{400, 20}}) {
    for (const int bits : {8, 16}) {
      for (const bool planar : {false, true}) {
        test::TiffOptions options;
        options.bits = bits;
        options.photometric = 1;
        options.planar = planar;
        options.rows_per_strip = 1;
        const Bytes file = test::write_tiff(test::make_tiff_samples({1000, kind.height}, kind.samples, bits), options);
        const DecodeCost cost = TiffDecoder().cost(TiffDecoder().probe(file).value(), {});
        const BufferPool pool(std::size_t{1} << 30);
        DecodeOptions decode;
        decode.pool = pool;
        const test::AllocationMeter meter;
        REQUIRE(TiffDecoder().decode(file, decode).has_value());
        CAPTURE(kind.samples);
        CAPTURE(kind.height);
        CAPTURE(bits);
        CAPTURE(planar);
        // Buffers may be an eighth larger than asked for.
        CHECK(meter.peak() + pool.usage().total() <= (cost.scratch_bytes + image_bytes(cost.output)) * 9 / 8);
      }
    }
  }
}
