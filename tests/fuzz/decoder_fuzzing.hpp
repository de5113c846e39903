// What every decoder must keep to, whatever bytes it is given.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "codecs/decoder.hpp"
#include "tests/support/compare.hpp"

namespace tbbimg::fuzz {

inline void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

inline void check_error(const Error& error) {
  require(!error.message.text().empty(), "an error has a message");
  require(error.code == ErrorCode::corrupt_data || error.code == ErrorCode::unsupported ||
              error.code == ErrorCode::limit_exceeded || error.code == ErrorCode::out_of_memory,
          "an error has a code that decoding may give");
}

inline DecodeOptions bounded(Size at_least) {
  DecodeOptions options;
  options.at_least = at_least;
  options.limits.max_pixels = 4'000'000;
  options.limits.max_decoded_bytes = std::uint64_t{64} << 20;
  return options;
}

inline void check_strip(const Decoder& decoder, std::span<const std::uint8_t> file) {
  if (const auto end = decoder.picture_end(file)) require(*end <= file.size(), "a picture ends in its file");
  const auto decoded = decoder.decode(file, bounded({}));
  const auto stripped = decoder.strip(file, {});
  if (!stripped) return check_error(stripped.error());
  require(stripped->size() <= file.size(), "stripping never adds bytes");
  if (!decoded) return;
  const auto again = decoder.decode(stripped->bytes(), bounded({}));
  require(again.has_value(), "what decodes does so without its metadata");
  require(decoded->image.shape() == again->image.shape(), "metadata changes no shape");
  require(test::difference(decoded->image.view(), again->image.view()).empty(), "metadata changes no pixel");
}

inline void check_decode(const Decoder& decoder, std::span<const std::uint8_t> file, Size at_least) {
  const DecodeOptions options = bounded(at_least);
  const auto decoded = decoder.decode(file, options);
  if (!decoded) return check_error(decoded.error());
  const auto info = decoder.probe(file);
  require(info.has_value(), "what decodes can be probed");
  const ImageShape shape = decoded->image.shape();
  require(decoder.cost(*info, at_least).output == shape, "cost() knows the shape of the output");
  require(shape.format == info->pixel_format, "probe() knows the pixel format");
  const bool full = at_least == Size{};
  require(!full || shape.size == info->stored_size, "the full size is that of the header");
  const Size stored = info->stored_size;
  require(shape.size.width <= stored.width && shape.size.height <= stored.height, "decoding never enlarges");
  require(shape.size.width >= stored.width || shape.size.width >= at_least.width, "wide enough");
  require(shape.size.height >= stored.height || shape.size.height >= at_least.height, "high enough");
}

/// The last two bytes of the input choose the size asked for.
inline int run(const Decoder& decoder, const std::uint8_t* data, std::size_t size) {
  const std::span file(data, size);
  if (const auto info = decoder.probe(file); !info) check_error(info.error());
  check_strip(decoder, file);
  check_decode(decoder, file, {});
  check_decode(decoder, file, {1, 1});
  if (size >= 2) check_decode(decoder, file, {data[size - 1] * 3, data[size - 2] * 2 - 20});
  return 0;
}

}  // namespace tbbimg::fuzz
