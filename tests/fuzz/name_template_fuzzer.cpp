// Templates of output names, and the names that come of them.
#include <string>
#include <string_view>

#include "engine/recipe/name_template.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

namespace {

using namespace tbbimg;
using fuzz::require;

void check_names(const NameTemplate& names, std::string_view directory, std::string_view variant) {
  ImageFacts facts;
  facts.directory = directory;
  facts.stem = "photo";
  facts.variant = variant;
  facts.extension = "jpg";
  facts.index = 7;
  facts.size = {640, 480};
  facts.date = "2019-07-23";
  const std::string name = names.expand(facts);
  require(!name.empty() && name.front() != '/', "a name is relative");
  require(name == names.expand(facts), "a name is the same each time");
  if (!names.needs_header()) require(name == names.expand_without_header(facts), "no header, no other name");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto names = NameTemplate::parse({reinterpret_cast<const char*>(data), size});
  if (!names) {
    require(!names.error().message.empty(), "an error has a message");
    return 0;
  }
  for (const char* directory : {"", "a", "a/b"}) {
    for (const char* variant : {"", "thumb"}) check_names(*names, directory, variant);
  }
  return 0;
}
