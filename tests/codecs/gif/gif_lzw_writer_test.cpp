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

}  // namespace

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
      detail::GrowingBuffer output{BufferPool()};
      Bytes chosen(first.size());
      detail::GifLzwWriter writer(output, bits, chosen);
      REQUIRE(writer.write(pixels));
      REQUIRE(writer.finish());
      const auto decoder = std::make_unique<detail::GifLzw>();
      REQUIRE(decoder->start(output.written()));
      Bytes read(first.size());
      CAPTURE(bits);
      CAPTURE(count);
      REQUIRE(decoder->read(read) == detail::GifLzw::Outcome::done);
      CHECK(read == chosen);
      for (std::size_t i = 0; i < read.size(); ++i) {
        REQUIRE(std::find(pixels[i].begin(), pixels[i].end(), read[i]) != pixels[i].end());
      }
      detail::GrowingBuffer alone{BufferPool()};
      detail::GifLzwWriter without(alone, bits);
      REQUIRE(without.write(first));
      REQUIRE(without.finish());
      if (count > 100) CHECK(output.size() < alone.size());
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
