#include "codecs/raw/raw_decoder.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tbbimg::RawDecoder decoder;
  return tbbimg::fuzz::run(decoder, data, size);
}
