#include "codecs/ico/ico_decoder.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tbbimg::IcoDecoder decoder;
  return tbbimg::fuzz::run(decoder, data, size);
}
