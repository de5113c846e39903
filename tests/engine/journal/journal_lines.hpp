// Lines of journals, and what is read from them.
#pragma once

#include <cstdint>
#include <string>

#include "engine/io/file_hash.hpp"
#include "engine/journal/detail/json_text.hpp"
#include "engine/journal/journal_index.hpp"

namespace tbbimg::test {

inline const std::string kName = ".tbbimg/journal.jsonl";

inline std::string run_line(std::int64_t started_ms, std::uint64_t recipe = 1) {
  JournalRun run;
  run.started_ms = started_ms;
  run.roots = {"/in"};
  run.recipe = recipe;
  return to_line(run);
}

inline std::string end_line() { return to_line(JournalEnd{{.listed = 1, .done = 1}, 5, "end_of_source"}); }

inline std::string image_line(const std::string& path, std::uint64_t bytes,
                              JournalStatus status = JournalStatus::done) {
  JournalImage image;
  image.path = path;
  image.bytes = bytes;
  image.status = status;
  return to_line(image);
}

/// A line that was changed, with the checksum that it needs now.
inline std::string resealed(const std::string& line) {
  std::string sealed = line.substr(0, line.rfind(",\"sum\":"));
  const std::uint64_t sum = file_hash(sealed);
  detail::append_hash(sealed += ",\"sum\":", sum);
  return sealed += "}\n";
}

inline std::uint64_t bytes_of(const JournalIndex& index, const std::string& path) {
  JournalParser parser;
  const auto image = index.find(path, parser);
  return image ? image->bytes : 0;
}

}  // namespace tbbimg::test
