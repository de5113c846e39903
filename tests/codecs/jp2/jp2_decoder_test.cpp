#include "codecs/jp2/jp2_decoder.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "tests/codecs/jp2/jp2_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;
using test::jp2_box;
using test::Jp2Options;
using test::wrap_jp2;
using test::write_j2k;

namespace {

const Jp2Decoder kJp2;

constexpr int kRgb = 16;
constexpr int kSycc = 18;

DecodedImage jp2_decoded(const Bytes& file, Size at_least = {}, bool deep = false) {
  DecodeOptions options;
  options.at_least = at_least;
  options.sixteen_bits = deep;
  auto decoded = kJp2.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  const ImageInfo info = kJp2.probe(file).value();
  if (!deep) CHECK(kJp2.cost(info, at_least).output == decoded->image.shape());
  return *std::move(decoded);
}

Error jp2_failure(std::span<const std::uint8_t> file, const DecodeOptions& options = {}) {
  auto decoded = kJp2.decode(file, options);
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().message.text().size() > 15);
  return decoded.error();
}

Image noise(Size size, PixelFormat format) {
  Image picture = Image::create({size, format}).value();
  std::uint32_t state = 7;
  for (int y = 0; y < size.height; ++y) {
    for (std::size_t i = 0; i < picture.view().row_bytes(); ++i) {
      state = state * 1664525U + 1013904223U;
      picture.view().row(y)[i] = static_cast<std::uint8_t>(state >> 24U);
    }
  }
  return picture;
}

std::uint16_t sample_at(ConstImageView picture, int x, int y, int channel) {
  const std::uint8_t* const at =
      picture.row(y) + (x * channels(picture.format) + channel) * bytes_per_sample(picture.format);
  std::uint16_t sample = *at;
  if (bytes_per_sample(picture.format) == 2) std::memcpy(&sample, at, 2);
  return sample;
}

}  // namespace

TEST_CASE("jp2 decoder: lossless pictures of every format come back as they were, however they are laid out") {
  std::vector<Jp2Options> layouts(7);
  layouts[1].tiles = {20, 17};
  layouts[2].origin = {3, 5};
  layouts[3].origin = {7, 2};
  layouts[3].tiles = {32, 16};
  layouts[4].precinct = 32;
  layouts[4].parts = true;
  layouts[5].block = {8, 16};
  layouts[6].levels = 0;
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::gray16,
        PixelFormat::gray_alpha16, PixelFormat::rgb16, PixelFormat::rgba16}) {
    for (Jp2Options options : layouts) {
      const bool deep = bytes_per_sample(format) == 2;
      options.bits = deep ? 16 : 8;
      options.is_signed = options.origin.width == 7;
      const Image picture = noise({53, 41}, format);
      const Bytes file = write_j2k(picture.view(), options);
      CAPTURE(format);
      CAPTURE(options.levels);
      CAPTURE(options.origin);
      CAPTURE(options.tiles);
      CHECK(test::same_pixels(jp2_decoded(file, {}, deep).image.view(), picture.view()));
      const ImageInfo info = kJp2.probe(file).value();
      CHECK(info.format == "jp2");
      CHECK(info.stored_size == Size{53, 41});
      CHECK(info.bits_per_sample == options.bits);
      CHECK(info.pixel_format == eight_bits(format));
    }
  }
}

TEST_CASE("jp2 decoder: 1x1, and small ones") {
  for (const Size size : {Size{1, 1}, Size{1, 9}, Size{9, 1}, Size{2, 3}}) {
    Jp2Options options;
    options.levels = 0;
    const Image picture = noise(size, PixelFormat::rgb8);
    CHECK(test::same_pixels(jp2_decoded(write_j2k(picture.view(), options)).image.view(), picture.view()));
  }
}

TEST_CASE("jp2 decoder: samples of 1 to 15 bits are stretched") {
  for (const int bits : {1, 2, 3, 4, 5, 7, 9, 10, 12, 13, 15}) {
    for (const bool is_signed : {false, true}) {
      Jp2Options options;
      options.bits = bits;
      options.is_signed = is_signed;
      const Image picture = noise({21, 19}, bits > 8 ? PixelFormat::gray16 : PixelFormat::gray8);
      const Image back = jp2_decoded(write_j2k(picture.view(), options), {}, true).image;
      REQUIRE(back.format() == picture.format());
      const int most_before = (1 << bits) - 1;
      const int most = bits > 8 ? 65'535 : 255;
      int wrong = 0;
      for (int y = 0; y < 19; ++y) {
        for (int x = 0; x < 21; ++x) {
          const int stored = sample_at(picture.view(), x, y, 0) >> ((bits > 8 ? 16 : 8) - bits);
          const auto expected = static_cast<std::int64_t>(std::llround(double(stored) * most / most_before));
          wrong += sample_at(back.view(), x, y, 0) == expected ? 0 : 1;
        }
      }
      CAPTURE(bits);
      CAPTURE(is_signed);
      CHECK(wrong == 0);
    }
  }
}

TEST_CASE("jp2 decoder: lossy pictures are close, and halved ones are the picture made smaller") {
  const Image picture = test::make_picture({160, 121});
  Jp2Options options;
  for (const bool lossless : {false, true}) {
    for (const Size tiles : {Size{}, Size{64, 64}}) {
      options.lossless = lossless;
      options.tiles = tiles;
      const Bytes file = write_j2k(picture.view(), options);
      CHECK(kJp2.probe(file)->halvings == 3);
      CHECK(test::psnr(jp2_decoded(file).image.view(), picture.view()) > 32);
      CHECK(jp2_decoded(file, {81, 1}).image.shape().size == Size{160, 121});
      CHECK(jp2_decoded(file, {1, 1}).image.shape().size == Size{20, 16});
      const Image half = jp2_decoded(file, {80, 61}).image;
      REQUIRE(half.shape().size == Size{80, 61});
      double error = 0;
      for (int y = 0; y < 60; ++y) {
        for (int x = 0; x < 80; ++x) {
          for (int c = 0; c < 3; ++c) {
            int mean = 2;
            for (const Size at : {Size{0, 0}, Size{1, 0}, Size{0, 1}, Size{1, 1}}) {
              mean += sample_at(picture.view(), 2 * x + at.width, 2 * y + at.height, c);
            }
            error += std::abs(sample_at(half.view(), x, y, c) - mean / 4);
          }
        }
      }
      CHECK(error / (80 * 60 * 3) < 8);
    }
  }
}

TEST_CASE("jp2 decoder: chroma of half the size, as a box says or as it looks") {
  // Luma, blue and red.
  Image picture = Image::create({{31, 23}, PixelFormat::rgb8}).value();
  for (int y = 0; y < 23; ++y) {
    for (int x = 0; x < 31; ++x) {
      const std::uint8_t pixel[] = {static_cast<std::uint8_t>(60 + 5 * x), static_cast<std::uint8_t>(x < 16 ? 128 : 90),
                                    static_cast<std::uint8_t>(y < 12 ? 128 : 180)};
      std::memcpy(picture.view().row(y) + 3 * x, pixel, 3);
    }
  }
  for (const Size step : {Size{1, 1}, Size{2, 1}, Size{2, 2}}) {
    Jp2Options options;
    options.chroma_step = step;
    const Bytes stream = write_j2k(picture.view(), options);
    const Bytes file = wrap_jp2(test::jp2_colors(kSycc), stream);
    const Image back = jp2_decoded(file).image;
    const ImageInfo info = kJp2.probe(file).value();
    CAPTURE(step);
    CHECK(info.model == ColorModel::ycbcr);
    CHECK(info.chroma_subsampling == step);
    if (step.width > 1) CHECK(test::same_pixels(jp2_decoded(stream).image.view(), back.view()));
    int worst = 0;
    for (int y = 0; y < 23; ++y) {
      for (int x = 0; x < 31; ++x) {
        const double luma = 60 + 5 * x;
        const double blue = (x < 16 ? 128 : 90) - 128;
        const double red = (y < 12 ? 128 : 180) - 128;
        const double expected[] = {luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue};
        for (int c = 0; c < 3; ++c) {
          const auto value = static_cast<int>(std::lround(std::min(std::max(expected[c], 0.0), 255.0)));
          worst = std::max(worst, std::abs(value - sample_at(back.view(), x, y, c)));
        }
      }
    }
    CHECK(worst == 0);
  }
}

TEST_CASE("jp2 decoder: a palette") {
  Image indices = Image::create({{9, 7}, PixelFormat::gray8}).value();
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 9; ++x) indices.view().row(y)[x] = static_cast<std::uint8_t>((x + y) % 3);
  }
  const Bytes palette = jp2_box("pclr", {0, 3, 3, 7, 7, 7, 10, 20, 30, 40, 50, 60, 70, 80, 90});
  const Bytes mapping = jp2_box("cmap", {0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 2});
  Jp2Options options;
  options.levels = 1;
  const Bytes stream = write_j2k(indices.view(), options);
  const Bytes file = wrap_jp2(test::joined_bytes({test::jp2_colors(kRgb), palette, mapping}), stream);
  const ImageInfo info = kJp2.probe(file).value();
  CHECK(info.model == ColorModel::palette);
  CHECK(info.pixel_format == PixelFormat::rgb8);
  const Image back = jp2_decoded(file, {1, 1}).image;
  REQUIRE(back.shape().size == Size{9, 7});  // the mean of two indices is no colour between them
  for (int x = 0; x < 9; ++x) {
    for (int c = 0; c < 3; ++c) CHECK(sample_at(back.view(), x, 2, c) == (x + 2) % 3 * 30 + 10 * (c + 1));
  }
  CHECK(jp2_failure(wrap_jp2(test::joined_bytes({test::jp2_colors(kRgb), palette}), stream)).code ==
        ErrorCode::corrupt_data);
}

TEST_CASE("jp2 decoder: channels are what their definition says, and alpha may be multiplied in") {
  const Image picture = noise({16, 12}, PixelFormat::rgba8);
  const Bytes stream = write_j2k(picture.view());
  // Blue, green, red, alpha.
  const auto roles = [](std::uint8_t type_of_alpha) {
    return jp2_box("cdef", {0, 4, 0, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 2, 0, 2, 0, 0, 0, 1, 0, 3, 0, type_of_alpha, 0, 0});
  };
  const Image back = jp2_decoded(wrap_jp2(test::joined_bytes({test::jp2_colors(kRgb), roles(1)}), stream)).image;
  REQUIRE(back.format() == PixelFormat::rgba8);
  for (int x = 0; x < 16; ++x) {
    for (int c = 0; c < 4; ++c) {
      CHECK(sample_at(back.view(), x, 5, c) == sample_at(picture.view(), x, 5, c == 3 ? 3 : 2 - c));
    }
  }
  const Image straight = jp2_decoded(wrap_jp2(test::joined_bytes({test::jp2_colors(kRgb), roles(2)}), stream)).image;
  for (int x = 0; x < 16; ++x) {
    const int alpha = sample_at(picture.view(), x, 5, 3);
    if (alpha == 0) continue;
    const int expected = std::min(255, (sample_at(picture.view(), x, 5, 2) * 255 + alpha / 2) / alpha);
    CHECK(sample_at(straight.view(), x, 5, 0) == expected);
  }
  // Of four channels that are not said to be alpha, three are taken.
  const Bytes none = jp2_box("cdef", {0, 1, 0, 3, 255, 255, 255, 255});
  const DecodedImage three = jp2_decoded(wrap_jp2(test::joined_bytes({test::jp2_colors(kRgb), none}), stream));
  CHECK(three.image.format() == PixelFormat::rgb8);
  CHECK(three.warnings == std::vector<DecodeWarning>{{DecodeWarningKind::left_out_samples, 1}});
  CHECK(jp2_failure(wrap_jp2(test::jp2_colors(12), stream)).code == ErrorCode::unsupported);
}

TEST_CASE("jp2 decoder: profiles travel along") {
  const Bytes profile = test::make_icc_profile("RGB ");
  const Bytes file = wrap_jp2(test::jp2_profile(profile), write_j2k(test::make_picture({20, 20}).view()));
  CHECK(kJp2.probe(file)->icc_profile_bytes == profile.size());
  const DecodedImage decoded = jp2_decoded(file);
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == profile);
}

TEST_CASE("jp2 decoder: no part of a file gives a picture, but for one that lacks the mark of its end") {
  for (const int kind : {0, 1, 2}) {
    Jp2Options options;
    options.lossless = kind != 0;
    options.tiles = kind == 1 ? Size{16, 16} : Size{};
    options.parts = kind == 2;
    const Image picture = test::make_picture({40, 30});
    const Bytes stream = write_j2k(picture.view(), options);
    const Bytes file = kind == 1 ? stream : wrap_jp2(test::jp2_colors(kRgb), stream);
    const Bytes whole = test::to_bytes(file);
    std::size_t probed = 0;
    for (std::size_t length = 0; length + 2 < whole.size();
         length += length < 400 || length + 90 > file.size() ? 1U : 7U) {
      const auto part = std::span(whole).first(length);
      CAPTURE(kind);
      CAPTURE(length);
      REQUIRE(jp2_failure(part).code == ErrorCode::corrupt_data);
      if (kJp2.probe(part).has_value()) ++probed;
    }
    CHECK(probed > 100);
    const auto without_end = kJp2.decode(std::span(whole).first(whole.size() - 2), {});
    REQUIRE(without_end.has_value());
    CHECK(without_end->warnings == std::vector{DecodeWarning{DecodeWarningKind::missing_end}});
    CHECK(jp2_decoded(file).warnings.empty());
  }
}

TEST_CASE("jp2 decoder: flipped bits never crash") {
  for (const int kind : {0, 1}) {
    Jp2Options options;
    options.tiles = kind == 1 ? Size{16, 16} : Size{};
    const Bytes file = wrap_jp2(test::jp2_colors(kRgb), write_j2k(test::make_picture({24, 20}).view(), options));
    DecodeOptions bounded;
    bounded.limits.max_pixels = 1'000'000;
    for (std::size_t i = 0; i < file.size(); i += i < 260 ? 1 : 11) {
      Bytes flipped = file;
      flipped[i] ^= 0x55;
      const auto decoded = kJp2.decode(flipped, bounded);
      if (!decoded) CHECK(decoded.error().message.text().size() > 15);
    }
  }
}

TEST_CASE("jp2 decoder: a lying header is refused before anything is allocated") {
  const Bytes file = write_j2k(test::make_picture({40, 30}).view());
  const auto with = [&file](std::size_t at, std::initializer_list<std::uint8_t> bytes) {
    Bytes changed = file;
    std::copy(bytes.begin(), bytes.end(), changed.begin() + static_cast<std::ptrdiff_t>(at));
    return changed;
  };
  // Offsets in the marker segment SIZ, which begins at 2: width 8, width of tiles 24, components 40.
  CHECK(jp2_failure(with(8, {0x7F, 0xFF, 0xFF, 0xFF})).code == ErrorCode::limit_exceeded);
  CHECK(jp2_failure(with(8, {0xFF, 0xFF, 0xFF, 0xFF})).code == ErrorCode::corrupt_data);
  CHECK(jp2_failure(with(8, {0, 0, 0, 0})).code == ErrorCode::corrupt_data);
  CHECK(jp2_failure(with(24, {0, 0, 0, 1, 0, 0, 0, 1})).code == ErrorCode::limit_exceeded);
  CHECK(jp2_failure(with(24, {0, 0, 0, 0})).code == ErrorCode::corrupt_data);
  CHECK(jp2_failure(with(40, {0x40, 0})).code == ErrorCode::unsupported);
  CHECK(jp2_failure(with(42, {37})).code == ErrorCode::unsupported);
  CHECK(jp2_failure(with(43, {0})).code == ErrorCode::corrupt_data);
  if (!test::meters_allocations()) return;
  const test::AllocationMeter meter;
  static_cast<void>(kJp2.decode(with(8, {0, 0, 0x3F, 0xFF, 0, 0, 0x3F, 0xFF}), {}));
  static_cast<void>(kJp2.decode(with(24, {0, 0, 0, 1, 0, 0, 0, 1}), {}));
  CHECK(meter.peak() < (std::size_t{1} << 20));
}

TEST_CASE("jp2 decoder: limits and stops are kept to") {
  const Bytes file = write_j2k(test::make_picture({64, 48}).view());
  DecodeOptions small;
  small.limits.max_pixels = 1000;
  CHECK(jp2_failure(file, small).code == ErrorCode::limit_exceeded);
  std::stop_source source;
  source.request_stop();
  DecodeOptions stopped;
  stopped.stop = source.get_token();
  CHECK(jp2_failure(file, stopped).code == ErrorCode::cancelled);
  CHECK_FALSE(kJp2.recognizes(Bytes{0xFF, 0x4F, 0xFF}));
}

TEST_CASE("jp2 decoder: takes the memory that was said") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  std::vector<Jp2Options> kinds(5);
  kinds[1].tiles = {64, 64};
  kinds[2].lossless = false;
  kinds[3].block = {4, 4};
  kinds[4].precinct = 64;
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgba8, PixelFormat::rgb16}) {
    for (Jp2Options options : kinds) {
      options.bits = 8 * bytes_per_sample(format);
      const Bytes file = write_j2k(test::make_picture({200, 150}, format).view(), options);
      for (const Size at_least : {Size{}, Size{50, 1}}) {
        const DecodeCost cost = kJp2.cost(kJp2.probe(file).value(), at_least);
        DecodeOptions decode;
        decode.at_least = at_least;
        const test::AllocationMeter meter;
        const auto decoded = kJp2.decode(file, decode);
        REQUIRE(decoded.has_value());
        CAPTURE(format);
        CAPTURE(options.tiles);
        CAPTURE(options.block);
        CAPTURE(at_least);
        CAPTURE(meter.peak());
        const std::size_t estimated = cost.scratch_bytes + image_bytes(cost.output);
        CHECK(meter.peak() <= estimated);
        const bool is_plain = options.block.width == 64 && options.precinct == 0 && at_least == Size{};
        if (is_plain) CHECK(estimated <= 2 * meter.peak() + (std::size_t{1} << 20));
      }
    }
  }
}
