// What is encoded and decoded: made here, with as much detail as a photograph has.
#pragma once

#include "kernels/image/image.hpp"

namespace tbbimg::bench {

/// Noise of falling strength at rising frequencies (the spectrum of natural images); the same for the same arguments.
[[nodiscard]] Image make_photograph(Size size, PixelFormat format);

}  // namespace tbbimg::bench
