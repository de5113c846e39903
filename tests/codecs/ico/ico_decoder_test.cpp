#include "codecs/ico/ico_decoder.hpp"

#include <doctest/doctest.h>

#include "codecs/png/png_encoder.hpp"
#include "tests/codecs/support/bmp_writer.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const IcoDecoder kIco;

struct IconImage {
  Size size;
  int bits;
  Bytes data;
};

void put_ico(Bytes& to, std::size_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

Bytes write_ico(const std::vector<IconImage>& images, int type = 1) {
  Bytes file;
  put_ico(file, 0, 2);
  put_ico(file, static_cast<std::size_t>(type), 2);
  put_ico(file, images.size(), 2);
  std::size_t at = 6 + 16 * images.size();
  for (const IconImage& image : images) {
    file.push_back(static_cast<std::uint8_t>(image.size.width));
    file.push_back(static_cast<std::uint8_t>(image.size.height));
    put_ico(file, 0, 2);
    put_ico(file, 1, 2);
    put_ico(file, static_cast<std::size_t>(image.bits), 2);
    put_ico(file, image.data.size(), 4);
    put_ico(file, at, 4);
    at += image.data.size();
  }
  for (const IconImage& image : images) file.insert(file.end(), image.data.begin(), image.data.end());
  return file;
}

// Colours, and a mask of one bit below them: a BMP of twice the height without its file's header.
Bytes icon_bitmap(Size size, const Bytes& colors, const Bytes& mask, const test::BmpOptions& options) {
  Bytes data = colors;
  data.insert(data.end(), mask.begin(), mask.end());
  const Bytes file = test::write_bmp({size.width, 2 * size.height}, data, options);
  return {file.begin() + 14, file.end()};
}

Image ico_image(const Bytes& file) {
  auto decoded = kIco.decode(file, {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  const ImageInfo info = kIco.probe(file).value();
  CHECK(info.format == "ico");
  CHECK(info.stored_size == decoded->image.shape().size);
  CHECK(info.pixel_format == decoded->image.format());
  return std::move(decoded->image);
}

Bytes ico_pixels(const Image& image) {
  Bytes pixels;
  for (int y = 0; y < image.height(); ++y) {
    pixels.insert(pixels.end(), image.view().row(y), image.view().row(y) + image.view().row_bytes());
  }
  return pixels;
}

IconImage png_icon(Size size, PixelFormat format = PixelFormat::rgba8) {
  const Buffer file = PngEncoder().encode(test::make_picture(size, format).view(), {}).value();
  return {size, 32, test::to_bytes(file.bytes())};
}

}  // namespace

TEST_CASE("ico decoder: the largest image, and the deepest of several as large") {
  test::BmpOptions options;
  options.bits = 1;
  options.palette = {{0, 0, 0}, {9, 9, 9}};
  const IconImage shallow = {{8, 2}, 1, icon_bitmap({8, 2}, Bytes(8), Bytes(8), options)};
  options.bits = 24;
  options.palette = {};
  const IconImage deep = {{8, 2}, 24, icon_bitmap({8, 2}, Bytes(48, 77), Bytes(8), options)};
  CHECK(ico_pixels(ico_image(write_ico({shallow, deep})))[0] == 77);
  CHECK(ico_pixels(ico_image(write_ico({deep, shallow})))[0] == 77);
  CHECK(ico_image(write_ico({shallow, png_icon({40, 30}), deep})).shape().size == Size{40, 30});
  // 256 does not fit a byte.
  CHECK(ico_image(write_ico({png_icon({255, 255}), png_icon({256, 256})})).shape().size == Size{256, 256});
}

TEST_CASE("ico decoder: PNG inside comes as the PNG does") {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8}) {
    const Image image = ico_image(write_ico({png_icon({40, 30}, format)}));
    CHECK(test::same_pixels(image.view(), test::make_picture({40, 30}, format).view()));
  }
}

TEST_CASE("ico decoder: the mask hides, where no alpha does") {
  test::BmpOptions options;
  options.bits = 24;
  const Bytes colors = {1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0};  // from the bottom, padded
  const Bytes mask = {0x80, 0, 0, 0, 0x40, 0, 0, 0};
  CHECK(ico_pixels(ico_image(write_ico({{{2, 2}, 24, icon_bitmap({2, 2}, colors, mask, options)}}))) ==
        Bytes{9, 8, 7, 255, 12, 11, 10, 0, 3, 2, 1, 0, 6, 5, 4, 255});
  options.bits = 32;
  const Bytes none = {1, 2, 3, 0, 4, 5, 6, 0};
  const Bytes some = {1, 2, 3, 0, 4, 5, 6, 9};
  const Bytes first_hidden = {0x80, 0, 0, 0};
  CHECK(ico_pixels(ico_image(write_ico({{{2, 1}, 32, icon_bitmap({2, 1}, none, first_hidden, options)}}))) ==
        Bytes{3, 2, 1, 0, 6, 5, 4, 255});
  CHECK(ico_pixels(ico_image(write_ico({{{2, 1}, 32, icon_bitmap({2, 1}, some, Bytes{0x40, 0, 0, 0}, options)}}))) ==
        Bytes{3, 2, 1, 0, 6, 5, 4, 9});
}

TEST_CASE("ico decoder: cursors, whose hot spot is no depth") {
  CHECK(ico_image(write_ico({png_icon({40, 30})}, 2)).shape().size == Size{40, 30});
}

TEST_CASE("ico decoder: a file cut at any byte fails") {
  test::BmpOptions options;
  options.bits = 8;
  options.palette = {{1, 2, 3}, {4, 5, 6}};
  for (const IconImage& image :
       {png_icon({5, 4}), IconImage{{4, 2}, 8, icon_bitmap({4, 2}, Bytes(8, 1), Bytes(8), options)}}) {
    const Bytes file = write_ico({image});
    ico_image(file);
    // The padding of the last row of a mask may lack.
    const std::size_t needed = file.size() - (image.bits == 8 ? 3 : 0);
    for (std::size_t length = 0; length < needed; ++length) {
      const Bytes part(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      const auto decoded = kIco.decode(part, {});
      CAPTURE(length);
      REQUIRE_FALSE(decoded.has_value());
      REQUIRE(decoded.error().code == ErrorCode::corrupt_data);
    }
  }
}

TEST_CASE("ico decoder: what is stored in other ways, or not at all") {
  test::BmpOptions options;
  options.bits = 24;
  options.top_down = true;
  const auto error_of = [](const Bytes& data) { return kIco.decode(write_ico({{{2, 1}, 24, data}}), {}).error().code; };
  CHECK(error_of(icon_bitmap({2, 1}, Bytes(8), Bytes(4), options)) == ErrorCode::unsupported);
  CHECK(error_of(Bytes(40, 3)) == ErrorCode::corrupt_data);
  options.top_down = false;
  CHECK(error_of(icon_bitmap({100'000, 100'000}, Bytes(8), Bytes(4), options)) == ErrorCode::limit_exceeded);
  CHECK(error_of(icon_bitmap({2, 0}, Bytes(8), Bytes(4), options)) == ErrorCode::corrupt_data);
}
