#include "codecs/heif/heif_decoder.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tbbimg::HeifDecoder heic(tbbimg::kHeicFormat);
  static const tbbimg::HeifDecoder avif(tbbimg::kAvifFormat);
  tbbimg::fuzz::run(heic, data, size);
  return tbbimg::fuzz::run(avif, data, size);
}
