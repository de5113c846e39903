// What every decoder must keep to, whatever bytes it is given.
#pragma once

#include <algorithm>
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

/// decode() sees the first frame only, and in rows as it likes. Here all are read, in pieces, and some not at all.
inline void check_frames(const Decoder& decoder, std::span<const std::uint8_t> file) {
  DecodeOptions options = bounded({});
  options.sixteen_bits = true;
  const auto reader = decoder.open(file, options);
  if (!reader) return check_error(reader.error());
  const Size size = (*reader)->shape().size;
  auto rows = Image::create({{size.width, 7}, (*reader)->shape().format});
  require(rows.has_value(), "there is memory for 7 rows");
  int frames = 0;
  constexpr int kMaxFrames = 300;
  for (; frames < kMaxFrames; ++frames) {
    const auto frame = (*reader)->next_frame();
    if (!frame) return check_error(frame.error());
    if (!*frame) break;
    while (frames % 3 != 2 && (*reader)->rows_left() > 0) {
      const int height = std::min(7, (*reader)->rows_left());
      const Status status = (*reader)->read_rows(rows->view().crop(0, 0, {size.width, height}));
      if (!status) return check_error(status.error());
    }
  }
  require(frames == std::min((*reader)->info().frames, kMaxFrames), "the header knows how many frames come");
}

inline void check_salvage(const Decoder& decoder, std::span<const std::uint8_t> file) {
  DecodeOptions options = bounded({});
  const auto decoded = decoder.decode(file, options);
  options.salvage = true;
  const auto salvaged = decoder.decode(file, options);
  if (!salvaged) return require(!decoded, "what decodes needs no salvage");
  const auto is_salvage = [](const DecodeWarning& warning) { return warning.kind == DecodeWarningKind::salvaged; };
  const bool damaged = std::ranges::any_of(salvaged->warnings, is_salvage);
  require(damaged != decoded.has_value(), "what is damaged is called so, and nothing else");
  if (decoded) require(test::difference(decoded->image.view(), salvaged->image.view()).empty(), "sound pixels stay");
}

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  [[nodiscard]] std::uint64_t size() const noexcept override { return bytes_.size(); }
  [[nodiscard]] Status read_at(std::uint64_t offset, std::span<std::uint8_t> to) const override {
    require(offset <= bytes_.size() && to.size() <= bytes_.size() - offset, "what is read lies in the file");
    std::ranges::copy(bytes_.subspan(static_cast<std::size_t>(offset), to.size()), to.begin());
    return {};
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// In parts, a file gives what it gives as a whole. It may give more: of a TIFF's strip that claims more bytes than
/// there are, the rows are there all the same.
inline void check_parts(const Decoder& decoder, std::span<const std::uint8_t> file) {
  if (!decoder.reads_parts() || !decoder.recognizes(file.first(std::min(file.size(), kSignatureBytes)))) return;
  const MemorySource source(file);
  const DecodeOptions options = bounded({});
  const auto info = decoder.probe_parts(source, {});
  if (!info) check_error(info.error());
  if (info && info->animated) return;  // is to be read whole
  const auto reader = decoder.open_parts(source, options);
  const auto parts = reader ? decoder.decode(**reader, options) : Result<DecodedImage>(fail(reader.error()));
  const auto whole = decoder.decode(file, options);
  if (!parts) {
    if (whole) std::fprintf(stderr, "%s\n", parts.error().message.text().c_str());
    require(!whole, "what the whole gives, parts give");
    return check_error(parts.error());
  }
  require(info.has_value() && info->stored_size == parts->image.shape().size, "parts are probed as the whole is");
  if (whole) require(test::difference(whole->image.view(), parts->image.view()).empty(), "parts give the same pixels");
}

/// The last two bytes of the input choose the size asked for.
inline int run(const Decoder& decoder, const std::uint8_t* data, std::size_t size) {
  const std::span file(data, size);
  if (const auto info = decoder.probe(file); !info) check_error(info.error());
  check_strip(decoder, file);
  check_decode(decoder, file, {});
  check_decode(decoder, file, {1, 1});
  if (size >= 2) check_decode(decoder, file, {data[size - 1] * 3, data[size - 2] * 2 - 20});
  check_frames(decoder, file);
  check_salvage(decoder, file);
  check_parts(decoder, file);
  return 0;
}

}  // namespace tbbimg::fuzz
