// Files that are read in parts: the same picture, facts and errors as from memory, and little of the file at once.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "codecs/detail/file_bytes.hpp"
#include "codecs/registry.hpp"
#include "tests/codecs/support/bmp_writer.hpp"
#include "tests/codecs/support/parted_file.hpp"
#include "tests/codecs/support/png_writer.hpp"
#include "tests/support/compare.hpp"

using namespace tbbimg;
using test::Bytes;
using test::PartedFile;

namespace {

const CodecRegistry kPartsCodecs = CodecRegistry::with_builtin_codecs();

const Decoder& parts_decoder(const Bytes& file) {
  const auto* const decoder = kPartsCodecs.find_decoder(std::span(file).first(std::min(file.size(), kSignatureBytes)));
  REQUIRE(decoder != nullptr);
  REQUIRE(decoder->reads_parts());
  return *decoder;
}

Bytes encode_for_parts(const Image& picture, std::string_view format) {
  const Buffer file = kPartsCodecs.find_encoder(format)->encode(picture.view(), {}).value();
  return {file.bytes().begin(), file.bytes().end()};
}

Bytes beginning_of(const Bytes& file, std::size_t bytes) {
  return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(bytes)};
}

// No two pixels alike: little of it is lost by compression, so that the file has several blocks.
Image noise(Size size, PixelFormat format = PixelFormat::rgb8) {
  Image image = Image::create({size, format}).value();
  std::uint32_t state = 1;
  for (int y = 0; y < size.height; ++y) {
    for (std::size_t i = 0; i < image.view().row_bytes(); ++i) {
      state = state * 1664525U + 1013904223U;
      image.view().row(y)[i] = static_cast<std::uint8_t>(state >> 24U);
    }
  }
  return image;
}

Result<DecodedImage> decode_in_parts(const Decoder& decoder, const ByteSource& file, bool salvage = false) {
  DecodeOptions options;
  options.sixteen_bits = true;
  options.salvage = salvage;
  TBBIMG_ASSIGN_OR_RETURN(const auto reader, decoder.open_parts(file, options));
  return decoder.decode(*reader, options);
}

Result<DecodedImage> decode_from_memory(const Decoder& decoder, const Bytes& file, bool salvage = false) {
  DecodeOptions options;
  options.sixteen_bits = true;
  options.salvage = salvage;
  return decoder.decode(file, options);
}

void check_same_facts(const ImageInfo& whole, const ImageInfo& parts) {
  CHECK(parts.format == whole.format);
  CHECK(parts.stored_size == whole.stored_size);
  CHECK(parts.pixel_format == whole.pixel_format);
  CHECK(parts.bits_per_sample == whole.bits_per_sample);
  CHECK(parts.model == whole.model);
  CHECK(parts.alpha_channel == whole.alpha_channel);
  CHECK(parts.progressive == whole.progressive);
  CHECK(parts.animated == whole.animated);
  CHECK(parts.icc_profile_bytes == whole.icc_profile_bytes);
  CHECK(parts.exif_bytes == whole.exif_bytes);
  CHECK(parts.exif.orientation == whole.exif.orientation);
}

void check_same_in_parts(const Bytes& file, bool salvage = false) {
  const Decoder& decoder = parts_decoder(file);
  const PartedFile parted(file);
  const auto whole_info = decoder.probe(file);
  const auto parts_info = decoder.probe_parts(parted, {});
  REQUIRE(parts_info.has_value() == whole_info.has_value());
  if (whole_info) check_same_facts(*whole_info, *parts_info);
  const auto whole = decode_from_memory(decoder, file, salvage);
  const auto parts = decode_in_parts(decoder, parted, salvage);
  REQUIRE(parts.has_value() == whole.has_value());
  if (!whole) {
    CHECK(parts.error().message.text() == whole.error().message.text());
    return;
  }
  CHECK(parted.largest <= parts_info->part_bytes);
  REQUIRE(parts->image.shape() == whole->image.shape());
  CHECK(test::difference(whole->image.view(), parts->image.view()) == "");
  CHECK(parts->warnings == whole->warnings);
  const auto& profile = whole->metadata.icc_profile;
  REQUIRE((parts->metadata.icc_profile == nullptr) == (profile == nullptr));
  if (profile) CHECK(*parts->metadata.icc_profile == *profile);
}

constexpr std::array<std::string_view, 4> kFormatsInParts = {"png", "bmp", "ppm", "qoi"};

}  // namespace

TEST_CASE("parts: every format has the pixels of the whole file") {
  for (const std::string_view format : kFormatsInParts) {
    for (const PixelFormat pixels :
         {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::rgb16, PixelFormat::rgba16}) {
      if (!kPartsCodecs.find_encoder(format)->accepts(pixels)) continue;
      CAPTURE(format);
      CAPTURE(pixels);
      check_same_in_parts(encode_for_parts(noise({301, 411}, pixels), format));
      check_same_in_parts(encode_for_parts(test::make_picture({70, 50}, eight_bits(pixels)), format));
    }
    check_same_in_parts(encode_for_parts(noise({30'000, 3}), format));  // a row is larger than a block
  }
}

TEST_CASE("parts: a file that is cut short or damaged fails, or is salvaged, as the whole would") {
  for (const std::string_view format : kFormatsInParts) {
    CAPTURE(format);
    Bytes file = encode_for_parts(noise({201, 300}), format);
    for (std::size_t size = 70; size < file.size(); size += file.size() / 23) {
      CAPTURE(size);
      check_same_in_parts(beginning_of(file, size));
      check_same_in_parts(beginning_of(file, size), true);
    }
    check_same_in_parts(beginning_of(file, file.size() - 1));
    file.push_back(0);
    check_same_in_parts(file);
    file[file.size() / 2] ^= 1U;
    check_same_in_parts(file);
  }
}

TEST_CASE("parts: a disk that fails is told as that, whenever it does") {
  for (const std::string_view format : kFormatsInParts) {
    CAPTURE(format);
    const Bytes file = encode_for_parts(noise({201, 400}), format);
    const Decoder& decoder = parts_decoder(file);
    const PartedFile all(file);
    REQUIRE(decode_in_parts(decoder, all).has_value());
    REQUIRE(all.reads > 3);
    for (int i = 0; i < all.reads; ++i) {
      for (const bool salvage : {false, true}) {
        PartedFile parted(file);
        parted.fails_at = i;
        const auto decoded = decode_in_parts(decoder, parted, salvage);
        CAPTURE(i);
        REQUIRE_FALSE(decoded.has_value());
        CHECK(decoded.error().message.text() == "the disk is gone");
      }
    }
    PartedFile gone(file);
    gone.fails_at = 0;
    const auto info = decoder.probe_parts(gone, {});
    REQUIRE_FALSE(info.has_value());
    CHECK(info.error().code == ErrorCode::read_failed);
  }
}

TEST_CASE("parts: plain PNM, floats and bits") {
  std::string plain = "P3 # with a comment\n160 150\n255\n";
  for (int i = 0; i < 160 * 150 * 3; ++i) plain += std::to_string(i * 7 % 256) + (i % 11 == 0 ? "  # five\n" : " ");
  REQUIRE(plain.size() > 2 * detail::FileBytes::kBlockBytes);
  const auto as_bytes = [](const std::string& text) { return Bytes(text.begin(), text.end()); };
  check_same_in_parts(as_bytes(plain));
  check_same_in_parts(as_bytes(plain + "P3 1 1 255 1 2 3\n"));
  check_same_in_parts(as_bytes(plain.substr(0, plain.size() - 4)));
  std::string bits = "P1\n300 400\n";
  for (int i = 0; i < 300 * 400; ++i) bits += i % 3 == 0 ? '1' : '0';
  check_same_in_parts(as_bytes(bits));
  const Image raw = noise({300, 200}, PixelFormat::gray8);
  std::string floats = "Pf\n75 200\n-1.0\n";
  for (int y = 0; y < 200; ++y) floats.append(reinterpret_cast<const char*>(raw.view().row(y)), 300);
  check_same_in_parts(as_bytes(floats));
  check_same_in_parts(as_bytes(floats.substr(0, 40'000)), true);
}

TEST_CASE("parts: BMP from the top and the bottom, with run lengths and a profile") {
  std::vector<int> indices(std::size_t{500} * 300);
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<int>(i * i / 7 % 16);
  test::BmpOptions options;
  for (int i = 0; i < 16; ++i) options.palette.push_back({static_cast<std::uint8_t>(i * 16), 20, 200});
  for (const bool top_down : {false, true}) {
    options.top_down = top_down;
    check_same_in_parts(test::write_bmp({500, 300}, test::pack_bmp_indices({500, 300}, indices, 8), options));
  }
  options.top_down = false;
  options.compression = 1;
  Bytes runs;
  for (int y = 0; y < 300; ++y) {
    for (int x = 0; x < 500; x += 2) {  // of 2 pixels, and now and then some as they are
      if (x % 50 == 0) {
        runs.insert(runs.end(), {0, 4, 1, 2, 3, 4});
        x += 2;
      } else {
        runs.insert(runs.end(), {2, static_cast<std::uint8_t>((x + y) % 16)});
      }
    }
    runs.insert(runs.end(), {0, 0});
  }
  runs.insert(runs.end(), {0, 1});
  REQUIRE(runs.size() > 2 * detail::FileBytes::kBlockBytes);
  check_same_in_parts(test::write_bmp({500, 300}, runs, options));
  runs.resize(runs.size() / 2);
  check_same_in_parts(test::write_bmp({500, 300}, runs, options));

  const Image picture = noise({200, 300});
  EncodeOptions with_profile;
  with_profile.metadata = test::metadata_with(test::make_icc_profile("RGB ", 100'000));
  const Buffer file = kPartsCodecs.find_encoder("bmp")->encode(picture.view(), with_profile).value();
  check_same_in_parts({file.bytes().begin(), file.bytes().end()});
}

TEST_CASE("parts: rows from the bottom are not read again and again") {
  const Bytes file = encode_for_parts(noise({200, 1000}), "bmp");
  const PartedFile parted(file);
  REQUIRE(decode_in_parts(parts_decoder(file), parted).has_value());
  CHECK(parted.reads < 20);
}

TEST_CASE("parts: PNG with metadata behind the pixels, of every kind") {
  const Image picture = noise({200, 300});
  test::PngOptions options;
  options.exif = test::make_exif(6);
  options.icc_profile = test::make_icc_profile("RGB ");
  check_same_in_parts(test::write_png(picture.view(), options));
  options.interlaced = true;
  check_same_in_parts(test::write_png(picture.view(), options));
  const Bytes plain = test::write_png(picture.view());
  const Bytes end(plain.end() - 12, plain.end());
  const auto with_chunk = [&](std::string_view type, const Bytes& data) {
    const Bytes in_front = test::insert_png_chunk(plain, type, data);
    constexpr std::ptrdiff_t kBehindHeader = 33;
    Bytes file(plain.begin(), plain.end() - 12);
    file.insert(file.end(), in_front.begin() + kBehindHeader,
                in_front.begin() + kBehindHeader + static_cast<std::ptrdiff_t>(data.size()) + 12);
    file.insert(file.end(), end.begin(), end.end());
    return file;
  };
  const Bytes exif_behind = with_chunk("eXIf", test::make_exif(8));
  CHECK(parts_decoder(plain).probe(exif_behind)->exif.orientation == Orientation::rotate_270);
  check_same_in_parts(exif_behind);
  std::string raw = "Raw profile type exif";
  raw += std::string("\0\nexif\n", 7) + std::to_string(test::make_exif_with_prefix(5).size()) + "\n";
  for (const std::uint8_t byte : test::make_exif_with_prefix(5)) {
    raw += "0123456789abcdef"[byte / 16];
    raw += "0123456789abcdef"[byte % 16];
  }
  const Bytes text_behind = with_chunk("tEXt", Bytes(raw.begin(), raw.end()));
  CHECK(parts_decoder(plain).probe(text_behind)->exif.orientation != Orientation::upright);
  check_same_in_parts(text_behind);
  check_same_in_parts(with_chunk("tEXt", Bytes(100'000, 'x')));
}

TEST_CASE("parts: an animated PNG says so, and is to be read whole") {
  const Image picture = noise({100, 80});
  const auto writer = kPartsCodecs.find_encoder("png")->open(picture.shape(), 0, {}).value();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(writer->begin_frame({std::chrono::milliseconds(50)}).has_value());
    REQUIRE(writer->write_rows(picture.view()).has_value());
  }
  const Buffer buffer = writer->finish().value();
  const Bytes file(buffer.bytes().begin(), buffer.bytes().end());
  const PartedFile parted(file);
  CHECK(parts_decoder(file).probe_parts(parted, {})->animated);
  CHECK(decode_in_parts(parts_decoder(file), parted).error().code == ErrorCode::unsupported);
}
