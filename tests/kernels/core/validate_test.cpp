#include "kernels/core/validate.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <limits>

namespace tbbimg {

TEST_CASE("validate: views whose rows overlap or that point nowhere are refused") {
  std::array<std::uint8_t, 64> bytes{};
  const ConstImageView good = {bytes.data(), 6, 2, 3, PixelFormat::rgb8};
  CHECK(check_view(good, "source").has_value());
  ConstImageView view = good;
  view.stride = 5;
  CHECK(check_view(view, "source").error().message.text() ==
        "the rows of the source overlap: its stride is 5 bytes, its rows have 6");
  view.stride = -5;
  CHECK_FALSE(check_view(view, "source").has_value());
  view.stride = -6;
  CHECK(check_view(view, "source").has_value());
  view.stride = std::numeric_limits<std::ptrdiff_t>::min();
  CHECK(check_view(view, "source").has_value());
  view.stride = 0;
  view.height = 1;
  CHECK(check_view(view, "source").has_value());
  view.data = nullptr;
  CHECK(check_view(view, "destination").error().message.text() == "the destination of 2x1 points to no pixels");
  view.width = 0;
  CHECK(check_view(view, "source").has_value());
  view.width = -1;
  CHECK_FALSE(check_view(view, "source").has_value());
}

TEST_CASE("validate: rows lie within the destination") {
  CHECK(check_rows({0, 0}, 0).has_value());
  CHECK(check_rows({2, 5}, 5).has_value());
  CHECK(check_rows({5, 5}, 5).has_value());
  CHECK_FALSE(check_rows({-1, 5}, 5).has_value());
  CHECK_FALSE(check_rows({3, 2}, 5).has_value());
  CHECK(check_rows({0, 6}, 5).error().message.text() == "rows 0 to 6 do not lie within the destination's 0 to 5");
}

TEST_CASE("validate: messages say what came and what is allowed") {
  CHECK(check_size({1, 2}, {3, 4}, "destination").error().message.text() == "the destination is of 1x2, not of 3x4");
  CHECK(check_format(PixelFormat::gray8, PixelFormat::rgb8, "source").error().message.text() ==
        "the source is gray8, not rgb8");
  const Status status = check_supported(PixelFormat::gray16, {PixelFormat::gray8, PixelFormat::rgb8}, "grayscale");
  CHECK(status.error().code == ErrorCode::unsupported);
  CHECK(status.error().message.text() == "grayscale does not work on gray16, only on gray8, rgb8");
}

TEST_CASE("validate: an operation that keeps the shape asks for two equal ones") {
  using enum PixelFormat;
  std::array<std::uint8_t, 64> bytes{};
  const ConstImageView source = {bytes.data(), 6, 2, 3, rgb8};
  CHECK(check_same_shape(source, source, {0, 3}, "sepia").has_value());
  CHECK(check_same_shape(source, source, {0, 4}, "sepia").error().message.text() ==
        "rows 0 to 4 do not lie within the destination's 0 to 3");
  CHECK(check_same_shape(source, source, {0, 3}, "sepia", {gray8}).error().code == ErrorCode::unsupported);

  ConstImageView other = source;
  other.height = 2;
  CHECK(check_same_shape(source, other, {0, 2}, "sepia").error().message.text() ==
        "the destination is of 2x2, not of 2x3");
  other = source;
  other.format = gray_alpha8;
  CHECK(check_same_shape(source, other, {0, 3}, "sepia").error().message.text() ==
        "the destination is gray_alpha8, not rgb8");
  other = source;
  other.data = nullptr;
  CHECK_FALSE(check_same_shape(source, other, {0, 3}, "sepia").has_value());
  CHECK_FALSE(check_same_shape(other, source, {0, 3}, "sepia").has_value());
  other = source;
  other.format = rgb16;
  CHECK(check_same_shape(other, other, {0, 3}, "sepia").error().code == ErrorCode::unsupported);
}

}  // namespace tbbimg
