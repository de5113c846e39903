#include "codecs/metadata/metadata.hpp"

#include <doctest/doctest.h>

#include "tests/codecs/support/pictures.hpp"

using namespace tbbimg;

TEST_CASE("icc_profile_fits: by the colour space in the profile's header") {
  const auto rgb = test::make_icc_profile("RGB ");
  const auto gray = test::make_icc_profile("GRAY");
  const auto cmyk = test::make_icc_profile("CMYK");
  for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::gray_alpha8, PixelFormat::gray16}) {
    CHECK(icc_profile_fits(gray, format));
    CHECK_FALSE(icc_profile_fits(rgb, format));
    CHECK_FALSE(icc_profile_fits(cmyk, format));
  }
  for (const PixelFormat format : {PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::rgba16}) {
    CHECK(icc_profile_fits(rgb, format));
    CHECK_FALSE(icc_profile_fits(gray, format));
    CHECK_FALSE(icc_profile_fits(cmyk, format));
  }
  CHECK_FALSE(icc_profile_fits({}, PixelFormat::rgb8));
  CHECK_FALSE(icc_profile_fits(std::vector<std::uint8_t>(rgb.begin(), rgb.begin() + 127), PixelFormat::rgb8));
}
