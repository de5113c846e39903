#include "codecs/bmp/bmp_decoder.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "tests/codecs/support/bmp_writer.hpp"

using namespace tbbimg;
using test::BmpOptions;
using test::Bytes;
using test::write_bmp;

namespace {

const BmpDecoder kBmp;
using Colors = std::vector<std::array<std::uint8_t, 3>>;

Colors some_colors(int count) {
  Colors colors;
  for (int i = 0; i < count; ++i) {
    colors.push_back(
        {static_cast<std::uint8_t>(i * 37), static_cast<std::uint8_t>(255 - i), static_cast<std::uint8_t>(i)});
  }
  return colors;
}

Image bmp_image(const Bytes& file) {
  auto decoded = kBmp.decode(file, {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  const ImageInfo info = kBmp.probe(file).value();
  CHECK(info.stored_size == decoded->image.shape().size);
  CHECK(info.pixel_format == decoded->image.format());
  return std::move(decoded->image);
}

ErrorCode bmp_error(const Bytes& file) {
  const auto decoded = kBmp.decode(file, {});
  REQUIRE_FALSE(decoded.has_value());
  CHECK(decoded.error().message.text().size() > 20);
  return decoded.error().code;
}

std::vector<int> some_indices(Size size, int count) {
  std::vector<int> indices;
  for (int i = 0; i < size.width * size.height; ++i) indices.push_back(i * i % 31 % count);
  return indices;
}

void check_indexed(const Image& image, const std::vector<int>& indices, const Colors& colors) {
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const auto& color = colors[static_cast<std::size_t>(indices[static_cast<std::size_t>(y * image.width() + x)])];
      for (std::size_t c = 0; c < static_cast<std::size_t>(channels(image.format())); ++c) {
        CAPTURE(x);
        CAPTURE(y);
        REQUIRE(int{image.view().row(y)[x * channels(image.format()) + static_cast<int>(c)]} == int{color[c]});
      }
    }
  }
}

}  // namespace

TEST_CASE("bmp decoder: indices of 1 to 8 bits, behind every header there has been") {
  for (const int header : {12, 16, 40, 52, 56, 64, 108, 124}) {
    for (const int bits : {1, 4, 8}) {
      for (const Size size : {Size{1, 1}, Size{7, 3}, Size{33, 5}}) {
        BmpOptions options;
        options.header_bytes = header;
        options.bits = bits;
        options.palette = some_colors(1 << bits);
        const auto indices = some_indices(size, 1 << bits);
        CAPTURE(header);
        CAPTURE(bits);
        CAPTURE(size);
        check_indexed(bmp_image(write_bmp(size, test::pack_bmp_indices(size, indices, bits), options)), indices,
                      options.palette);
        options.gap = 13;
        check_indexed(bmp_image(write_bmp(size, test::pack_bmp_indices(size, indices, bits), options)), indices,
                      options.palette);
      }
    }
  }
}

TEST_CASE("bmp decoder: short and uncounted palettes, gray ones, and colours that are lacking") {
  const Size size = {9, 4};
  BmpOptions options;
  options.palette = some_colors(20);
  const auto indices = some_indices(size, 20);
  const Bytes data = test::pack_bmp_indices(size, indices, 8);
  check_indexed(bmp_image(write_bmp(size, data, options)), indices, options.palette);
  options.palette.resize(19);
  CHECK(bmp_error(write_bmp(size, data, options)) == ErrorCode::corrupt_data);
  options.palette = some_colors(256);
  options.count_palette = false;
  check_indexed(bmp_image(write_bmp(size, data, options)), indices, options.palette);
  for (std::size_t i = 0; i < 256; ++i) options.palette[i].fill(static_cast<std::uint8_t>(255 - i));
  const Image gray = bmp_image(write_bmp(size, data, options));
  CHECK(gray.format() == PixelFormat::gray8);
  check_indexed(gray, indices, options.palette);
}

TEST_CASE("bmp decoder: run lengths of 4 and 8 bits, with moves, literals and rows that end early") {
  BmpOptions options;
  options.palette = some_colors(16);
  for (const int bits : {4, 8}) {
    options.bits = bits;
    options.compression = bits == 8 ? 1 : 2;
    const bool four = bits == 4;
    const auto same = [four](int index) { return static_cast<std::uint8_t>(four ? index * 17 : index); };
    // From the bottom: 5 pixels of colour 3; a literal of three and the rest left out; a row left out altogether;
    // two to the right and one up from there, then two pixels.
    Bytes data = {5, same(3), 0, 0, 0, 3};
    if (four) {
      data.insert(data.end(), {0x12, 0x40});
    } else {
      data.insert(data.end(), {1, 2, 4, 0});
    }
    data.insert(data.end(), {0, 0, 0, 2, 2, 1, 2, same(5), 0, 1});
    const Image image = bmp_image(write_bmp({5, 4}, data, options));
    check_indexed(image, {0, 0, 5, 5, 0,  //
                          0, 0, 0, 0, 0,  //
                          1, 2, 4, 0, 0,  //
                          3, 3, 3, 3, 3},
                  options.palette);
  }
  // Runs of four bits take turns.
  options.bits = 4;
  options.compression = 2;
  check_indexed(bmp_image(write_bmp({5, 1}, {5, 0x12, 0, 1}, options)), {1, 2, 1, 2, 1}, options.palette);
}

TEST_CASE("bmp decoder: run lengths beyond the end of a row are cut off, as ImageMagick writes them") {
  BmpOptions options;
  options.palette = some_colors(16);
  options.compression = 1;
  check_indexed(bmp_image(write_bmp({3, 2}, {4, 1, 0, 0, 0, 5, 1, 2, 3, 9, 9, 0, 0, 0, 0, 1}, options)),
                {1, 2, 3, 1, 1, 1}, options.palette);
  check_indexed(bmp_image(write_bmp({3, 2}, {255, 1, 255, 2, 0, 2, 200, 1, 5, 4, 0, 1}, options)), {0, 0, 0, 1, 1, 1},
                options.palette);
}

TEST_CASE("bmp decoder: run lengths below the picture fail, and those that lack their end are told") {
  BmpOptions options;
  options.palette = some_colors(16);
  options.compression = 1;
  CHECK(bmp_error(write_bmp({4, 1}, {4, 1, 0, 0, 1, 1, 0, 1}, options)) == ErrorCode::corrupt_data);
  CHECK(bmp_error(write_bmp({4, 2}, {0, 2, 0, 200, 0, 1}, options)) == ErrorCode::corrupt_data);
  CHECK(bmp_error(write_bmp({4, 2}, {4, 1, 0, 0, 3, 1}, options)) == ErrorCode::corrupt_data);
  const Bytes endless = write_bmp({4, 2}, {4, 1, 0, 0, 4, 1}, options);
  CHECK(kBmp.decode(endless, {})->warnings == std::vector{DecodeWarning{DecodeWarningKind::missing_end}});
  // Against the standard, but read by others.
  options.top_down = true;
  const Image downwards = bmp_image(write_bmp({2, 2}, {2, 0, 0, 0, 2, 1, 0, 1}, options));
  options.top_down = false;
  CHECK(test::same_pixels(downwards.view(), bmp_image(write_bmp({2, 2}, {2, 1, 0, 0, 2, 0, 0, 1}, options)).view()));
}

TEST_CASE("bmp decoder: bits of any width and place are stretched to 255, and rounded") {
  struct Kind {
    int bits;
    int header;
    std::vector<std::uint32_t> masks;
  };
  const std::vector<Kind> kinds = {{16, 40, {0xF800, 0x07E0, 0x001F}},
                                   {16, 56, {0x0F00, 0x00F0, 0x000F, 0xF000}},
                                   {16, 124, {0x7C00, 0x03E0, 0x001F, 0x8000}},
                                   {16, 40, {0x3000, 0x0E00, 0x0001}},
                                   {32, 40, {0x000000FF, 0x0000FF00, 0x00FF0000}},
                                   {32, 108, {0xFF000000, 0x00FF0000, 0x0000FF00, 0x000000FF}},
                                   {32, 52, {0x3F800000, 0x007FFF00, 0x0000007F}},
                                   {32, 56, {0x3FF00000, 0x000FFC00, 0x000003FF, 0xC0000000}}};
  const Size size = {64, 16};
  for (const Kind& kind : kinds) {
    Bytes data;
    std::vector<std::uint32_t> pixels;
    std::uint32_t state = 1;
    for (int i = 0; i < size.width * size.height; ++i) {
      state = state * 1664525U + 1013904223U;
      const std::uint32_t pixel = i == 0 ? 0xFFFFFFFF : state;
      pixels.push_back(pixel);
      for (int byte = 0; byte < kind.bits / 8; ++byte) data.push_back(static_cast<std::uint8_t>(pixel >> (8 * byte)));
    }
    BmpOptions options;
    options.bits = kind.bits;
    options.header_bytes = kind.header;
    options.compression = 3;
    options.top_down = true;
    options.masks = kind.masks;
    const Image image = bmp_image(write_bmp(size, data, options));
    REQUIRE(image.format() == (kind.masks.size() == 4 ? PixelFormat::rgba8 : PixelFormat::rgb8));
    const auto count = kind.masks.size();
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      for (std::size_t c = 0; c < count; ++c) {
        std::uint32_t mask = kind.masks[c];
        std::uint32_t value = pixels[i] & mask;
        for (; (mask & 1U) == 0; mask >>= 1U) value >>= 1U;
        const int expected = static_cast<int>(std::lround(value * 255.0 / mask));
        CAPTURE(kind.masks);
        CAPTURE(i);
        REQUIRE(int{image.view().row(static_cast<int>(i) / 64)[(i % 64) * count + c]} == expected);
      }
    }
  }
}

TEST_CASE("bmp decoder: 16, 24 and 32 bits without masks, from the bottom and from the top") {
  for (const bool top_down : {false, true}) {
    BmpOptions options;
    options.top_down = top_down;
    options.bits = 24;
    const Image image = bmp_image(write_bmp({1, 2}, {1, 2, 3, 0, 4, 5, 6, 0}, options));
    const std::uint8_t* const first = image.view().row(top_down ? 0 : 1);
    CHECK(Bytes(first, first + 3) == Bytes{3, 2, 1});
    options.bits = 32;
    const Image four = bmp_image(write_bmp({1, 2}, {1, 2, 3, 77, 4, 5, 6, 88}, options));
    CHECK(four.format() == PixelFormat::rgb8);
    CHECK(test::same_pixels(four.view(), image.view()));
  }
  BmpOptions options;
  options.bits = 16;
  const Image image = bmp_image(write_bmp({2, 1}, {0xFF, 0x7F, 0x1F, 0x00}, options));
  CHECK(Bytes(image.view().row(0), image.view().row(0) + 6) == Bytes{255, 255, 255, 0, 0, 255});
}

TEST_CASE("bmp decoder: kinds that are no bitmaps are named, and damage is found") {
  BmpOptions options;
  options.palette = some_colors(256);
  const auto message = [](const Bytes& file) { return kBmp.decode(file, {}).error().message.text(); };
  options.compression = 4;
  CHECK(message(write_bmp({4, 4}, Bytes(16), options)).find("JPEG") != std::string::npos);
  options.compression = 5;
  CHECK(message(write_bmp({4, 4}, Bytes(16), options)).find("PNG") != std::string::npos);
  options.header_bytes = 64;
  options.compression = 3;
  CHECK(message(write_bmp({4, 4}, Bytes(16), options)).find("Huffman") != std::string::npos);
  options = {};
  options.bits = 64;
  CHECK(bmp_error(write_bmp({4, 4}, Bytes(128), options)) == ErrorCode::unsupported);
  options.bits = 16;
  options.compression = 3;
  options.masks = {0xF00F, 0x0F0, 0};
  CHECK(bmp_error(write_bmp({4, 4}, Bytes(128), options)) == ErrorCode::corrupt_data);
  options.masks = {};
  options.compression = 2;
  CHECK(bmp_error(write_bmp({4, 4}, Bytes(128), options)) == ErrorCode::corrupt_data);
}

TEST_CASE("bmp decoder: a file cut at any byte fails") {
  for (const int compression : {0, 1}) {
    BmpOptions options;
    options.palette = some_colors(6);
    options.compression = compression;
    const Bytes data = compression == 0 ? test::pack_bmp_indices({4, 3}, some_indices({4, 3}, 6), 8)
                                        : Bytes{4, 1, 0, 0, 0, 4, 1, 2, 3, 4, 0, 0, 3, 5, 1, 2};
    const Bytes file = write_bmp({4, 3}, data, options);
    bmp_image(file);
    for (std::size_t length = 0; length < file.size(); ++length) {
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      CAPTURE(length);
      REQUIRE(bmp_error(part) == ErrorCode::corrupt_data);
    }
  }
}

TEST_CASE("bmp decoder: headers that lie are refused before anything is allocated") {
  BmpOptions options;
  options.palette = some_colors(2);
  options.compression = 1;
  const auto huge = kBmp.decode(write_bmp({100'000, 100'000}, {0, 1}, options), {});
  REQUIRE_FALSE(huge.has_value());
  CHECK(huge.error().code == ErrorCode::limit_exceeded);
  options.compression = 0;
  options.bits = 24;
  DecodeOptions unlimited;
  unlimited.limits = {~std::uint64_t{0}, 0x7FFFFFFF, ~std::uint64_t{0}, ~std::uint64_t{0}};
  const Bytes wide = write_bmp({0x7FFFFFFF, 0x7FFFFFFF}, {1, 2, 3}, options);
  CHECK_FALSE(kBmp.open(wide, unlimited).value()->next_frame().has_value());
  CHECK(kBmp.decode(write_bmp({0, 5}, {1, 2, 3}, options), {}).error().code == ErrorCode::corrupt_data);
}

TEST_CASE("bmp decoder: a profile travels along, and a stop is seen") {
  BmpOptions options;
  options.header_bytes = 124;
  options.bits = 24;
  options.icc_profile = test::make_icc_profile("RGB ");
  const Bytes file = write_bmp({2, 1}, {1, 2, 3, 4, 5, 6, 0, 0}, options);
  const auto decoded = kBmp.decode(file, {}).value();
  REQUIRE(decoded.metadata.icc_profile != nullptr);
  CHECK(*decoded.metadata.icc_profile == options.icc_profile);
  CHECK(kBmp.probe(file)->icc_profile_bytes == options.icc_profile.size());
  std::stop_source source;
  source.request_stop();
  DecodeOptions stopped;
  stopped.stop = source.get_token();
  CHECK(kBmp.decode(file, stopped).error().code == ErrorCode::cancelled);
}

TEST_CASE("bmp decoder: texts that begin with BM are none") {
  const std::string text = "BMW builds cars and motorcycles in Munich";
  CHECK_FALSE(kBmp.recognizes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}));
}
