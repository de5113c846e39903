#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <stop_token>
#include <utility>
#include <vector>

#include "codecs/png/png_decoder.hpp"
#include "codecs/png/png_encoder.hpp"
#include "kernels/core/validate.hpp"
#include "tests/codecs/support/pictures.hpp"
#include "tests/support/allocation_meter.hpp"

using namespace tbbimg;

namespace {

using Pixel = std::vector<std::uint8_t>;

const PngEncoder kEncoder;
const PngDecoder kDecoder;

constexpr int kLoops = 3;

EncodeOptions of_colors(int count) {
  EncodeOptions options;
  if (count > 0) options.settings = {{"colors", count}};
  return options;
}

Result<Buffer> animated(const std::vector<Image>& frames, const EncodeOptions& options) {
  TBBIMG_ASSIGN_OR_RETURN(const auto writer, kEncoder.open(frames.front().shape(), kLoops, options));
  int index = 0;
  for (const Image& frame : frames) {
    TBBIMG_RETURN_IF_ERROR(writer->begin_frame({std::chrono::milliseconds(40 + 10 * index++)}));
    TBBIMG_RETURN_IF_ERROR(writer->write_rows(frame.view()));
  }
  return writer->finish();
}

// The frames of a file, whose number, delays and loops are checked.
std::vector<Image> frames_of(const Buffer& file, std::size_t count) {
  const auto reader = kDecoder.open(file.bytes(), {}).value();
  CHECK(reader->info().frames == static_cast<int>(count));
  CHECK(reader->info().loops == kLoops);
  std::vector<Image> frames;
  while (const auto frame = reader->next_frame().value()) {
    CHECK(frame->duration == std::chrono::milliseconds(40 + 10 * static_cast<int>(frames.size())));
    frames.push_back(Image::create(reader->shape()).value());
    REQUIRE(reader->read_rows(frames.back().view()));
  }
  CHECK(frames.size() == count);
  CHECK(reader->finish());
  return frames;
}

Pixel pixel_at(const Image& image, int x, int y) {
  const int bytes = bytes_per_pixel(image.format());
  const std::uint8_t* const begin = image.view().row(y) + x * bytes;
  return {begin, begin + bytes};
}

// A light that wanders over a picture, which is still elsewhere.
std::vector<Image> wandering(const ImageShape& shape, int count) {
  std::vector<Image> frames;
  for (int i = 0; i < count; ++i) {
    frames.push_back(test::make_picture(shape.size, shape.format));
    for (int y = 0; y < 12; ++y) {
      std::uint8_t* const row = frames.back().view().row(5 + y);
      for (int x = 0; x < 12 * bytes_per_pixel(shape.format); ++x)
        row[5 * i * bytes_per_pixel(shape.format) + x] ^= 0x3F;
    }
  }
  return frames;
}

// Boxes of a few colours that move; one of them is seen in the last frame only.
std::vector<Image> boxes(int count) {
  std::vector<Image> frames;
  for (int i = 0; i < count; ++i) {
    Image image = Image::create({{61, 40}, PixelFormat::rgba8}).value();
    for (int y = 0; y < 40; ++y) {
      for (int x = 0; x < 61; ++x) {
        const bool is_box = x > 4 * i && x < 4 * i + 14 && y > 9 && y < 30;
        const auto level = static_cast<std::uint8_t>(is_box ? 30 * (y / 8) + (i + 1 == count ? 7 : 0) : 250);
        const std::uint8_t seen = x < 50 ? 255 : 128;
        const Pixel pixel = {level, static_cast<std::uint8_t>(255 - level), 9, seen};
        std::copy(pixel.begin(), pixel.end(), image.view().row(y) + 4 * x);
      }
    }
    frames.push_back(std::move(image));
  }
  return frames;
}

}  // namespace

TEST_CASE("apng palette: frames of few colours come back exactly, from a smaller file") {
  const std::vector<Image> frames = boxes(8);
  const Buffer exact = animated(frames, {}).value();
  const Buffer file = animated(frames, of_colors(16)).value();
  CHECK(kDecoder.probe(file.bytes())->model == ColorModel::palette);
  CHECK(file.size() < exact.size());
  const std::vector<Image> back = frames_of(file, frames.size());
  for (std::size_t i = 0; i < back.size(); ++i) {
    CAPTURE(i);
    CHECK(test::same_pixels(back[i].view(), frames[i].view()));
  }
}

TEST_CASE("apng palette: all frames share as many colours as were asked for, and what is still stays still") {
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::rgb16}) {
    for (const int colors : {2, 13, 200}) {
      CAPTURE(to_string(format));
      CAPTURE(colors);
      const std::vector<Image> frames = wandering({{90, 50}, format}, 6);
      const Buffer file = animated(frames, of_colors(colors)).value();
      CHECK(file.size() < animated(frames, {}).value().size());
      CHECK(kDecoder.probe(file.bytes())->bits_per_sample <= 8);
      const std::vector<Image> back = frames_of(file, frames.size());
      std::set<Pixel> seen;
      for (std::size_t i = 0; i < back.size(); ++i) {
        for (int y = 0; y < 50; ++y) {
          for (int x = 0; x < 90; ++x) {
            seen.insert(pixel_at(back[i], x, y));
            if (y >= 20) REQUIRE(pixel_at(back[i], x, y) == pixel_at(back[0], x, y));
          }
        }
        if (format == PixelFormat::rgb8 && colors == 200) CHECK(test::psnr(back[i].view(), frames[i].view()) > 30);
      }
      CHECK(seen.size() <= static_cast<std::size_t>(colors));
    }
  }
}

TEST_CASE("apng palette: where it makes the file larger, nothing is lost") {
  std::vector<Image> frames;
  for (int i = 0; i < 4; ++i) {
    // Rows of any colour, on each of which all pixels take the same step: hardly anything to store.
    frames.push_back(test::make_noise({1, 512}));
    Image steps = Image::create({{64, 512}, PixelFormat::rgb8}).value();
    for (int y = 0; y < 512; ++y) {
      const std::uint8_t* const first = std::as_const(frames.back()).view().row(y);
      for (int x = 0; x < 3 * 64; ++x) {
        steps.view().row(y)[x] = static_cast<std::uint8_t>(first[x % 3] + x / 3 * 3 + 40 * i);
      }
    }
    frames.back() = std::move(steps);
  }
  const Buffer exact = animated(frames, {}).value();
  const Buffer file = animated(frames, of_colors(256)).value();
  CHECK(test::to_bytes(file.bytes()) == test::to_bytes(exact.bytes()));
}

TEST_CASE("apng palette: a profile of colours stays, and gray that one describes stays gray") {
  for (const bool is_gray : {false, true}) {
    const std::vector<Image> frames = wandering({{90, 50}, is_gray ? PixelFormat::gray8 : PixelFormat::rgb8}, 3);
    EncodeOptions options = of_colors(16);
    options.metadata = test::metadata_with(test::make_icc_profile(is_gray ? "GRAY" : "RGB "));
    const Buffer file = animated(frames, options).value();
    CHECK(kDecoder.decode(file.bytes(), {})->metadata.icc_profile != nullptr);
    CHECK((kDecoder.probe(file.bytes())->model == ColorModel::palette) != is_gray);
  }
}

TEST_CASE("apng palette: stops when asked to, also behind the last frame") {
  const std::vector<Image> frames = wandering({{90, 50}, PixelFormat::rgb8}, 3);
  std::stop_source source;
  EncodeOptions options = of_colors(16);
  options.stop = source.get_token();
  const auto writer = kEncoder.open(frames.front().shape(), 0, options).value();
  for (const Image& frame : frames) {
    REQUIRE(writer->begin_frame({}));
    REQUIRE(writer->write_rows(frame.view()));
  }
  source.request_stop();
  CHECK(writer->finish().error().code == ErrorCode::cancelled);
}

TEST_CASE("apng: a writer takes no more than it says") {
  if (!test::meters_allocations()) return;
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::rgb16}) {
    for (const int colors : {0, 256}) {
      for (const bool is_noise : {true, false}) {
        const ImageShape shape{{450, 350}, format};
        std::vector<Image> frames;
        for (int i = 0; i < 3; ++i) {
          frames.push_back(is_noise ? test::make_noise(shape.size, format) : test::make_picture(shape.size, format));
          for (int y = 0; y < shape.size.height; ++y) frames.back().view().row(y)[i] ^= 0x55;
        }
        CAPTURE(to_string(format));
        CAPTURE(colors);
        const std::size_t exact_bytes = animated(frames, {}).value().size();
        const std::size_t estimated = kEncoder.animation_scratch_bytes(shape, of_colors(colors));
        const test::AllocationMeter meter;
        const Buffer file = animated(frames, of_colors(colors)).value();
        CAPTURE(exact_bytes);
        CHECK(meter.peak() <= estimated + 3 * exact_bytes);
        CHECK(estimated <= 3 * meter.peak() + (std::size_t{2} << 20));
      }
    }
  }
}
