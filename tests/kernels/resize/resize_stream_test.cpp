#include <algorithm>
#include <cstring>

#include "kernels/resize/resize.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

constexpr PixelFormat kStreamedFormats[] = {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8,
                                            PixelFormat::rgba8, PixelFormat::gray16,      PixelFormat::gray_alpha16,
                                            PixelFormat::rgb16, PixelFormat::rgba16};

struct StreamedCase {
  Size from;
  Size to;
  ResizeOptions options;
};

// Gives the source to the stream by way of a ring that holds what must be there and nothing else: `rows` of it.
void give_rows(ConstImageView source, int rows, ResizeStream& stream, test::Random& random) {
  Image ring = test::random_image({source.width, rows}, source.format, 7);
  ImageView held = ring.view();
  int end = 0;
  while (end < source.height) {
    const int room = std::min(stream.first_needed() + rows, source.height) - end;
    REQUIRE(room > 0);
    const int count = 1 + static_cast<int>(random.next() % static_cast<std::uint64_t>(room));
    for (int y = end; y < end + count; ++y) std::memcpy(held.row(y % rows), source.row(y), source.row_bytes());
    end += count;
    test::require_done(stream.take({held, end}));
  }
  CHECK(stream.first_needed() == source.height);
}

void check_stream(const StreamedCase& what, PixelFormat format, std::uint64_t seed) {
  const Image source = test::random_image(what.from, format, seed);
  for (const SimdLevel level : supported_simd_levels()) {
    const auto plan = ResizePlan::create(what.from, what.to, format, what.options, test::kernels_of(level));
    REQUIRE(plan.has_value());
    Image expected = test::make_image(what.to, format);
    test::require_done(plan->run(source.view(), expected.view(), {0, what.to.height}));
    test::Random random(seed);
    for (const int more : {0, 1, 100}) {
      Image result = test::random_image(what.to, format, seed + 1);
      auto stream = ResizeStream::create(*plan, result.view());
      REQUIRE(stream.has_value());
      give_rows(source.view(), ResizeStream::ring_rows(*plan) + more, *stream, random);
      const std::string found = test::difference(expected.view(), result.view());
      CHECK_MESSAGE(found.empty(), to_string(what.options.filter)
                                       << " from " << test::describe(what.from) << " to " << test::describe(what.to)
                                       << " on " << to_string(level) << ", seed " << seed << ": " << found);
    }
  }
}

TEST_CASE("resize stream: gives the pixels of a run, whatever the rows come in and whatever is forgotten") {
  std::uint64_t seed = 1;
  for (const ResizeFilter filter : {ResizeFilter::nearest, ResizeFilter::box, ResizeFilter::lanczos3}) {
    for (const LightSpace light : {LightSpace::encoded, LightSpace::linear}) {
      const ResizeOptions options{.filter = filter, .light = light};
      for (const PixelFormat format : kStreamedFormats) {
        check_stream({{37, 91}, {11, 13}, options}, format, ++seed);
        check_stream({{20, 19}, {31, 47}, options}, format, ++seed);
        check_stream({{24, 50}, {31, 7}, options}, format, ++seed);
        check_stream({{24, 50}, {24, 50}, options}, format, ++seed);
      }
    }
  }
}

TEST_CASE("resize stream: gives the pixels of a run where windows are high") {
  std::uint64_t seed = 100;
  for (const PixelFormat format : kStreamedFormats) {
    check_stream({{9, 3000}, {3, 4}, {}}, format, ++seed);   // more taps than fixed point takes
    check_stream({{9, 3000}, {3, 60}, {}}, format, ++seed);  // fewer
    check_stream({{3, 1200}, {1, 1}, {.filter = ResizeFilter::box}}, format, ++seed);
  }
}

TEST_CASE("resize stream: takes a part of the source") {
  const ResizeOptions options{.region = SourceRegion{3.5, 20.25, 20, 40.5}};
  std::uint64_t seed = 200;
  for (const PixelFormat format : kStreamedFormats) {
    check_stream({{37, 91}, {11, 13}, options}, format, ++seed);
    check_stream({{37, 91}, {40, 90}, options}, format, ++seed);
  }
}

TEST_CASE("resize stream: a ring holds far less than a large source") {
  const Kernels kernels = test::kernels_of(supported_simd_levels().back());
  for (const PixelFormat format : kStreamedFormats) {
    const auto plan = ResizePlan::create({20000, 10000}, {256, 128}, format, {}, kernels);
    REQUIRE(plan.has_value());
    CHECK(ResizeStream::ring_rows(*plan) <= 300);
  }
}

TEST_CASE("resize stream: refuses rows that do not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const auto plan = ResizePlan::create({10, 50}, {5, 7}, PixelFormat::rgb8, {}, kernels);
  REQUIRE(plan.has_value());
  Image result = test::make_image({5, 7}, PixelFormat::rgb8);
  Image other = test::make_image({5, 8}, PixelFormat::rgb8);
  CHECK(ResizeStream::create(*plan, other.view()).error().code == ErrorCode::invalid_argument);
  auto stream = ResizeStream::create(*plan, result.view());
  REQUIRE(stream.has_value());
  const Image ring = test::make_image({10, 40}, PixelFormat::rgb8);
  const Image narrow = test::make_image({9, 40}, PixelFormat::rgb8);
  const Image gray = test::make_image({10, 40}, PixelFormat::gray8);
  CHECK(stream->take({narrow.view(), 40}).error().code == ErrorCode::invalid_argument);
  CHECK(stream->take({gray.view(), 40}).error().code == ErrorCode::invalid_argument);
  CHECK(stream->take({ring.view(), 51}).error().code == ErrorCode::invalid_argument);
  const auto gap = stream->take({ring.view(), 41});
  REQUIRE_FALSE(gap.has_value());
  CHECK(gap.error().message.text() ==
        "rows up to 41 in a ring of 10x40 do not go on with a source of 10x50 from row 0");
  CHECK(stream->take({ring.view(), 40}).has_value());
}

}  // namespace
}  // namespace tbbimg
