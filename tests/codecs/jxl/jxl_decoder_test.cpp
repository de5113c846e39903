#include "codecs/jxl/jxl_decoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

#include "kernels/geometry/orient.hpp"
#include "tests/codecs/jxl/jxl_writer.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;
using test::Bytes;
using test::JxlOptions;
using test::write_jxl;

namespace {

const tbbimg::JxlDecoder kJxl;

Image jxl_decoded(const Bytes& file, bool deep = false) {
  REQUIRE_FALSE(file.empty());
  DecodeOptions options;
  options.sixteen_bits = deep;
  auto decoded = kJxl.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  CHECK(decoded->warnings.empty());
  return std::move(decoded->image);
}

Error jxl_failure(std::span<const std::uint8_t> file, const DecodeOptions& options = {}) {
  auto decoded = kJxl.decode(file, options);
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().message.text().size() > 15);
  return decoded.error();
}

// The samples of `picture`, each twice as long.
Image deepened(const Image& picture) {
  Image deep = Image::create({picture.view().size(), sixteen_bits(picture.format())}).value();
  for (int y = 0; y < picture.height(); ++y) {
    for (std::size_t i = 0; i < picture.view().row_bytes(); ++i) {
      const auto sample = static_cast<std::uint16_t>(picture.view().row(y)[i] * 256 + y % 256);
      std::memcpy(deep.view().row(y) + 2 * i, &sample, 2);
    }
  }
  return deep;
}

JxlOptions lossless() {
  JxlOptions options;
  options.distance = 0;
  return options;
}

}  // namespace

TEST_CASE("jxl decoder: lossless pictures of every format come back as they were") {
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (const Size size : {Size{1, 1}, Size{64, 48}, Size{301, 267}}) {
      const Image picture = test::make_picture(size, format);
      const Bytes file = write_jxl(picture.view(), lossless());
      const ImageInfo info = kJxl.probe(file).value();
      CAPTURE(format);
      CAPTURE(size);
      CHECK(info.format == "jxl");
      CHECK(info.stored_size == size);
      CHECK(info.pixel_format == format);
      CHECK(info.bits_per_sample == 8);
      CHECK(info.lossless);
      CHECK(info.frames == 1);
      CHECK_FALSE(info.animated);
      CHECK(test::same_pixels(jxl_decoded(file).view(), picture.view()));
      const Image deep = deepened(picture);
      const Bytes deep_file = write_jxl(deep.view(), lossless());
      CHECK(kJxl.probe(deep_file)->bits_per_sample == 16);
      CHECK(kJxl.probe(deep_file)->pixel_format == format);
      CHECK(test::same_pixels(jxl_decoded(deep_file, true).view(), deep.view()));
      CHECK(jxl_decoded(deep_file).format() == format);
    }
  }
}

TEST_CASE("jxl decoder: lossy pictures are close, however they are stored") {
  const Image picture = test::make_picture({700, 300}, PixelFormat::rgba8);
  for (int kind = 0; kind < 6; ++kind) {
    JxlOptions options;
    options.progressive = kind == 1;
    options.low_frequency = kind == 2;
    options.reordered = kind == 3;
    options.modular = kind == 4;
    options.container = kind == 5;
    const Bytes file = write_jxl(picture.view(), options);
    CAPTURE(kind);
    CHECK_FALSE(kJxl.probe(file)->lossless);
    CHECK(kJxl.probe(file)->progressive == (kind == 2));
    CHECK(test::psnr(jxl_decoded(file).view(), picture.view()) > 32);
  }
}

TEST_CASE("jxl decoder: samples of 5, 12 and 32 bits") {
  const Image picture = deepened(test::make_picture({90, 70}));
  for (const int bits : {5, 12}) {
    JxlOptions options = lossless();
    options.bits = bits;
    const Bytes file = write_jxl(picture.view(), options);
    CHECK(kJxl.probe(file)->bits_per_sample == bits);
    const Image back = jxl_decoded(file, true);
    CAPTURE(bits);
    REQUIRE(back.format() == (bits > 8 ? PixelFormat::rgb16 : PixelFormat::rgb8));
    const double most = (1 << bits) - 1;
    for (int i = 0; i < 90 * 3; ++i) {
      std::uint16_t sample = 0;
      std::memcpy(&sample, picture.view().row(33) + 2 * i, 2);
      std::uint16_t got = 0;
      if (bits > 8) std::memcpy(&got, back.view().row(33) + 2 * i, 2);
      const double value = bits > 8 ? got / 65'535.0 : back.view().row(33)[i] / 255.0;
      REQUIRE(std::abs(value - sample / 65'535.0) < 0.6 / most + 0.002);
    }
  }
  JxlOptions options = lossless();
  options.floats = true;
  const Bytes file = write_jxl(picture.view(), options);
  CHECK(kJxl.probe(file)->bits_per_sample == 32);
  CHECK(test::same_pixels(jxl_decoded(file, true).view(), picture.view()));
}

TEST_CASE("jxl decoder: all orientations are applied") {
  const Kernels kernels = Kernels::active().value();
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::gray8}) {
    const Image picture = test::make_picture({61, 40}, format);
    for (int value = 1; value <= 8; ++value) {
      const auto orientation = static_cast<Orientation>(value);
      JxlOptions options = lossless();
      options.orientation = value;
      options.exif = test::make_exif(value);
      const Bytes file = write_jxl(picture.view(), options);
      const ImageInfo info = kJxl.probe(file).value();
      CAPTURE(value);
      CHECK(info.exif.orientation == Orientation::upright);
      CHECK(info.stored_size == oriented(picture.view().size(), orientation));
      Image upright = Image::create({info.stored_size, format}).value();
      REQUIRE(orient(picture.view(), upright.view(), orientation, {0, upright.height()}, kernels).has_value());
      CHECK(test::same_pixels(jxl_decoded(file).view(), upright.view()));
    }
  }
}

TEST_CASE("jxl decoder: EXIF data, plain and compressed; profiles but those of sRGB") {
  const Image picture = test::make_picture({40, 30});
  for (const bool compressed : {false, true}) {
    JxlOptions options;
    options.exif = test::make_exif(6);
    options.exif.resize(600);
    options.exif_compressed = compressed;
    const Bytes file = write_jxl(picture.view(), options);
    const ImageInfo info = kJxl.probe(file).value();
    CAPTURE(compressed);
    CHECK(info.exif_bytes == 600);
    CHECK(info.icc_profile_bytes == 0);
    CHECK(kJxl.decode(file, {})->metadata.icc_profile == nullptr);
  }
  JxlOptions options;
  options.wide_gamut = true;
  for (const float distance : {0.0F, 1.0F}) {
    options.distance = distance;
    const Bytes file = write_jxl(picture.view(), options);
    const auto decoded = kJxl.decode(file, {}).value();
    CAPTURE(distance);
    REQUIRE(decoded.metadata.icc_profile != nullptr);
    CHECK(decoded.metadata.icc_profile->size() == kJxl.probe(file)->icc_profile_bytes);
    CHECK(icc_profile_fits(*decoded.metadata.icc_profile, PixelFormat::rgb8));
    CHECK(test::psnr(decoded.image.view(), picture.view()) > 30);
  }
}

TEST_CASE("jxl decoder: an animation gives each frame as the whole canvas, with its time") {
  std::vector<Image> pictures;
  std::vector<ConstImageView> views;
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    pictures.push_back(test::make_picture({130, 300}, PixelFormat::rgba8, seed));
    views.push_back(pictures.back().view());
  }
  JxlOptions options = lossless();
  options.durations = {10, 0x1FF, 7};
  options.loops = 4;
  const Bytes file = write_jxl(views, options);
  const ImageInfo info = kJxl.probe(file).value();
  CHECK(info.animated);
  CHECK(info.frames == 3);
  CHECK(info.loops == 4);
  for (const bool read_all : {true, false}) {
    const auto reader = kJxl.open(file, {}).value();
    Image image = Image::create(reader->shape()).value();
    for (std::size_t i = 0; i < 3; ++i) {
      const auto frame = reader->next_frame().value();
      REQUIRE(frame.has_value());
      CHECK(frame->duration.count() == 10 * options.durations[i]);
      if (!read_all && i < 2) continue;
      REQUIRE(reader->read_rows(image.view()).has_value());
      CHECK(test::same_pixels(image.view(), views[i]));
    }
    CHECK_FALSE(reader->next_frame().value().has_value());
    CHECK(reader->finish().has_value());
  }
}

TEST_CASE("jxl decoder: no part of a file gives a picture, and each that has the header can be probed") {
  const Image picture = test::make_picture({48, 40}, PixelFormat::rgba8);
  const Image other = test::make_picture({48, 40}, PixelFormat::rgba8, 2);
  for (int kind = 0; kind < 6; ++kind) {
    JxlOptions options;
    if (kind % 2 == 1) options.distance = 0;
    options.container = kind == 2;
    options.low_frequency = kind == 4;
    if (kind == 3) options.durations = {5, 5};
    if (kind == 5) options.orientation = 6;
    const Bytes file =
        kind == 3 ? write_jxl({picture.view(), other.view()}, options) : write_jxl(picture.view(), options);
    REQUIRE_FALSE(file.empty());
    std::size_t probed = 0;
    for (std::size_t length = 0; length < file.size(); ++length) {
      CAPTURE(kind);
      CAPTURE(length);
      const auto part = std::span(file).first(length);
      REQUIRE(jxl_failure(part).code == ErrorCode::corrupt_data);
      if (kJxl.probe(part).has_value()) ++probed;
    }
    CHECK(probed > file.size() - 120);
  }
}

TEST_CASE("jxl decoder: a codestream in parts, and what is behind it") {
  const Image picture = test::make_picture({300, 280});
  const Bytes stream = write_jxl(picture.view(), lossless());
  for (const std::size_t step : {std::size_t{3}, std::size_t{100}, std::size_t{7000}}) {
    std::vector<test::JxlBoxContent> boxes;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      const std::size_t end = std::min(at + step, stream.size());
      Bytes part(4 + end - at);
      if (end == stream.size()) part[0] = 0x80;
      std::copy(stream.begin() + static_cast<std::ptrdiff_t>(at), stream.begin() + static_cast<std::ptrdiff_t>(end),
                part.begin() + 4);
      boxes.push_back({"jxlp", part});
    }
    CAPTURE(step);
    CHECK(test::same_pixels(jxl_decoded(write_jxl_boxes(boxes)).view(), picture.view()));
    boxes.push_back({"xml ", Bytes(50, ' ')});
    Bytes file = write_jxl_boxes(boxes);
    CHECK(test::same_pixels(jxl_decoded(file).view(), picture.view()));
    file.resize(file.size() - 10);
    CHECK(kJxl.decode(file, {})->warnings == std::vector{DecodeWarning{DecodeWarningKind::missing_end}});
    boxes.insert(boxes.begin() + 1, {"jxlc", stream});
    CHECK(jxl_failure(write_jxl_boxes(boxes)).code == ErrorCode::corrupt_data);
  }
  // A long length behind the box's type, as the standard has it, and in front, where libjxl 0.7 looks for it.
  for (const bool behind : {true, false}) {
    Bytes file = test::write_jxl_boxes({});
    const auto append = [&file](std::string_view bytes) { file.insert(file.end(), bytes.begin(), bytes.end()); };
    append({"\0\0\0\1", 4});
    if (behind) append("jxlc");
    for (unsigned shift = 64; shift > 0; shift -= 8) {
      file.push_back(static_cast<std::uint8_t>(std::uint64_t{stream.size() + 16} >> (shift - 8)));
    }
    if (!behind) append("jxlc");
    file.insert(file.end(), stream.begin(), stream.end());
    CHECK(test::same_pixels(jxl_decoded(file).view(), picture.view()));
  }
  Bytes longer = stream;
  longer.insert(longer.end(), 20, 9);
  CHECK(kJxl.decode(longer, {})->warnings == std::vector{DecodeWarning{DecodeWarningKind::surplus_data}});
}

TEST_CASE("jxl decoder: flipped bits never crash") {
  std::uint32_t state = 5;
  for (int kind = 0; kind < 4; ++kind) {
    JxlOptions options;
    if (kind % 2 == 1) options.distance = 0;
    options.container = kind > 1;
    if (kind == 2) options.durations = {5};
    const Bytes file = write_jxl(test::make_picture({60, 50}, PixelFormat::rgba8).view(), options);
    for (int i = 0; i < 500; ++i) {
      state = state * 1664525U + 1013904223U;
      Bytes flipped = file;
      const std::size_t most = i % 2 == 0 ? std::min<std::size_t>(file.size(), 120) : file.size();
      flipped[(state >> 8U) % most] ^= static_cast<std::uint8_t>(1U << (state >> 29U));
      DecodeOptions options_of_flipped;
      options_of_flipped.limits.max_pixels = 100'000;
      const auto decoded = kJxl.decode(flipped, options_of_flipped);
      if (!decoded) CHECK(decoded.error().message.text().size() > 15);
    }
  }
}

TEST_CASE("jxl decoder: a lying header is refused at once") {
  // ISO/IEC 18181-1, D.2: sides of 2^30 in 35 bits each, then nothing but zeros.
  Bytes file = {0xFF, 0x0A, 0xFE, 0xFF, 0xFF, 0xFF, 0xE1, 0xFF, 0xFF, 0xFF, 0x7F};
  file.resize(4000, 0);
  const auto begin = std::chrono::steady_clock::now();
  const test::AllocationMeter meter;
  const auto decoded = kJxl.decode(file, {});
  REQUIRE_FALSE(decoded.has_value());
  CHECK(meter.peak() < std::size_t{50} << 20);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(1000));
  Bytes whole = write_jxl(test::make_picture({64, 48}).view());
  DecodeOptions small;
  small.limits.max_pixels = 1000;
  CHECK(jxl_failure(whole, small).code == ErrorCode::limit_exceeded);
}

TEST_CASE("jxl decoder: stops, and refuses what it cannot show") {
  std::stop_source source;
  source.request_stop();
  DecodeOptions stopped;
  stopped.stop = source.get_token();
  const Image picture = test::make_picture({64, 48}, PixelFormat::rgba8);
  CHECK(jxl_failure(write_jxl(picture.view()), stopped).code == ErrorCode::cancelled);
  JxlOptions options;
  options.depth_channel = true;
  CHECK(jxl_failure(write_jxl(picture.view(), options)).code == ErrorCode::unsupported);
  CHECK_FALSE(kJxl.recognizes(Bytes{0xFF, 0xD8}));
  CHECK_FALSE(kJxl.recognizes(Bytes{0xFF}));
}

TEST_CASE("jxl decoder: takes the memory that was said") {
  if (!test::meters_allocations()) {
    MESSAGE("skipped: allocations are not counted under a sanitizer");
    return;
  }
  for (const PixelFormat format :
       {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::rgb8, PixelFormat::rgba8}) {
    for (int kind = 0; kind < 6; ++kind) {
      JxlOptions options;
      if (kind == 1) options.distance = 0;
      options.modular = kind == 2;
      options.low_frequency = kind == 3;
      if (kind == 4) options.orientation = 6;
      if (kind == 5) options.bits = 16;
      const Bytes file = write_jxl(test::make_picture({1000, 800}, format).view(), options);
      const DecodeCost cost = kJxl.cost(kJxl.probe(file).value(), {});
      const BufferPool pool(std::size_t{1} << 30);
      DecodeOptions decode;
      decode.pool = pool;
      const test::AllocationMeter meter;
      const auto decoded = kJxl.decode(file, decode);
      REQUIRE(decoded.has_value());
      const std::size_t taken = meter.peak() + pool.usage().total();
      const std::size_t estimated = (cost.scratch_bytes + image_bytes(cost.output)) * 9 / 8;
      CAPTURE(format);
      CAPTURE(kind);
      CAPTURE(estimated);
      CAPTURE(taken);
      CHECK(taken <= estimated);
      if (kind != 2) CHECK(estimated <= 2 * taken + (std::size_t{1} << 20));
    }
  }
}

TEST_CASE("jxl: metadata is cut out, with boxes and without") {
  const std::string secret = "51.5007 N, 0.1246 W";
  for (const bool container : {false, true}) {
    CAPTURE(container);
    test::JxlOptions options;
    options.container = container;
    if (container) {
      options.exif = test::make_exif(1);
      options.exif.insert(options.exif.end(), secret.begin(), secret.end());
    }
    const Bytes file = test::write_jxl(test::make_picture({40, 30}).view(), options);
    const auto has_secret = [&](std::span<const std::uint8_t> bytes) {
      return std::search(bytes.begin(), bytes.end(), secret.begin(), secret.end()) != bytes.end();
    };
    REQUIRE(has_secret(file) == container);
    const Buffer stripped = kJxl.strip(file, {}).value();
    CHECK_FALSE(has_secret(stripped.bytes()));
    CHECK(kJxl.probe(stripped.bytes())->exif_bytes == 0);
    CHECK(test::psnr(kJxl.decode(file, {})->image.view(), kJxl.decode(stripped.bytes(), {})->image.view()) == 999);
    // What lies behind the picture may be anything.
    Bytes longer = file;
    longer.insert(longer.end(), secret.begin(), secret.end());
    const auto from_longer = kJxl.strip(longer, {});
    CHECK((!from_longer || !has_secret(from_longer->bytes())));
    for (std::size_t bytes = 0; bytes < file.size(); bytes += 7) {
      CHECK_FALSE(kJxl.strip(std::span(file).first(bytes), {}));
    }
  }
}
