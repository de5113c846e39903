#include <doctest/doctest.h>

#include "engine/operations/registry.hpp"
#include "kernels/resize/resize.hpp"

using namespace tbbimg;

namespace {

std::shared_ptr<const Operation> make(const std::string& text) {
  return OperationRegistry::with_builtin_operations().make(text).value();
}

}  // namespace

TEST_CASE("resize_operations: a plan allocates at most what is said") {
  const std::pair<Size, Size> cases[] = {
      {{4928, 3279}, {852, 567}}, {{852, 567}, {4928, 3279}},  {{1000, 1000}, {999, 999}}, {{20000, 30}, {7, 30}},
      {{30, 20000}, {30, 7}},     {{1, 1}, {3000, 3000}},      {{1200, 800}, {1201, 400}}, {{60000, 1}, {1, 1}},
      {{1, 60000}, {1, 1}},       {{300, 60000}, {3000, 300}}, {{5000, 40}, {5000, 1}},    {{3, 3}, {1, 1}}};
  for (const auto& sizes : cases) {
    const Size from = sizes.first;  // not a structured binding: clang 14 does not capture those
    const Size to = sizes.second;
    for (const PixelFormat format : {PixelFormat::gray8, PixelFormat::rgb8, PixelFormat::rgba8, PixelFormat::gray16,
                                     PixelFormat::gray_alpha16, PixelFormat::rgba16}) {
      const auto operation = make("resize:" + std::to_string(to.width) + "x" + std::to_string(to.height));
      const auto plan = ResizePlan::create(from, to, format, {}, Kernels::active().value());
      CAPTURE(from.width);
      CAPTURE(from.height);
      CAPTURE(to_string(format));
      CHECK(plan->scratch_bytes() <= operation->scratch_bytes({from, format}));
    }
  }
}

TEST_CASE("resize_operations: linear means of light") {
  Image board = Image::create({{16, 16}, PixelFormat::gray8}).value();
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) board.view().row(y)[x] = (x + y) % 2 == 0 ? 255 : 0;
  }
  const auto middle_of = [&](const std::string& text) {
    const auto operation = make(text);
    Image output = Image::create(operation->output_shape(board.shape()).value()).value();
    REQUIRE(operation->apply(board.view(), output.view(), {Kernels::active().value(), {}, {}, false}));
    return static_cast<int>(output.view().row(4)[4]);
  };
  for (const std::string text : {"thumbnail:8,filter=box", "resize:8,filter=box"}) {
    CHECK(std::abs(middle_of(text) - 127) <= 1);
    CHECK(std::abs(2 * middle_of(text + ",linear=yes") - 375) <= 1);
  }
}
TEST_CASE("resize_operations: what needs every pixel does not let decoders shrink") {
  CHECK(make("resize:80x60")->sufficient_input({800, 600}) == Size{144, 108});
  CHECK_FALSE(make("resize:80x60,linear=yes")->sufficient_input({800, 600}));
  CHECK_FALSE(make("resize:80x60,filter=nearest")->sufficient_input({800, 600}));
  CHECK_FALSE(make("resize:80x60,region=\"0 0 400 300\"")->sufficient_input({800, 600}));
}

TEST_CASE("resize_operations: a region is what is resampled") {
  Image ramp = Image::create({{40, 8}, PixelFormat::gray8}).value();
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 40; ++x) ramp.view().row(y)[x] = static_cast<std::uint8_t>(4 * x);
  }
  const auto apply = [&](const std::string& text) {
    const auto operation = make(text);
    Image output = Image::create(operation->output_shape(ramp.shape()).value()).value();
    const Status status = operation->apply(ramp.view(), output.view(), {Kernels::active().value(), {}, {}, false});
    return status ? int{output.view().row(2)[3]} : -1;
  };
  CHECK(apply("resize:10x8,filter=bilinear,region=\"20.5 0 10 8\"") == 4 * 23 + 2);
  CHECK(apply("resize:40x8,region=\"0 0 40 8\"") == 12);
  CHECK(apply("resize:10x8,region=\"35 0 10 8\"") == -1);
  CHECK(
      OperationRegistry::with_builtin_operations().make("resize:10x8,region=\"1 2 3\"").error().message.find("four") !=
      std::string::npos);
}
