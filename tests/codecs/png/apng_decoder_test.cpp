// Animated PNGs that say one thing and hold another, or whose still picture is none of their frames.
#include <doctest/doctest.h>

#include <string>

#include "codecs/png/detail/apng_chunks.hpp"
#include "codecs/png/png_decoder.hpp"
#include "codecs/png/png_encoder.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

const PngDecoder kApngDecoder;
constexpr Size kCanvas{8, 6};

Image apng_picture(std::uint8_t gray) {
  Image picture = Image::create({kCanvas, PixelFormat::rgb8}).value();
  for (int y = 0; y < kCanvas.height; ++y) std::fill_n(picture.view().row(y), picture.view().row_bytes(), gray);
  return picture;
}

struct ApngChunk {
  std::string type;
  Bytes data;
};
using ApngChunks = std::vector<ApngChunk>;

Bytes apng_of(const ApngChunks& chunks) {
  constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";
  Bytes file(kPngSignature.begin(), kPngSignature.end());
  for (const ApngChunk& chunk : chunks) detail::put_png_chunk(file, chunk.type, chunk.data);
  return file;
}

ApngChunks chunks_of(std::span<const std::uint8_t> file) {
  ApngChunks chunks;
  std::size_t offset = detail::kPngSignatureBytes;
  while (const auto chunk = detail::png_chunk_at(file, offset)) {
    chunks.push_back({std::string(chunk->type), test::to_bytes(chunk->data)});
    offset = chunk->end;
  }
  return chunks;
}

// IHDR, acTL, fcTL, IDAT, fcTL, fdAT, fcTL, fdAT, IEND; frames of 10, 20, and 30.
ApngChunks three_frames() {
  const auto writer = PngEncoder().open({kCanvas, PixelFormat::rgb8}, 0, {}).value();
  for (const std::uint8_t gray : {std::uint8_t{10}, std::uint8_t{20}, std::uint8_t{30}}) {
    Frame frame;
    frame.duration = std::chrono::milliseconds(50);
    REQUIRE(writer->begin_frame(frame).has_value());
    REQUIRE(writer->write_rows(apng_picture(gray).view()).has_value());
  }
  const ApngChunks chunks = chunks_of(writer->finish().value().bytes());
  REQUIRE(chunks.size() == 9);
  REQUIRE(chunks[2].type == "fcTL");
  return chunks;
}

void number(ApngChunks& chunks) {
  std::uint8_t next = 0;
  for (ApngChunk& chunk : chunks) {
    if (chunk.type == "fcTL" || chunk.type == "fdAT") chunk.data[3] = next++;
  }
}

void check_still(const ApngChunks& chunks) {
  const Bytes file = apng_of(chunks);
  const auto info = kApngDecoder.probe(file);
  REQUIRE(info.has_value());
  CHECK(info->frames == 1);
  CHECK_FALSE(info->animated);
  const auto decoded = kApngDecoder.decode(file, {});
  REQUIRE_MESSAGE(decoded.has_value(), decoded.error().message.text());
  CHECK(decoded->warnings == std::vector{DecodeWarning{DecodeWarningKind::odd_header}});
  CHECK(decoded->image.view().row(0)[0] == 10);
}

}  // namespace

TEST_CASE("apng decoder: of an animation that is out of order, the still picture is given") {
  const ApngChunks sound = three_frames();
  CHECK(kApngDecoder.probe(apng_of(sound))->frames == 3);
  const auto changed = [&](const auto& change) {
    ApngChunks chunks = sound;
    change(chunks);
    check_still(chunks);
  };
  SUBCASE("more or fewer frames than it says") {
    for (const std::uint8_t frames : {std::uint8_t{2}, std::uint8_t{4}, std::uint8_t{100}})
      changed([=](ApngChunks& chunks) { chunks[1].data[3] = frames; });
  }
  SUBCASE("numbers that are missing, repeated or exchanged") {
    changed([](ApngChunks& chunks) { chunks[5].data[3] = 5; });
    changed([](ApngChunks& chunks) { chunks[4].data[3] = 0; });
    changed([](ApngChunks& chunks) { std::swap(chunks[5].data[3], chunks[6].data[3]); });
  }
  SUBCASE("a frame without data, data without a frame, and a header that is cut") {
    changed([](ApngChunks& chunks) {
      chunks.erase(chunks.begin() + 5);
      number(chunks);
    });
    changed([](ApngChunks& chunks) {
      chunks.erase(chunks.begin() + 2);
      std::swap(chunks[2], chunks[4]);
      number(chunks);
    });
    changed([](ApngChunks& chunks) { chunks[6].data.resize(20); });
  }
}

TEST_CASE("apng decoder: a still picture that is no frame stands for the animation where one picture is wanted") {
  ApngChunks chunks = three_frames();
  // The first frame's header goes behind the pixels, and gets pixels of its own: the second frame's.
  const ApngChunk header = chunks[2];
  chunks.erase(chunks.begin() + 2);
  chunks.insert(chunks.begin() + 3, {header, chunks[4]});
  number(chunks);
  const Bytes file = apng_of(chunks);
  CHECK(kApngDecoder.probe(file)->frames == 3);
  CHECK(kApngDecoder.decode(file, {})->image.view().row(0)[0] == 10);
  const auto reader = kApngDecoder.open(file, {}).value();
  Image first = Image::create(reader->shape()).value();
  REQUIRE(reader->next_frame().value().has_value());
  REQUIRE(reader->read_rows(first.view()).has_value());
  CHECK(first.view().row(0)[0] == 20);
}
