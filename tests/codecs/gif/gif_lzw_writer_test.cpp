// Which of the strings that a GIF's table has are written for pixels that may have several indices.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "codecs/detail/growing_buffer.hpp"
#include "codecs/gif/detail/gif_lzw.hpp"
#include "codecs/gif/detail/gif_lzw_writer.hpp"
#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;
using test::Bytes;

namespace {

class Throws {
 public:
  explicit Throws(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}
  int below(int count) {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>((state_ >> 8U) % static_cast<std::uint32_t>(count));
  }

 private:
  std::uint32_t state_;
};

std::size_t bytes_of(std::span<const detail::GifIndexChoice> pixels, bool looks_ahead) {
  detail::GrowingBuffer output{BufferPool()};
  detail::GifLzwWriter writer(output, 4);
  REQUIRE((looks_ahead ? writer.write_ahead(pixels) : writer.write(pixels)));
  REQUIRE(writer.finish());
  return output.size();
}

}  // namespace

TEST_CASE("gif lzw writer: of text with smooth edges, who looks ahead makes less") {
  // Lines of 20 glyphs of 8 by 8 pixels, in grays of which each may be the next one, too.
  Throws dice(17);
  Bytes glyphs(20 * 64);
  for (std::uint8_t& gray : glyphs) gray = static_cast<std::uint8_t>(dice.below(3) == 0 ? dice.below(16) : 15);
  std::vector<int> letters(20 * 13);
  for (int& letter : letters) letter = 64 * dice.below(20);
  std::vector<detail::GifIndexChoice> pixels;
  for (int y = 0; y < 8 * 13; ++y) {
    for (int x = 0; x < 8 * 20; ++x) {
      const int letter = letters[static_cast<std::size_t>(y / 8 * 20 + x / 8)];
      const std::uint8_t index = glyphs[static_cast<std::size_t>(letter + y % 8 * 8 + x % 8)];
      const auto other = static_cast<std::uint8_t>(index == 15 ? index : index ^ 1);
      pixels.push_back({index, other, other});
    }
  }
  const std::size_t greedy = bytes_of(pixels, false);
  const std::size_t ahead = bytes_of(pixels, true);
  CAPTURE(greedy);
  CAPTURE(ahead);
  CHECK(ahead * 1000 < greedy * 993);
}

TEST_CASE("gif lzw writer: looking ahead ends with the pixels") {
  for (std::size_t count = 0; count < 40; ++count) {
    const std::vector<detail::GifIndexChoice> pixels(count, {1, 2, 1});
    detail::GrowingBuffer output{BufferPool()};
    Bytes chosen(count);
    detail::GifLzwWriter writer(output, 2, chosen);
    REQUIRE(writer.write_ahead(pixels));
    REQUIRE(writer.finish());
    const auto decoder = std::make_unique<detail::GifLzw>();
    REQUIRE(decoder->start(output.written()));
    Bytes read(count);
    REQUIRE(decoder->read(read) == detail::GifLzw::Outcome::done);
    CHECK(read == chosen);
  }
}

TEST_CASE("gif lzw writer: of a pixel's indices one is written, and told") {
  for (const int bits : {2, 3, 8}) {
    for (const int count : {1, 50, 5000, 200000}) {
      Throws dice(static_cast<std::uint32_t>(bits * count));
      std::vector<detail::GifIndexChoice> pixels;
      Bytes first;
      for (int i = 0; i < count; ++i) {
        const auto any = [&] { return static_cast<std::uint8_t>(dice.below(1 << bits)); };
        const std::uint8_t index = any();
        pixels.push_back({index, dice.below(3) == 0 ? any() : index, dice.below(5) == 0 ? any() : index});
        first.push_back(index);
      }
      CAPTURE(bits);
      CAPTURE(count);
      std::size_t most = 0;
      for (const bool looks_ahead : {false, true}) {
        CAPTURE(looks_ahead);
        detail::GrowingBuffer output{BufferPool()};
        Bytes chosen(first.size());
        detail::GifLzwWriter writer(output, bits, chosen);
        REQUIRE((looks_ahead ? writer.write_ahead(pixels) : writer.write(pixels)));
        REQUIRE(writer.finish());
        const auto decoder = std::make_unique<detail::GifLzw>();
        REQUIRE(decoder->start(output.written()));
        Bytes read(first.size());
        REQUIRE(decoder->read(read) == detail::GifLzw::Outcome::done);
        CHECK(read == chosen);
        const auto may_be = [&](std::size_t i) {
          return std::find(pixels[i].begin(), pixels[i].end(), read[i]) != pixels[i].end();
        };
        for (std::size_t i = 0; i < read.size(); ++i) REQUIRE(may_be(i));
        most = std::max(most, output.size());
      }
      detail::GrowingBuffer alone{BufferPool()};
      detail::GifLzwWriter without(alone, bits);
      REQUIRE(without.write(first));
      REQUIRE(without.finish());
      if (count > 100) CHECK(most < alone.size());
    }
  }
}

TEST_CASE("gif lzw writer: a full table stays as long as it serves") {
  // 6,000 rows of one pattern, then of another. To forget all as soon as the table is full takes twice the bytes.
  Bytes rows;
  Throws dice(5);
  for (int part = 0; part < 2; ++part) {
    Bytes pattern(300);
    for (std::uint8_t& index : pattern) index = static_cast<std::uint8_t>(dice.below(16));
    for (int y = 0; y < 6000; ++y) rows.insert(rows.end(), pattern.begin(), pattern.end());
  }
  detail::GrowingBuffer output{BufferPool()};
  detail::GifLzwWriter writer(output, 4);
  REQUIRE(writer.write(rows));
  REQUIRE(writer.finish());
  CHECK(output.size() < 450000);
  const auto decoder = std::make_unique<detail::GifLzw>();
  REQUIRE(decoder->start(output.written()));
  Bytes read(rows.size());
  REQUIRE(decoder->read(read) == detail::GifLzw::Outcome::done);
  CHECK(read == rows);
}

TEST_CASE("gif lzw writer: a string may begin with any of a pixel's indices") {
  // 7,716 bytes; 8,656 where only the pixels behind its first may choose.
  Throws dice(11);
  std::vector<detail::GifIndexChoice> pixels;
  for (int i = 0; i < 20000; ++i) {
    const auto index = static_cast<std::uint8_t>(dice.below(16));
    const auto other = static_cast<std::uint8_t>(index ^ 1);
    pixels.push_back({index, other, other});
  }
  detail::GrowingBuffer output{BufferPool()};
  detail::GifLzwWriter writer(output, 4);
  REQUIRE(writer.write(pixels));
  REQUIRE(writer.finish());
  CHECK(output.size() < 8200);
}
