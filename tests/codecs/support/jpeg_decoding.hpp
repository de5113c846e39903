// What tests of the JPEG decoder ask it.
#pragma once

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "codecs/jpeg/jpeg_decoder.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"

namespace tbbimg::test {

inline const JpegDecoder kDecoder;

inline Image decode(const Bytes& file, Size at_least = {}) {
  DecodeOptions options;
  options.at_least = at_least;
  auto decoded = kDecoder.decode(file, options);
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return std::move(decoded->image);
}

inline ErrorCode decode_error(const Bytes& file, const DecodeOptions& options = {}) {
  const auto decoded = kDecoder.decode(file, options);
  REQUIRE_FALSE(decoded.has_value());
  INFO(decoded.error().message.text());
  CHECK(decoded.error().message.text().size() > 20);
  CHECK_FALSE(decoded.error().message.text().ends_with('.'));
  return decoded.error().code;
}

inline std::size_t find_marker(const Bytes& file, std::uint8_t marker) {
  for (std::size_t i = 0; i + 1 < file.size(); ++i) {
    if (file[i] == 0xFF && file[i + 1] == marker) return i;
  }
  return file.size();
}

inline std::vector<DecodeWarning> warnings_of(const Bytes& file) {
  auto decoded = kDecoder.decode(file, {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  return std::move(decoded->warnings);
}

}  // namespace tbbimg::test
