// PNM in and out.
#include <doctest/doctest.h>

#include <bit>
#include <cstring>
#include <limits>

#include "codecs/pnm/pnm_decoder.hpp"
#include "codecs/pnm/pnm_encoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;
using namespace std::string_literals;
using test::Bytes;

namespace {

const PnmDecoder kPnm;

Bytes pnm_bytes(const std::string& text) { return {text.begin(), text.end()}; }

DecodedImage pnm_decoded(const std::string& text, bool deep = false) {
  const Bytes file = pnm_bytes(text);
  DecodeOptions options;
  options.sixteen_bits = deep;
  auto decoded = kPnm.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  const ImageInfo info = kPnm.probe(file).value();
  CHECK(info.stored_size == decoded->image.shape().size);
  CHECK(info.pixel_format == eight_bits(decoded->image.format()));
  return *std::move(decoded);
}

// All samples, row by row.
std::vector<int> pnm_samples(const std::string& text, bool deep = false) {
  const DecodedImage decoded = pnm_decoded(text, deep);
  const ConstImageView view = decoded.image.view();
  std::vector<int> samples;
  const auto bytes = static_cast<std::size_t>(bytes_per_sample(view.format));
  for (int y = 0; y < view.height; ++y) {
    for (std::size_t i = 0; i < view.row_bytes(); i += bytes) {
      std::uint16_t sample = view.row(y)[i];
      if (bytes == 2) std::memcpy(&sample, view.row(y) + i, 2);
      samples.push_back(sample);
    }
  }
  return samples;
}

ErrorCode pnm_error(const std::string& text) {
  const auto decoded = kPnm.decode(pnm_bytes(text), {});
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().message.text().size() > 20);
  return decoded.error().code;
}

std::string floats(std::initializer_list<float> values, bool big_endian) {
  std::string text;
  for (const float value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned i = 0; i < 4; ++i) text += static_cast<char>(bits >> (big_endian ? 24 - 8 * i : 8 * i));
  }
  return text;
}

}  // namespace

TEST_CASE("pnm decoder: plain and raw, of all kinds, with comments anywhere") {
  CHECK(pnm_samples("P1\n# a comment\n3 2\n1 0 1\n0#another\n11\n") == std::vector{0, 255, 0, 255, 0, 0});
  CHECK(pnm_samples("P1 4 1 0110") == std::vector{255, 0, 0, 255});
  CHECK(pnm_samples("P2\n2 2 255\n0 255\n7 9") == std::vector{0, 255, 7, 9});
  CHECK(pnm_samples("P3 1 2\n255 1 2 3 4 5 6\n") == std::vector{1, 2, 3, 4, 5, 6});
  CHECK(pnm_samples("P4 10 2\n"s + "\xA0\x40\x5F\x80") ==
        std::vector{0, 255, 0, 255, 255, 255, 255, 255, 255, 0, 255, 0, 255, 0, 0, 0, 0, 0, 0, 255});
  CHECK(pnm_samples("P5\n#x\n2 #y\n1\n255\n\x01\xFF") == std::vector{1, 255});
  CHECK(pnm_samples("P6 1 1 255\n\x01\x02\x03") == std::vector{1, 2, 3});
  CHECK(pnm_samples("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n\x01\x02\x03\x04") ==
        std::vector{1, 2, 3, 4});
  CHECK(pnm_samples("P7\n# c\nWIDTH 2\nHEIGHT 1\nDEPTH 1\nMAXVAL 1\nTUPLTYPE BLACKANDWHITE\nENDHDR\n\0\1"s) ==
        std::vector{0, 255});
  CHECK(pnm_decoded("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 255\nENDHDR\nab").image.format() ==
        PixelFormat::gray_alpha8);
}

TEST_CASE("pnm decoder: every highest value is stretched to the full range, and rounded") {
  for (const int most : {1, 2, 3, 7, 15, 100, 254, 255, 256, 1000, 1023, 4095, 65'534, 65'535}) {
    std::string raw = "P5 5 1 " + std::to_string(most) + "\n";
    std::string plain = "P2 5 1 " + std::to_string(most) + "\n";
    std::vector<int> expected;
    const int full = most > 255 ? 65'535 : 255;
    for (const int value : {0, 1, most / 2, most - 1, most}) {
      if (most > 255) raw += static_cast<char>(value >> 8);
      raw += static_cast<char>(value);
      plain += std::to_string(value) + " ";
      expected.push_back(static_cast<int>(static_cast<double>(value) * full / most + 0.5));
    }
    CAPTURE(most);
    CHECK(pnm_samples(raw, true) == expected);
    CHECK(pnm_samples(plain, true) == expected);
    if (most > 255) CHECK(pnm_samples(raw)[4] == 255);
  }
}

TEST_CASE("pnm decoder: floats from the bottom up, in either order of bytes") {
  const float nothing = std::numeric_limits<float>::quiet_NaN();
  for (const bool big_endian : {false, true}) {
    const std::string scale = big_endian ? "1.0" : "-1.0";
    CHECK(pnm_samples("Pf\n2 2\n" + scale + "\n" + floats({0, 1, 0.5F, 2}, big_endian), true) ==
          std::vector{32768, 65535, 0, 65535});
    CHECK(pnm_samples("PF\n1 1\n" + scale + "\n" + floats({-1, nothing, 0.25F}, big_endian), true) ==
          std::vector{0, 0, 16384});
  }
}

TEST_CASE("pnm decoder: what does not hold together fails") {
  CHECK(pnm_error("P5 2 1 100\n\x65\x00"s) == ErrorCode::corrupt_data);
  CHECK(pnm_error("P2 1 1 100 101") == ErrorCode::corrupt_data);
  CHECK(pnm_error("P2 1 1 100 1x") == ErrorCode::corrupt_data);
  CHECK(pnm_error("P1 2 1 12") == ErrorCode::corrupt_data);
  CHECK(pnm_error("P5 1 1 0\n\x01") == ErrorCode::corrupt_data);
  CHECK(pnm_error("P5 1 1 65536\n\x01\x01") == ErrorCode::corrupt_data);
  CHECK(pnm_error("P5 99999999999 1 255\n\x01") == ErrorCode::corrupt_data);
  CHECK(pnm_error("P6 0 5 255\n\x01") == ErrorCode::corrupt_data);
  CHECK(pnm_error("P6 2147483647 2147483647 65535\n\x01") == ErrorCode::limit_exceeded);
  CHECK(pnm_error("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 5\nMAXVAL 255\nENDHDR\nabcde") == ErrorCode::unsupported);
  CHECK(pnm_error("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\nTUPLTYPE DEPTHMAP\nENDHDR\na") ==
        ErrorCode::unsupported);
  CHECK(pnm_error("P7\nWIDTH 1\nHEIGHT 1\nDEPTH 1\nENDHDR\na") == ErrorCode::corrupt_data);
}

TEST_CASE("pnm decoder: a file cut at any byte fails, and more than a picture is told") {
  for (const std::string& file :
       {"P1 2 2 0110"s, "P2 2 1 255 17 255"s, "P4 9 2\nabcd"s, "P5 2 2 300\n\1\1\1\2\0\3\1\4"s, "P6 1 2 255\nabcdef"s,
        "P7\nWIDTH 1\nHEIGHT 1\nDEPTH 2\nMAXVAL 9\nENDHDR\n\1\2"s, "Pf 1 1 -1\n" + floats({1}, false)}) {
    CAPTURE(file);
    CHECK(pnm_decoded(file).warnings.empty());
    CHECK(pnm_decoded(file + " 1").warnings == std::vector{DecodeWarning{DecodeWarningKind::surplus_data}});
    const bool ends_in_number = file.starts_with("P2");
    for (std::size_t length = 0; length < file.size() - (ends_in_number ? 2 : 0); ++length) {
      CAPTURE(length);
      REQUIRE(pnm_error(file.substr(0, length)) == ErrorCode::corrupt_data);
    }
  }
}

TEST_CASE("pnm decoder: texts that begin alike are none") {
  for (const char* text : {"P1 is the first", "P7 332\n", "PFM", "P6", "P9\n1 1", "P5x1 1 255\n"}) {
    CAPTURE(text);
    CHECK_FALSE(kPnm.recognizes(pnm_bytes(text)));
  }
}

TEST_CASE("pnm encoder: all formats come back, bit by bit") {
  for (int format = 0; format < 8; ++format) {
    const auto pixels = static_cast<PixelFormat>(format);
    Image picture = Image::create({{37, 11}, pixels}).value();
    for (int y = 0; y < 11; ++y) {
      for (std::size_t i = 0; i < picture.view().row_bytes(); ++i) {
        picture.view().row(y)[i] = static_cast<std::uint8_t>(i * 73 + static_cast<std::size_t>(y) * 31);
      }
    }
    const Buffer file = PnmEncoder().encode(picture.view(), {}).value();
    DecodeOptions options;
    options.sixteen_bits = true;
    CAPTURE(pixels);
    CHECK(test::same_pixels(kPnm.decode(file.bytes(), options)->image.view(), picture.view()));
  }
  std::stop_source source;
  source.request_stop();
  EncodeOptions stopped;
  stopped.stop = source.get_token();
  CHECK(PnmEncoder().encode(test::make_picture({5, 5}).view(), stopped).error().code == ErrorCode::cancelled);
}
