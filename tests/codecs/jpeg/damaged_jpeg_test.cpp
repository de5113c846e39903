// Which damage fails a JPEG, which is told, and which is nothing.
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

#include "tests/codecs/support/jpeg_decoding.hpp"

using namespace tbbimg;
using namespace tbbimg::test;

TEST_CASE("jpeg decoder: a file cut at any byte fails, whole or shrunk, unless nothing but its end marker lacks") {
  const Image picture = test::make_picture({40, 24});
  for (const int kind : {0, 1, 2, 3}) {
    JpegOptions options;
    options.quality = 30;
    options.chroma_subsampling = kind == 3 ? Size{1, 1} : Size{2, 2};
    options.progressive = kind == 1 || kind == 3;
    options.restart_interval = kind == 2 ? 1 : 0;
    const Bytes file = write_jpeg(picture.view(), options);
    for (std::size_t length = 0; length < file.size(); ++length) {
      // Memory of exactly this size, so that a sanitizer sees every byte too many.
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      for (const Size at_least : {Size{0, 0}, Size{1, 1}}) {
        const auto decoded = kDecoder.decode(part, {.at_least = at_least, .limits = {}, .pool = {}, .stop = {}});
        CAPTURE(kind);
        CAPTURE(length);
        if (length + 2 >= file.size()) {
          REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
          CHECK(decoded->warnings == std::vector{DecodeWarning{DecodeWarningKind::missing_end}});
          CHECK(test::same_pixels(decoded->image.view(), test::decode(file, at_least).view()));
          continue;
        }
        REQUIRE_FALSE(decoded.has_value());
        REQUIRE(decoded.error().code == ErrorCode::corrupt_data);
      }
    }
  }
}

TEST_CASE("jpeg decoder: a photo whose middle was lost fails") {
  const Bytes file = write_jpeg(test::make_picture({200, 150}).view());
  const std::size_t half = file.size() / 2;
  Bytes zeros = file;
  std::fill(zeros.begin() + static_cast<std::ptrdiff_t>(half), zeros.end(), std::uint8_t{0});
  CHECK(decode_error(zeros) == ErrorCode::corrupt_data);
  Bytes closed(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(half));
  closed.insert(closed.end(), {0xFF, 0xD9});
  CHECK(decode_error(closed) == ErrorCode::corrupt_data);
}

TEST_CASE("jpeg decoder: zeros instead of the end marker fail although all pixels are there") {
  Bytes file = write_jpeg(test::make_picture({40, 30}).view());
  file.resize(file.size() - 2);
  file.insert(file.end(), 100, 0x00);
  CHECK(decode_error(file) == ErrorCode::corrupt_data);
}

TEST_CASE("jpeg decoder: a lost restart marker fails") {
  JpegOptions options;
  options.restart_interval = 3;
  Bytes file = write_jpeg(test::make_picture({100, 60}).view(), options);
  const std::size_t restart = find_marker(file, 0xD2);
  REQUIRE(restart < file.size());
  file[restart + 1] = 0xD5;
  CHECK(decode_error(file) == ErrorCode::corrupt_data);
}

TEST_CASE("jpeg decoder: stray bytes that cost no sample pass") {
  const Image picture = test::make_picture({40, 30});
  const Bytes file = write_jpeg(picture.view());
  const Image expected = decode(file);
  Bytes trailing = file;
  trailing.insert(trailing.end(), 1000, 0xAB);
  CHECK(test::same_pixels(decode(trailing).view(), expected.view()));

  Bytes fill = file;
  const std::size_t quantization = find_marker(file, 0xDB);
  fill.insert(fill.begin() + static_cast<std::ptrdiff_t>(quantization), 7, 0xFF);
  CHECK(test::same_pixels(decode(fill).view(), expected.view()));

  // A broken profile: the number of the first piece is 0.
  JpegOptions options;
  options.icc_profile = test::make_icc_profile("RGB ");
  Bytes bogus = write_jpeg(picture.view(), options);
  const char tag[] = "ICC_PROFILE";
  *(std::search(bogus.begin(), bogus.end(), std::begin(tag), std::end(tag)) + sizeof(tag)) = 0;
  CHECK(test::same_pixels(decode(bogus).view(), expected.view()));
  CHECK(warnings_of(bogus) == std::vector{DecodeWarning{DecodeWarningKind::lost_profile}});
  CHECK(warnings_of(file).empty());
}

TEST_CASE("jpeg decoder: a few stray bytes behind a scan are a warning, more of them a lost place") {
  const Bytes file = write_jpeg(test::make_picture({40, 30}).view());
  const Image expected = decode(file);
  const auto with_zeros = [&](std::size_t count) {
    Bytes longer = file;
    longer.insert(longer.end() - 2, count, 0x00);
    return longer;
  };
  std::vector<std::uint64_t> told;
  for (std::size_t count = 1; count <= 14; ++count) {
    CAPTURE(count);
    CHECK(test::same_pixels(decode(with_zeros(count)).view(), expected.view()));
    const auto warnings = warnings_of(with_zeros(count));
    if (warnings.empty()) continue;
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0].kind == DecodeWarningKind::stray_bytes);
    told.push_back(warnings[0].figure);
  }
  // libjpeg does not count those that are in its bit buffer.
  CHECK(told == std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7});
  CHECK(decode_error(with_zeros(15)) == ErrorCode::corrupt_data);
  CHECK(decode_error(with_zeros(5000)) == ErrorCode::corrupt_data);
  // In front of the first scan they concern nothing.
  Bytes in_front = file;
  in_front.insert(in_front.begin() + static_cast<std::ptrdiff_t>(find_marker(file, 0xDA)), 50, 0x00);
  CHECK(test::same_pixels(decode(in_front).view(), expected.view()));
  CHECK(warnings_of(in_front).empty());
}

TEST_CASE("jpeg decoder: headers that no standard knows are told") {
  JpegOptions options;
  options.color = JpegOptions::Color::ycck;
  Bytes file = write_jpeg(test::make_picture({40, 30}, PixelFormat::rgba8).view(), options);
  CHECK(warnings_of(file).empty());
  const char tag[] = "Adobe";
  *(std::search(file.begin(), file.end(), std::begin(tag), std::end(tag) - 1) + 11) = 9;  // colour transform
  CHECK(warnings_of(file) == std::vector{DecodeWarning{DecodeWarningKind::odd_header}});
}

TEST_CASE("jpeg decoder: kinds that libjpeg does not read are told by what they are") {
  const Bytes plain = test::write_jpeg(test::make_picture({20, 10}).view(), {});
  const std::size_t frame = test::find_marker(plain, 0xC0);
  struct Kind {
    std::uint8_t marker;
    std::uint8_t bits;
    const char* words;
  };
  for (const Kind& kind : {Kind{0xC1, 12, "the JPEG has 12 bits a sample"},
                           {0xC2, 12, "the JPEG has 12 bits a sample"},
                           {0xC3, 8, "the JPEG is stored without loss"},
                           {0xC3, 16, "the JPEG is stored without loss"},
                           {0xCB, 8, "the JPEG is stored without loss"},
                           {0xC5, 8, "the JPEG is hierarchical"},
                           {0xCF, 8, "the JPEG is hierarchical"},
                           {0xDE, 8, "the JPEG is hierarchical"},
                           {0xF7, 8, "the file is a JPEG-LS"}}) {
    Bytes file = plain;
    file[frame + 1] = kind.marker;
    file[frame + 4] = kind.bits;
    CAPTURE(static_cast<int>(kind.marker));
    for (const auto& error : {kDecoder.probe(file).error(), kDecoder.decode(file, {}).error()}) {
      CHECK(error.code == ErrorCode::unsupported);
      CHECK(error.message.text().starts_with(kind.words));
    }
  }
  Bytes nine = plain;
  nine[frame + 4] = 9;
  CHECK(kDecoder.probe(nine).error().message.text().starts_with("the JPEG is of a kind that is not supported"));
}
