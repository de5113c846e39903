#include "tools/info/pixel_facts.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include "kernels/image/image.hpp"

using namespace tbbimg;
using tools::PixelFacts;

namespace {

template <class Sample>
PixelFacts facts_of(PixelFormat format, int width, const std::vector<Sample>& samples) {
  Image image = Image::create({{width, 1}, format}).value();
  std::memcpy(image.view().row(0), samples.data(), samples.size() * sizeof(Sample));
  PixelFacts facts;
  facts.add(image.view());
  return facts;
}

}  // namespace

TEST_CASE("pixel facts: colours are counted, each once, with their alpha") {
  const auto facts = facts_of<std::uint8_t>(PixelFormat::rgb8, 4, {1, 2, 3, 1, 2, 3, 3, 2, 1, 1, 2, 3});
  CHECK(facts.colors() == 2U);
  CHECK(facts.is_opaque());
  CHECK_FALSE(facts.is_gray());
  const auto alpha = facts_of<std::uint8_t>(PixelFormat::rgba8, 3, {7, 7, 7, 255, 7, 7, 7, 254, 7, 7, 7, 255});
  CHECK(alpha.colors() == 2U);
  CHECK_FALSE(alpha.is_opaque());
  CHECK(alpha.is_gray());
}

TEST_CASE("pixel facts: what nobody sees is one colour") {
  const auto facts = facts_of<std::uint8_t>(PixelFormat::rgba8, 3, {9, 0, 0, 0, 0, 9, 0, 0, 5, 5, 5, 255});
  CHECK(facts.colors() == 2U);
  CHECK(facts.is_gray());
  CHECK_FALSE(facts.is_opaque());
}

TEST_CASE("pixel facts: 16 bits count as they are") {
  const auto facts = facts_of<std::uint16_t>(PixelFormat::rgb16, 2, {256, 256, 256, 257, 257, 257});
  CHECK(facts.colors() == 2U);
  CHECK(facts.is_gray());
  CHECK_FALSE(facts_of<std::uint16_t>(PixelFormat::rgb16, 1, {256, 256, 257}).is_gray());
  CHECK_FALSE(facts_of<std::uint16_t>(PixelFormat::gray_alpha16, 1, {1, 65534}).is_opaque());
  CHECK(facts_of<std::uint16_t>(PixelFormat::gray_alpha16, 1, {1, 65535}).is_opaque());
}

TEST_CASE("pixel facts: at 65,536 colours counting ends, and the rest goes on") {
  Image image = Image::create({{65'537, 1}, PixelFormat::rgb8}).value();
  for (int x = 0; x < image.width(); ++x) {
    std::uint8_t* const pixel = image.view().row(0) + 3 * x;
    for (int i = 0; i < 3; ++i) pixel[i] = static_cast<std::uint8_t>(x >> (8 * i));
  }
  PixelFacts most;
  most.add(image.view().crop(0, 0, {65'536, 1}));
  CHECK(most.colors() == 65'536U);
  PixelFacts more;
  more.add(image.view());
  CHECK_FALSE(more.colors().has_value());
  CHECK(more.is_opaque());
}
