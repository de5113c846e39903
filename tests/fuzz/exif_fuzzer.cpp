#include "codecs/metadata/exif.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const tbbimg::Exif exif = tbbimg::read_exif({data, size});
  const auto orientation = static_cast<int>(exif.orientation);
  tbbimg::fuzz::require(orientation >= 1 && orientation <= 8, "an orientation is one of eight");
  tbbimg::fuzz::require(exif.date.empty() || exif.date.size() == 10, "a date is a day");
  return 0;
}
