#include "codecs/heif/heif_decoder.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

// libheif 1.15 leaks the data of damaged images that it gives to dav1d.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:libdav1d\n"; }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tbbimg::HeifDecoder heic(tbbimg::kHeicFormat);
  static const tbbimg::HeifDecoder avif(tbbimg::kAvifFormat);
  tbbimg::fuzz::run(heic, data, size);
  return tbbimg::fuzz::run(avif, data, size);
}
