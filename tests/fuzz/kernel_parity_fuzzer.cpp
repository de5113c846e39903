// Feeds random sizes, formats, parameters and pixels to every kernel: all SIMD levels must give the scalar level's bits
// and stay inside of their images (each buffer is an allocation of its own, for AddressSanitizer to watch).
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "kernels/color/flatten.hpp"
#include "kernels/color/grayscale.hpp"
#include "kernels/convolve/separable.hpp"
#include "kernels/geometry/orient.hpp"
#include "kernels/point/brighten.hpp"
#include "kernels/resize/resize.hpp"

namespace tbbimg {
namespace {

class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  int between(int lowest, int highest) {
    const unsigned value = byte() | static_cast<unsigned>(byte()) << 8;
    return lowest + static_cast<int>(value % static_cast<unsigned>(highest - lowest + 1));
  }
  std::uint8_t byte() {
    if (size_ == 0) return static_cast<std::uint8_t>(exhausted_ = exhausted_ * 29 + 7);
    --size_;
    return *data_++;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  unsigned exhausted_ = 1;
};

// Rows follow each other without a gap: most of them start at odd addresses.
struct Pixels {
  std::unique_ptr<std::uint8_t[]> bytes;
  ImageView view;

  Pixels(Size size, PixelFormat format) {
    view = {nullptr, 0, size.width, size.height, format};
    bytes = std::make_unique<std::uint8_t[]>(view.row_bytes() * static_cast<std::size_t>(size.height));
    view.data = bytes.get();
    view.stride = static_cast<std::ptrdiff_t>(view.row_bytes());
  }
};

template <class Kernel>
void compare_levels(const char* name, const Pixels& source, Size size, PixelFormat format, int split,
                    const Kernel& kernel) {
  const Pixels expected(size, format);
  const auto run = [&](ImageView to, RowRange rows, SimdLevel level) {
    const Status status = kernel(ConstImageView(source.view), to, rows, Kernels::of(level).value());
    if (!status) {
      std::fprintf(stderr, "%s: %s\n", name, status.error().message.c_str());
      std::abort();
    }
  };
  run(expected.view, {0, size.height}, SimdLevel::scalar);
  for (const SimdLevel level : compiled_simd_levels()) {
    if (!is_supported(level)) continue;
    const Pixels result(size, format);
    const int middle = std::min(split, size.height);
    run(result.view, {middle, size.height}, level);
    run(result.view, {0, middle}, level);
    const std::size_t bytes = expected.view.row_bytes() * static_cast<std::size_t>(size.height);
    const auto found = std::mismatch(expected.bytes.get(), expected.bytes.get() + bytes, result.bytes.get());
    if (found.first != expected.bytes.get() + bytes) {
      std::fprintf(stderr, "%s on %s, %dx%d %s to %dx%d: byte %td: expected %d, got %d\n", name,
                   std::string(to_string(level)).c_str(), source.view.width, source.view.height,
                   std::string(to_string(source.view.format)).c_str(), size.width, size.height,
                   found.first - expected.bytes.get(), *found.first, *found.second);
      std::abort();
    }
  }
}

void run_one(Input input) {
  using enum PixelFormat;
  const int kernel = input.between(0, 6);
  const Size size = {input.between(1, 300), input.between(1, 24)};
  const auto format = static_cast<PixelFormat>(input.between(0, 3));
  const int split = input.between(0, 24);
  const Pixels source(size, kernel == 1   ? (input.byte() & 1 ? rgb8 : rgba8)
                            : kernel == 2 ? (input.byte() & 1 ? gray_alpha8 : rgba8)
                            : kernel == 3 ? static_cast<PixelFormat>(input.between(0, 7))
                                          : format);
  const std::size_t bytes = source.view.row_bytes() * static_cast<std::size_t>(size.height);
  const std::array<int, 4> parameters = {input.between(0, 65535), input.between(0, 65535), input.between(1, 300),
                                         input.between(1, 40)};
  for (std::size_t i = 0; i < bytes; ++i) source.bytes[i] = input.byte();

  const auto blur = [&](const SeparableKernel& taps) {
    compare_levels("convolve", source, size, source.view.format, split,
                   [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                     return convolve_separable(from, to, taps, rows, kernels);
                   });
  };
  switch (kernel) {
    case 0:
      return compare_levels("brighten", source, size, source.view.format, split,
                            [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                              return brighten(from, to, parameters[0] % 511 - 255, rows, kernels);
                            });
    case 1:
      return compare_levels("grayscale", source, size, source.view.format == rgb8 ? gray8 : gray_alpha8, split,
                            grayscale);
    case 2:
      return compare_levels("flatten", source, size, source.view.format == rgba8 ? rgb8 : gray8, split,
                            [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                              const Rgb8 colour = {static_cast<std::uint8_t>(parameters[0] & 255),
                                                   static_cast<std::uint8_t>(parameters[0] >> 8),
                                                   static_cast<std::uint8_t>(parameters[1] & 255)};
                              return flatten(from, to, colour, rows, kernels);
                            });
    case 3: {
      const auto orientation = static_cast<Orientation>(parameters[0] % 8 + 1);
      return compare_levels("orient", source, oriented(size, orientation), source.view.format, split,
                            [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) {
                              return orient(from, to, orientation, rows, kernels);
                            });
    }
    case 4:
      return compare_levels("resize", source, {parameters[2], parameters[3]}, source.view.format, split,
                            [&](ConstImageView from, ImageView to, RowRange rows, Kernels kernels) -> Status {
                              const auto filter = static_cast<ResizeFilter>(parameters[0] % 6);
                              TBBIMG_ASSIGN_OR_RETURN(
                                  const ResizePlan plan,
                                  ResizePlan::create(from.size(), to.size(), from.format, filter, kernels));
                              return plan.run(from, to, rows);
                            });
    case 5: return blur(SeparableKernel::gaussian((parameters[0] % 1600 + 1) / 100.0).value());
    default: return blur(SeparableKernel::box(parameters[0] % 255 + 1).value());
  }
}

}  // namespace
}  // namespace tbbimg

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tbbimg::run_one({data, size});
  return 0;
}
