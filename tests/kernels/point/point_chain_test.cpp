#include "kernels/point/point_chain.hpp"

#include <cmath>
#include <cstring>

#include "tests/kernels/support/failing_new.hpp"
#include "tests/support/levels.hpp"

namespace tbbimg {
namespace {

using enum PixelFormat;
constexpr PixelFormat kFormats[] = {gray8, gray_alpha8, rgb8, rgba8};
constexpr PixelFormat kWordFormats[] = {gray16, gray_alpha16, rgb16, rgba16};
constexpr PixelFormat kEveryFormat[] = {gray8, gray_alpha8, rgb8, rgba8, gray16, gray_alpha16, rgb16, rgba16};

test::RowKernel run_of(const PointChain& chain) {
  return [&chain](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
    return chain.run(from, to, rows, kernels);
  };
}

Image run(const PointChain& chain, const Image& source) {
  return test::run_scalar(source, {source.view().size(), chain.output_format(source.format()).value()}, run_of(chain));
}

// Calls check(value before, value after) for every colour sample; alpha must not have changed.
template <class Check>
void for_each_sample(const Image& before, const Image& after, const Check& check) {
  REQUIRE(before.shape() == after.shape());
  for (int y = 0; y < before.height(); ++y) {
    for (std::size_t i = 0; i < before.view().row_bytes(); ++i) {
      const auto channel = static_cast<int>(i % static_cast<std::size_t>(channels(before.format())));
      const int old_value = before.view().row(y)[i];
      const int new_value = after.view().row(y)[i];
      if (has_alpha(before.format()) && channel == channels(before.format()) - 1) {
        REQUIRE(new_value == old_value);
      } else {
        check(old_value, new_value);
      }
    }
  }
}

int word_at(const Image& image, int y, std::size_t i) {
  std::uint16_t word = 0;
  std::memcpy(&word, image.view().row(y) + 2 * i, sizeof(word));
  return word;
}

// Likewise for 16 bits.
template <class Check>
void for_each_word(const Image& before, const Image& after, const Check& check) {
  REQUIRE(before.shape() == after.shape());
  const auto samples = static_cast<std::size_t>(channels(before.format()));
  for (int y = 0; y < before.height(); ++y) {
    for (std::size_t i = 0; i < before.view().row_bytes() / 2; ++i) {
      if (has_alpha(before.format()) && i % samples == samples - 1) {
        REQUIRE(word_at(after, y, i) == word_at(before, y, i));
      } else {
        check(word_at(before, y, i), word_at(after, y, i));
      }
    }
  }
}

PointChain brighten_contrast_gamma() {
  PointChain chain;
  chain.then(Curve::brighten(20).value()).then(Curve::contrast(1.3).value()).then(Curve::gamma(1.8).value());
  return chain;
}

double clamped(double value) { return std::fmin(255, std::fmax(0, value)); }

// One for each way through the code, and changes of format in all orders.
std::vector<PointChain> all_kinds() {
  const Curve gamma = Curve::gamma(0.6).value();
  const ColorMatrix hue = ColorMatrix::hue(70).value();
  std::vector<PointChain> chains(13);
  chains[1].then(Curve::brighten(-33).value());
  chains[2].then(Curve::brighten(90).value());
  chains[3].then(Curve::invert());
  chains[4].then(Curve::threshold(77).value());
  chains[5].then(gamma);
  chains[6].then(ColorMatrix::sepia());
  chains[7].then(hue);
  chains[8].then(LumaStandard::bt709);
  chains[9].then(gamma).then(LumaStandard::bt601).then(ColorMatrix::sepia()).then(Curve::invert());
  chains[10].then(ColorMatrix::sepia()).then(LumaStandard::bt601).then(gamma);
  chains[11].then(LumaStandard::bt601).then(ColorMatrix::sepia()).then(LumaStandard::bt709).then(hue);
  chains[12].then(brighten_contrast_gamma()).then(hue).then(ColorMatrix::sepia());
  return chains;
}

}  // namespace

TEST_CASE("point chain: curves are composed in double precision and rounded once") {
  for (const PixelFormat format : kFormats) {
    const Image source = test::random_image({301, 4}, format, 5);
    for_each_sample(source, run(brighten_contrast_gamma(), source), [](int before, int after) {
      const double bright = clamped(before + 20);
      const double contrasted = clamped((bright - 127.5) * 1.3 + 127.5);
      const double exact = 255 * std::pow(contrasted / 255, 1 / 1.8);
      REQUIRE(std::abs(after - exact) <= 0.5 + 1e-9);
    });
  }
}

TEST_CASE("point chain: of 16 bits, curves are computed in double precision and rounded once") {
  for (const PixelFormat format : kWordFormats) {
    const Image source = test::random_image({2301, 4}, format, 5);
    for_each_word(source, run(brighten_contrast_gamma(), source), [](int before, int after) {
      const double bright = clamped(before / 257.0 + 20);
      const double contrasted = clamped((bright - 127.5) * 1.3 + 127.5);
      const double exact = 65535 * std::pow(contrasted / 255, 1 / 1.8);
      REQUIRE(std::abs(after - exact) <= 0.5 + 1e-9);
    });
  }
}

TEST_CASE("point chain: of 16 bits, brighten, invert and threshold take their short ways") {
  const auto clamped_word = [](int value) { return std::min(65535, std::max(0, value)); };
  for (const PixelFormat format : kWordFormats) {
    const Image source = test::random_image({301, 4}, format, 6);
    for (const double offset : {-255.0, -100.5, -1.0, 0.0, 0.25, 100.0, 255.0}) {
      const auto words = static_cast<int>(std::lround(257 * offset));
      for_each_word(source, run(PointChain().then(Curve::brighten(offset).value()), source),
                    [&](int before, int after) { REQUIRE(std::abs(after - clamped_word(before + words)) <= 1); });
    }
    for_each_word(source, run(PointChain().then(Curve::invert()), source),
                  [](int before, int after) { REQUIRE(after == 65535 - before); });
    for (const double lowest : {0.0, 0.001, 1.0, 127.0, 128.5, 255.0}) {
      for_each_word(source, run(PointChain().then(Curve::threshold(lowest).value()), source),
                    [&](int before, int after) { REQUIRE(after == (before >= 257 * lowest ? 65535 : 0)); });
    }
  }
}

TEST_CASE("point chain: brighten, invert and threshold take their short ways") {
  for (const PixelFormat format : kFormats) {
    const Image source = test::random_image({301, 4}, format, 6);
    for (const int offset : {-255, -100, -1, 0, 1, 100, 255}) {
      for_each_sample(source, run(PointChain().then(Curve::brighten(offset).value()), source),
                      [&](int before, int after) { REQUIRE(after == clamped(before + offset)); });
    }
    for_each_sample(source, run(PointChain().then(Curve::invert()), source),
                    [](int before, int after) { REQUIRE(after == 255 - before); });
    for (const int lowest : {0, 1, 2, 127, 128, 254, 255}) {
      for_each_sample(source, run(PointChain().then(Curve::threshold(lowest).value()), source),
                      [&](int before, int after) { REQUIRE(after == (before >= lowest ? 255 : 0)); });
    }
  }
}

TEST_CASE("point chain: joining chains composes them") {
  const Image source = test::random_image({40, 4}, rgb8, 2);
  PointChain twice;
  twice.then(Curve::gamma(2).value());
  twice.then(twice).then(PointChain().then(Curve::gamma(0.25).value()));
  CHECK(test::difference(source.view(), run(twice, source).view()) == "");
  // One after the other, with a rounding between, the dark values are lost.
  const Image between = run(PointChain().then(Curve::gamma(0.25).value()), source);
  CHECK(test::difference(source.view(), run(PointChain().then(Curve::gamma(4).value()), between).view(), 1) != "");
}

TEST_CASE("point chain: gray becomes colour where it must, and only there") {
  const auto format_of = [](const PointChain& chain, PixelFormat source) {
    return chain.output_format(source).value();
  };
  const PointChain hue = PointChain().then(ColorMatrix::hue(90).value());
  const PointChain sepia = PointChain().then(ColorMatrix::sepia());
  const PointChain luma = PointChain().then(LumaStandard::bt601);
  CHECK(format_of(hue, gray8) == gray8);
  CHECK(format_of(hue, rgba8) == rgba8);
  CHECK(format_of(sepia, gray8) == rgb8);
  CHECK(format_of(sepia, gray_alpha8) == rgba8);
  CHECK(format_of(luma, rgb8) == gray8);
  CHECK(format_of(luma, rgba8) == gray_alpha8);
  CHECK(format_of(PointChain(luma).then(sepia), rgba8) == rgba8);
  CHECK(format_of(hue, gray16) == gray16);
  CHECK(format_of(sepia, gray_alpha16) == rgba16);
  CHECK(format_of(luma, rgb16) == gray16);

  const Image deep_gray = test::random_image({40, 4}, gray16, 2);
  const Image deep_brown = run(sepia, deep_gray);
  for (std::size_t x = 0; x < 40; ++x) {
    const double exact = std::fmin(65535, 0.937 * word_at(deep_gray, 1, x));
    REQUIRE(std::abs(word_at(deep_brown, 1, 3 * x + 2) - exact) <= 0.51);
  }

  const Image gray = test::random_image({40, 4}, gray_alpha8, 2);
  CHECK(test::difference(gray.view(), run(hue, gray).view()) == "");
  const Image brown = run(sepia, gray);
  for (int x = 0; x < 40; ++x) {
    const std::uint8_t* from = gray.view().row(1) + 2 * x;
    const std::uint8_t* to = brown.view().row(1) + 4 * x;
    REQUIRE(std::abs(to[0] - clamped(1.351 * from[0])) <= 0.7);
    REQUIRE(std::abs(to[2] - clamped(0.937 * from[0])) <= 0.7);
    REQUIRE(to[3] == from[1]);
  }
}

TEST_CASE("point chain: a chain gives what its stages give one after the other") {
  const Curve gamma = Curve::gamma(0.6).value();
  const PointChain parts[] = {PointChain().then(gamma), PointChain().then(LumaStandard::bt601),
                              PointChain().then(ColorMatrix::sepia()), PointChain().then(Curve::invert())};
  for (const PixelFormat format : {rgba8, rgba16}) {
    const Image source = test::random_image({5000, 2}, format, 4);
    PointChain whole;
    Image expected = source.clone().value();
    for (const PointChain& part : parts) {
      whole.then(part);
      expected = run(part, expected);
    }
    CHECK(test::difference(expected.view(), run(whole, source).view()) == "");
  }
}

TEST_CASE("point chain: every level gives the same bits") {
  for (const PointChain& chain : all_kinds()) {
    for (const PixelFormat format : kEveryFormat) {
      for (const int width : test::interesting_widths()) {
        const Size size = {width, 3};
        test::check_levels("point chain", {size, format}, {size, chain.output_format(format).value()},
                           static_cast<std::uint64_t>(width), run_of(chain));
      }
      const Size wide = {2 * 2048 + 77, 1};
      test::check_levels("point chain", {wide, format}, {wide, chain.output_format(format).value()}, 1, run_of(chain));
    }
  }
}

TEST_CASE("point chain: works in place") {
  for (const PointChain& chain : all_kinds()) {
    for (const PixelFormat format : kEveryFormat) {
      if (chain.output_format(format).value() != format) continue;
      for (const SimdLevel level : supported_simd_levels()) {
        const Image source = test::random_image({2177, 2}, format, 3);
        Image image = source.clone().value();
        test::require_done(chain.run(image.view(), image.view(), {0, 2}, test::kernels_of(level)));
        CHECK(test::difference(run(chain, source).view(), image.view()) == "");
      }
    }
  }
}

TEST_CASE("point chain: refuses what does not fit") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const PointChain sepia = PointChain().then(ColorMatrix::sepia());
  const Image gray = test::make_image({4, 4}, gray8);
  Image other_gray = test::make_image({4, 4}, gray8);
  Image rgb = test::make_image({4, 4}, rgb8);
  Image narrower = test::make_image({3, 4}, rgb8);
  Image deep = test::make_image({4, 4}, rgb16);
  CHECK(test::code_of(sepia.run(gray.view(), other_gray.view(), {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(sepia.run(gray.view(), narrower.view(), {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(sepia.run(gray.view(), rgb.view(), {0, 5}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(sepia.run(deep.view(), rgb.view(), {0, 4}, kernels)) == ErrorCode::invalid_argument);
  CHECK(test::code_of(sepia.run(rgb.view(), deep.view(), {0, 4}, kernels)) == ErrorCode::invalid_argument);
}

TEST_CASE("point chain: says when memory runs out") {
  const Kernels kernels = test::kernels_of(SimdLevel::scalar);
  const PointChain chain = PointChain().then(Curve::invert()).then(LumaStandard::bt601).then(ColorMatrix::sepia());
  const Image source = test::random_image({20, 4}, rgb8, 1);
  Image result = test::make_image({20, 4}, chain.output_format(rgb8).value());
  test::check_out_of_memory([&] { return chain.run(source.view(), result.view(), {0, 4}, kernels); });
}

}  // namespace tbbimg
