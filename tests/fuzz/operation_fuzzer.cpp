// Operations as they are typed: "resize:800x600,filter=lanczos3".
#include <string>

#include "engine/operations/registry.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tbbimg;
  static const OperationRegistry registry = OperationRegistry::with_builtin_operations();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto made = registry.make(text);
  fuzz::require(made || !made.error().message.empty(), "an error has a message");
  fuzz::require(made.has_value() == registry.make(text).has_value(), "a text means the same each time");
  return 0;
}
