// make_image FORMAT WIDTHxHEIGHT FILE [orientation=1..8] [date=YYYY:MM:DD] [copyright=TEXT] [alpha] [seed=N] [frames=N]
//
// Writes a picture for the command-line cases: red, green, blue and white quarters (top left, top right, bottom left,
// bottom right as the rows are stored), with a little texture in the middle of each. orientation, date,
// copyright: the EXIF of a JPEG says so. alpha: the white quarter is transparent black instead. seed: another texture.
// frames: an animation, each frame with the next seed.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/registry.hpp"
#include "kernels/image/image.hpp"
#include "tests/support/exif_block.hpp"

namespace {

using tbbimg::Image;
using tbbimg::PixelFormat;
using tbbimg::Size;

struct Request {
  std::string format;
  Size size;
  std::string path;
  tbbimg::test::ExifFields exif;
  bool alpha = false;
  unsigned seed = 1;
  int frames = 1;
};

[[noreturn]] void die(const std::string& why) {
  std::fprintf(stderr, "make_image: %s\n", why.c_str());
  std::exit(2);
}

// The texts of what it gives are views into `arguments`.
Request parse(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) die("usage: make_image FORMAT WIDTHxHEIGHT FILE [OPTION...]");
  Request request;
  request.format = arguments[0];
  if (std::sscanf(arguments[1].c_str(), "%dx%d", &request.size.width, &request.size.height) != 2) die("no size");
  request.path = arguments[2];
  for (std::size_t i = 3; i < arguments.size(); ++i) {
    const std::string& option = arguments[i];
    if (option == "alpha") {
      request.alpha = true;
    } else if (option.starts_with("orientation=")) {
      request.exif.orientation = std::atoi(option.c_str() + 12);
    } else if (option.starts_with("date=")) {
      request.exif.date_time_original = std::string_view(option).substr(5);
    } else if (option.starts_with("copyright=")) {
      request.exif.copyright = std::string_view(option).substr(10);
    } else if (option.starts_with("seed=")) {
      request.seed = static_cast<unsigned>(std::atoi(option.c_str() + 5));
    } else if (option.starts_with("frames=")) {
      request.frames = std::atoi(option.c_str() + 7);
    } else {
      die("unknown option " + option);
    }
  }
  return request;
}

Image draw(const Request& request) {
  constexpr std::uint8_t kQuarters[4][3] = {{255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
  auto image = Image::create({request.size, request.alpha ? PixelFormat::rgba8 : PixelFormat::rgb8});
  if (!image) die(image.error().to_string());
  unsigned noise = request.seed * 2654435761U;
  for (int y = 0; y < request.size.height; ++y) {
    auto* row = image->view().data + static_cast<std::ptrdiff_t>(y) * image->view().stride;
    for (int x = 0; x < request.size.width; ++x) {
      const int quarter = (2 * y >= request.size.height ? 2 : 0) + (2 * x >= request.size.width ? 1 : 0);
      const int across = 8 * x / request.size.width % 4;
      const int down = 8 * y / request.size.height % 4;
      const bool textured = (across == 1 || across == 2) && (down == 1 || down == 2);
      noise = noise * 1664525U + 1013904223U;
      const bool clear = request.alpha && quarter == 3;
      for (const int channel : {0, 1, 2}) {
        const int value = textured ? static_cast<int>(noise >> 24U) : kQuarters[quarter][channel];
        *row++ = static_cast<std::uint8_t>(clear ? 0 : value);
      }
      if (request.alpha) *row++ = clear ? 0 : 255;
    }
  }
  return *std::move(image);
}

// Frames that differ in their textures, for a tenth of a second each.
tbbimg::Result<tbbimg::Buffer> animate(const tbbimg::Encoder& encoder, Request request) {
  Image image = draw(request);
  TBBIMG_ASSIGN_OR_RETURN(const auto writer, encoder.open(image.shape(), 0, {}));
  for (int i = 0; i < request.frames; ++i) {
    TBBIMG_RETURN_IF_ERROR(writer->begin_frame({std::chrono::milliseconds(100)}));
    TBBIMG_RETURN_IF_ERROR(writer->write_rows(image.view()));
    ++request.seed;
    image = draw(request);
  }
  return writer->finish();
}

// An APP1 segment behind the SOI.
void insert_exif(std::string& jpeg, const tbbimg::test::ExifFields& fields) {
  const std::string body = std::string("Exif\0\0", 6) + make_exif_block(fields);
  const std::size_t length = body.size() + 2;
  jpeg.insert(2, std::string("\xFF\xE1") + static_cast<char>(length >> 8) + static_cast<char>(length & 255) + body);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const Request request = parse(arguments);
  const auto codecs = tbbimg::CodecRegistry::with_builtin_codecs();
  const auto* encoder = codecs.find_encoder(request.format);
  if (encoder == nullptr) die("no encoder for " + request.format);
  const auto encoded = request.frames > 1 ? animate(*encoder, request) : encoder->encode(draw(request).view(), {});
  if (!encoded) die(encoded.error().to_string());
  std::string bytes(encoded->bytes().begin(), encoded->bytes().end());
  const tbbimg::test::ExifFields& exif = request.exif;
  if (exif.orientation != 0 || !exif.date_time_original.empty() || !exif.copyright.empty()) insert_exif(bytes, exif);
  std::ofstream file(request.path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) die("cannot write " + request.path);
  return 0;
}
