#include "codecs/metadata/icc_profile.hpp"
#include "kernels/core/utf8.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string name = tbbimg::icc_profile_name({data, size});
  tbbimg::fuzz::require(name.size() <= 200, "a name is short");
  tbbimg::fuzz::require(tbbimg::is_utf8(name), "a name is UTF-8");
  return 0;
}
