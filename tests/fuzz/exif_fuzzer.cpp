#include "codecs/metadata/exif.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto orientation = static_cast<int>(tbbimg::exif_orientation({data, size}));
  tbbimg::fuzz::require(orientation >= 1 && orientation <= 8, "an orientation is one of eight");
  return 0;
}
