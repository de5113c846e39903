// Other people's images: TBBIMG_CORPUS names the folder. Without it these cases are skipped.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "codecs/registry.hpp"
#include "tests/codecs/support/jpeg_writer.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const char* folder) {
  std::vector<fs::path> files;
  const char* corpus = std::getenv("TBBIMG_CORPUS");
  if (corpus == nullptr || *corpus == '\0') {
    MESSAGE("skipped: TBBIMG_CORPUS is not set");  // ctest looks for these words
    return files;
  }
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(corpus) / folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Bytes read(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

Result<DecodedImage> decode(const Bytes& file, Size at_least = {}) {
  static const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  const auto head = std::span(file).first(std::min(file.size(), kSignatureBytes));
  const Decoder* decoder = registry.find_decoder(head);
  if (decoder == nullptr) return fail(ErrorCode::unsupported, describe_unrecognized(head));
  DecodeOptions options;
  options.at_least = at_least;
  auto decoded = decoder->decode(file, options);
  if (!decoded) return decoded;
  const auto info = decoder->probe(file);
  REQUIRE(info.has_value());
  REQUIRE(decoder->cost(*info, at_least).output == decoded->image.shape());
  if (at_least == Size{}) REQUIRE(decoded->image.shape() == ImageShape{info->stored_size, info->pixel_format});
  return decoded;
}

std::array<std::uint8_t, 4> rgba_at(ConstImageView image, int x, int y) {
  const int count = channels(image.format);
  const std::uint8_t* const pixel = image.row(y) + x * count;
  const std::uint8_t alpha = has_alpha(image.format) ? pixel[count - 1] : std::uint8_t{255};
  if (is_gray(image.format)) return {pixel[0], pixel[0], pixel[0], alpha};
  return {pixel[0], pixel[1], pixel[2], alpha};
}

}  // namespace

TEST_CASE("corpus: PngSuite decodes, except its broken files") {
  for (const fs::path& path : files_below("conformance/pngsuite")) {
    if (path.extension() != ".png") continue;
    CAPTURE(path);
    const auto decoded = decode(read(path));
    CHECK(decoded.has_value() == !path.filename().string().starts_with('x'));
  }
}

TEST_CASE("corpus: Go's test images decode, except those named invalid") {
  int decodable = 0;
  for (const char* folder :
       {"conformance/go-stdlib-image", "conformance/golang-image", "conformance/exif-orientation"}) {
    for (const fs::path& path : files_below(folder)) {
      const std::string name = path.filename().string();
      const std::string extension = path.extension().string();
      if (extension != ".png" && extension != ".jpeg" && extension != ".jpg" && extension != ".webp" &&
          extension != ".gif")
        continue;
      // An index beyond the palette is an error, but one that readers agree to show as black.
      if (name == "invalid-palette.png") continue;
      CAPTURE(path);
      const auto decoded = decode(read(path));
      // Two of these end behind their last pixel.
      const bool is_whole = name == "invalid-noend.png" || name == "invalid-trunc.png";
      CHECK(decoded.has_value() == (is_whole || !name.starts_with("invalid-")));
      decodable += decoded.has_value() ? 1 : 0;
    }
  }
  MESSAGE(decodable, " images decoded");
}

TEST_CASE("corpus: lossless WebP files show what the PNGs beside them show") {
  for (const fs::path& path : files_below("conformance/golang-image")) {
    const std::string name = path.filename().string();
    const std::size_t suffix = name.find(".lossless.webp");
    if (suffix == std::string::npos) continue;
    const fs::path png = path.parent_path() / (name.substr(0, suffix) + ".png");
    if (!fs::exists(png)) continue;
    CAPTURE(path);
    const Image a = decode(read(path)).value().image;
    const Image b = decode(read(png)).value().image;
    if (a.format() == b.format()) CHECK(test::same_pixels(a.view(), b.view()));
  }
}

TEST_CASE("corpus: BMP and TIFF files show what the PNGs beside them show") {
  int twins = 0;
  for (const fs::path& path : files_below("conformance/golang-image")) {
    if (path.extension() != ".bmp" && path.extension() != ".tiff") continue;
    if (CodecRegistry::with_builtin_codecs().find_readable(path.extension().string().substr(1)) == nullptr) continue;
    const fs::path png = fs::path(path).replace_extension(".png");
    const auto decoded = decode(read(path));
    CAPTURE(path);
    // Sides of 0 pixels, and a palette that ends too early.
    const std::string name = path.filename().string();
    CHECK(decoded.has_value() == !(name.starts_with("0x") || name.starts_with("1x0") || name.starts_with("invalid-")));
    if (!decoded || !fs::exists(png)) continue;
    const Image expected = decode(read(png)).value().image;
    REQUIRE(decoded->image.shape().size == expected.shape().size);
    ++twins;
    for (int y = 0; y < expected.height(); ++y) {
      for (int x = 0; x < expected.width(); ++x) {
        CAPTURE(x);
        CAPTURE(y);
        REQUIRE(rgba_at(decoded->image.view(), x, y) == rgba_at(expected.view(), x, y));
      }
    }
  }
  MESSAGE(twins, " twins");
}

TEST_CASE("corpus: photos at every scale are bit-identical to libjpeg's own decoding") {
  for (const fs::path& path : files_below("photos")) {
    if (path.extension() != ".jpg") continue;
    CAPTURE(path);
    const Bytes file = read(path);
    for (const int scale : {1, 2, 8}) {
      const Image plain = test::read_jpeg_plainly(file, scale);
      const auto decoded = decode(file, plain.shape().size);
      REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
      CAPTURE(scale);
      CHECK(test::same_pixels(decoded->image.view(), plain.view()));
    }
  }
}

TEST_CASE("corpus: a photo cut in half fails") {
  for (const fs::path& path : files_below("photos")) {
    if (path.extension() != ".jpg") continue;
    CAPTURE(path);
    Bytes file = read(path);
    for (const Size at_least : {Size{0, 0}, Size{1, 1}}) {
      const Bytes half(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2));
      const auto decoded = decode(half, at_least);
      REQUIRE_FALSE(decoded.has_value());
      CHECK(decoded.error().code == ErrorCode::corrupt_data);
    }
  }
}

TEST_CASE("corpus: EXIF orientations are read") {
  const CodecRegistry registry = CodecRegistry::with_builtin_codecs();
  for (const fs::path& path : files_below("conformance/exif-orientation")) {
    const std::string stem = path.stem().string();
    if (path.extension() != ".jpg" || stem.size() < 2) continue;
    CAPTURE(path);
    const int value = std::max(stem.back() - '0', 1);
    const ImageInfo info = registry.decoders()[0]->probe(read(path)).value();
    CHECK(info.exif.orientation == static_cast<Orientation>(value));
    const bool landscape = stem.starts_with("Landscape");
    CHECK((info.upright_size().width > info.upright_size().height) == landscape);
  }
}
