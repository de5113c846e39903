// make_image FORMAT WIDTHxHEIGHT FILE [orientation=1..8] [alpha] [seed=N]
//
// Writes a picture for the command-line cases: red, green, blue and white quarters (top left, top right, bottom left,
// bottom right as the rows are stored), with a little texture in the middle of each. orientation: the EXIF of a JPEG
// says so. alpha: the white quarter is transparent black instead. seed: another texture.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/registry.hpp"
#include "kernels/image/image.hpp"

namespace {

using tbbimg::Image;
using tbbimg::PixelFormat;
using tbbimg::Size;

struct Request {
  std::string format;
  Size size;
  std::string path;
  int orientation = 0;
  bool alpha = false;
  unsigned seed = 1;
};

[[noreturn]] void die(const std::string& why) {
  std::fprintf(stderr, "make_image: %s\n", why.c_str());
  std::exit(2);
}

Request parse(const std::vector<std::string>& arguments) {
  if (arguments.size() < 3) die("usage: make_image FORMAT WIDTHxHEIGHT FILE [orientation=1..8] [alpha] [seed=N]");
  Request request;
  request.format = arguments[0];
  if (std::sscanf(arguments[1].c_str(), "%dx%d", &request.size.width, &request.size.height) != 2) die("no size");
  request.path = arguments[2];
  for (std::size_t i = 3; i < arguments.size(); ++i) {
    const std::string& option = arguments[i];
    if (option == "alpha") {
      request.alpha = true;
    } else if (option.starts_with("orientation=")) {
      request.orientation = std::atoi(option.c_str() + 12);
    } else if (option.starts_with("seed=")) {
      request.seed = static_cast<unsigned>(std::atoi(option.c_str() + 5));
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

// An APP1 segment with nothing but the orientation, behind the SOI.
void insert_orientation(std::string& jpeg, int orientation) {
  std::string segment(
      "\xFF\xE1\x00\x22"
      "Exif\x00\x00"
      "MM\x00\x2A\x00\x00\x00\x08"
      "\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00",
      36);
  segment[29] = static_cast<char>(orientation);
  jpeg.insert(2, segment);
}

}  // namespace

int main(int argc, char** argv) {
  const Request request = parse({argv + 1, argv + argc});
  const auto codecs = tbbimg::CodecRegistry::with_builtin_codecs();
  const auto* encoder = codecs.find_encoder(request.format);
  if (encoder == nullptr) die("no encoder for " + request.format);
  const Image image = draw(request);
  const auto encoded = encoder->encode(image.view(), {});
  if (!encoded) die(encoded.error().to_string());
  std::string bytes(encoded->bytes().begin(), encoded->bytes().end());
  if (request.orientation != 0) insert_orientation(bytes, request.orientation);
  std::ofstream file(request.path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) die("cannot write " + request.path);
  return 0;
}
