// read_pixel FILE X% Y% [FRAME]
//
// Prints the colour of a file at this part of its width and height, as it is stored, in its first frame or the one with
// this number: "red", "green", "blue", "white",
// "black", "clear" (transparent) or "#rrggbb". Colours need not be exact: the file may be a JPEG.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "codecs/registry.hpp"
#include "kernels/image/image.hpp"

namespace {

[[noreturn]] void die(const std::string& why) {
  std::fprintf(stderr, "read_pixel: %s\n", why.c_str());
  std::exit(2);
}

tbbimg::Result<tbbimg::Image> read_frame(const tbbimg::Decoder& decoder, std::span<const std::uint8_t> file,
                                         int number) {
  TBBIMG_ASSIGN_OR_RETURN(const auto reader, decoder.open(file, {}));
  for (int i = 0; i < number; ++i) {
    TBBIMG_ASSIGN_OR_RETURN(const auto frame, reader->next_frame());
    if (!frame) die("there is no such frame");
  }
  TBBIMG_ASSIGN_OR_RETURN(auto image, tbbimg::Image::create(reader->shape()));
  TBBIMG_RETURN_IF_ERROR(reader->read_rows(image.view()));
  return image;
}

tbbimg::Image decoded(const std::string& path, int frame) {
  std::ifstream stream(path, std::ios::binary);
  const std::vector<char> chars{std::istreambuf_iterator<char>(stream), {}};
  const std::vector<std::uint8_t> file(chars.begin(), chars.end());
  const auto codecs = tbbimg::CodecRegistry::with_builtin_codecs();
  const auto* decoder = codecs.find_decoder(file);
  if (decoder == nullptr) die(path + " is no image");
  auto image = read_frame(*decoder, file, frame);
  if (!image) die(image.error().to_string());
  return *std::move(image);
}

std::string name_of(int red, int green, int blue) {
  constexpr int kSlack = 24;
  const auto low = [](int value) { return value <= kSlack; };
  const auto high = [](int value) { return value >= 255 - kSlack; };
  if (high(red) && high(green) && high(blue)) return "white";
  if (low(red) && low(green) && low(blue)) return "black";
  if (high(red) && low(green) && low(blue)) return "red";
  if (low(red) && high(green) && low(blue)) return "green";
  if (low(red) && low(green) && high(blue)) return "blue";
  char text[16];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", static_cast<unsigned>(red), static_cast<unsigned>(green),
                static_cast<unsigned>(blue));
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) die("usage: read_pixel FILE X% Y% [FRAME]");
  const tbbimg::Image image = decoded(argv[1], argc == 5 ? std::atoi(argv[4]) : 1);
  const int x = std::min(image.width() * std::atoi(argv[2]) / 100, image.width() - 1);
  const int y = std::min(image.height() * std::atoi(argv[3]) / 100, image.height() - 1);
  const int channels = tbbimg::channels(image.format());
  const auto* pixel = image.view().data + static_cast<std::ptrdiff_t>(y) * image.view().stride + x * channels;
  if (tbbimg::has_alpha(image.format()) && pixel[channels - 1] == 0) {
    std::puts("clear");
  } else if (channels < 3) {
    std::puts(name_of(pixel[0], pixel[0], pixel[0]).c_str());
  } else {
    std::puts(name_of(pixel[0], pixel[1], pixel[2]).c_str());
  }
  return 0;
}
