// Feeds random sizes, formats, parameters and pixels to every kernel: all SIMD levels must give the scalar level's bits
// and stay inside of their images (each buffer is an allocation of its own, for AddressSanitizer to watch).
#include <array>

#include "tests/fuzz/kernel_parity_fuzzer/parity.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tbbimg::parity;
#define TBBIMG_FUZZ(folder, Folder) fuzz_##folder,
  constexpr std::array kFolders = {TBBIMG_KERNEL_FOLDERS(TBBIMG_FUZZ)};
#undef TBBIMG_FUZZ
  Input input(data, size);
  kFolders[static_cast<std::size_t>(input.between(0, kFolders.size() - 1))](input);
  return 0;
}
