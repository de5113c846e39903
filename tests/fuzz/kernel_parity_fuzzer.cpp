// Feeds random sizes, formats, parameters and pixels to every kernel: all SIMD levels must give the scalar level's bits
// and stay inside of their images (each buffer is an allocation of its own, for AddressSanitizer to watch).
#include <array>

#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tbbimg::parity;
  constexpr std::array kFolders = {fuzz_color,    fuzz_composite, fuzz_convolve, fuzz_enhance,
                                   fuzz_geometry, fuzz_point,     fuzz_resize,   fuzz_compare};
  Input input(data, size);
  kFolders[static_cast<std::size_t>(input.between(0, kFolders.size() - 1))](input);
  return 0;
}
