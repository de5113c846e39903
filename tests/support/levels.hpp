// Runs a kernel on every SIMD level of this machine and holds its result against the scalar level's.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <vector>

#include "kernels/image/image.hpp"
#include "kernels/simd/kernels.hpp"
#include "tests/support/compare.hpp"
#include "tests/support/guarded_image.hpp"
#include "tests/support/patterns.hpp"

namespace tbbimg::test {

inline Kernels kernels_of(SimdLevel level) {
  const Result<Kernels> kernels = Kernels::of(level);
  REQUIRE_MESSAGE(kernels.has_value(), (kernels ? "" : kernels.error().message.text()));
  REQUIRE(kernels->level() == level);
  return *kernels;
}

inline Image make_image(Size size, PixelFormat format) {
  Result<Image> image = Image::create({size, format});
  REQUIRE(image.has_value());
  return *std::move(image);
}

inline Image random_image(Size size, PixelFormat format, std::uint64_t seed) {
  Image image = make_image(size, format);
  fill_random(image.view(), seed);
  return image;
}

inline void require_done(const Status& status) {
  REQUIRE_MESSAGE(status.has_value(), (status ? "" : status.error().message.text()));
}

using RowKernel = std::function<Status(ConstImageView, ImageView, RowRange, Kernels)>;

/// What the scalar level makes of `source` in one go.
inline Image run_scalar(const Image& source, ImageShape destination, const RowKernel& kernel) {
  Image result = make_image(destination.size, destination.format);
  require_done(kernel(source.view(), result.view(), {0, destination.size.height}, kernels_of(SimdLevel::scalar)));
  return result;
}

/// Every level gives the scalar level's bits, for images between unreadable pages, at odd addresses, upside down, and
/// for rows made in pieces, last first.
inline void check_levels(const std::string& what, ImageShape from, ImageShape to, std::uint64_t seed,
                         const RowKernel& kernel) {
  const Image source = random_image(from.size, from.format, seed);
  const Image expected = run_scalar(source, to, kernel);
  const GuardedImage::Layout layouts[] = {{GuardedImage::Layout::Guard::behind, 0, false},
                                          {GuardedImage::Layout::Guard::before, 7, true}};
  for (const SimdLevel level : supported_simd_levels()) {
    for (const GuardedImage::Layout& layout : layouts) {
      const GuardedImage guarded_source(from.size, from.format, layout);
      fill_random(guarded_source.view(), seed);
      for (const int piece : {to.size.height, 1 + to.size.height / 3}) {
        const GuardedImage result(to.size, to.format, layout);
        for (int end = to.size.height; end > 0; end -= piece) {
          const RowRange rows = {std::max(0, end - piece), end};
          require_done(kernel(guarded_source.view(), result.view(), rows, kernels_of(level)));
        }
        const std::string found = difference(expected.view(), result.view());
        CHECK_MESSAGE(found.empty(), what << " on " << to_string(level) << " from " << describe(from.size) << ", seed "
                                          << seed << ", padding " << layout.padding << ": " << found);
        CHECK_MESSAGE(result.gaps_are_untouched(),
                      what << " on " << to_string(level) << ", seed " << seed << ": wrote behind the end of a row");
      }
    }
  }
}

/// Widths around the sizes of registers and of groups of RGB pixels, and a large odd one.
inline const std::vector<int>& interesting_widths() {
  static const std::vector<int> kWidths = {1,  2,  3,  4,  5,  7,  8,  9,  10, 11, 15, 16, 17,  20,  21,  22,  23,
                                           31, 32, 33, 42, 43, 47, 48, 63, 64, 65, 85, 86, 127, 128, 129, 193, 1021};
  return kWidths;
}

/// The code of a failure; internal stands for success, which no test expects.
inline ErrorCode code_of(const Status& status) { return status ? ErrorCode::internal : status.error().code; }

}  // namespace tbbimg::test
