// What an operation makes of an image, as its text says.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "engine/operations/registry.hpp"

namespace tbbimg::test {

inline Image apply(const std::string& text, const Image& input) {
  const auto operation = OperationRegistry::with_builtin_operations().make(text).value();
  Image output = Image::create(operation->output_shape(input.shape()).value()).value();
  const OperationContext context(Kernels::active().value(), {}, {}, false);
  REQUIRE(operation->apply(input.view(), output.view(), context));
  return output;
}

inline const std::uint8_t* pixel(const Image& image, int x, int y) {
  return image.view().row(y) + x * channels(image.format());
}

inline bool same_pixel(const Image& a, int ax, int ay, const Image& b, int bx, int by) {
  return std::equal(pixel(a, ax, ay), pixel(a, ax, ay) + channels(a.format()), pixel(b, bx, by));
}

}  // namespace tbbimg::test
