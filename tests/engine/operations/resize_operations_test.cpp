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
  for (const auto& [from, to] : cases) {
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
