// Lines of journals, which others may have written or damaged.
#include <string>
#include <string_view>
#include <variant>

#include "engine/journal/journal_line.hpp"
#include "tests/fuzz/decoder_fuzzing.hpp"

namespace {

using namespace tbbimg;
using fuzz::require;

std::string written(const JournalLine& line) {
  return std::visit([](const auto& kind) { return to_line(kind); }, line);
}

std::string_view without_line_feed(const std::string& line) {
  return std::string_view(line).substr(0, line.size() - 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static JournalParser parser;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)check_line(text);
  (void)parser.parse_schema(text);
  const auto key = parser.parse_key(text);
  const auto line = parser.parse(text);
  if (!line) return 0;
  if (const auto* image = std::get_if<JournalImage>(&*line)) {
    require(key && key->path == image->path && key->status == image->status, "a line's key is that of its image");
  }
  const std::string once = written(*line);
  require(check_line(without_line_feed(once)) == LineCheck::whole, "what is written has its checksum");
  const auto again = parser.parse(without_line_feed(once));
  require(again.has_value(), "what is written can be read");
  require(written(*again) == once, "what is read is what was written");
  return 0;
}
