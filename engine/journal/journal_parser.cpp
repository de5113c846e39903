#include <cstdio>
#include <cstring>
#include <ctime>

#include <simdjson.h>

#include "engine/journal/detail/json_text.hpp"
#include "engine/journal/journal_line.hpp"

namespace tbbimg {
namespace {

namespace dom = simdjson::dom;

// What any of these meets that it does not expect, it throws; parse() turns it into "not a line of a journal".
struct NotALine {};

std::string_view text_at(const dom::object& object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) throw NotALine{};
  return text;
}

template <class Number>
Number number_at(const dom::object& object, std::string_view key) {
  Number number = 0;
  if (object[key].get(number) != simdjson::SUCCESS) throw NotALine{};
  return number;
}

std::uint64_t hash_at(const dom::object& object, std::string_view key) {
  std::uint64_t hash = 0;
  if (!detail::parse_hash(text_at(object, key), hash)) throw NotALine{};
  return hash;
}

std::string path_of(const dom::element& element) {
  std::string_view text;
  if (element.get(text) == simdjson::SUCCESS) return std::string(text);
  dom::object escaped;
  std::string path;
  if (element.get(escaped) != simdjson::SUCCESS || !detail::parse_hex(text_at(escaped, "hex"), path)) throw NotALine{};
  return path;
}

dom::element element_at(const dom::object& object, std::string_view key) {
  dom::element element;
  if (object[key].get(element) != simdjson::SUCCESS) throw NotALine{};
  return element;
}

dom::array array_at(const dom::object& object, std::string_view key) {
  dom::array array;
  if (object[key].get(array) != simdjson::SUCCESS) throw NotALine{};
  return array;
}

std::vector<std::string> paths_at(const dom::object& object, std::string_view key) {
  std::vector<std::string> paths;
  for (const dom::element element : array_at(object, key)) paths.push_back(path_of(element));
  return paths;
}

std::int64_t time_at(const dom::object& object, std::string_view key) {
  const std::string text(text_at(object, key));
  std::tm utc{};
  int ms = 0;
  char zone = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d%c", &utc.tm_year, &utc.tm_mon, &utc.tm_mday, &utc.tm_hour,
                  &utc.tm_min, &utc.tm_sec, &ms, &zone) != 8 ||
      zone != 'Z') {
    throw NotALine{};
  }
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  return std::int64_t{::timegm(&utc)} * 1000 + ms;
}

JournalStatus status_of(std::string_view text) {
  for (std::size_t i = 0; i < kJournalStatuses; ++i) {
    if (text == to_string(static_cast<JournalStatus>(i))) return static_cast<JournalStatus>(i);
  }
  throw NotALine{};
}

// Words of another version of tbbimg count as these.
template <class Word>
Word word_of(std::string_view text, std::size_t count, Word unknown) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    if (to_string(static_cast<Word>(i)) == text) return static_cast<Word>(i);
  }
  return unknown;
}

JournalRun run_of(const dom::object& line) {
  JournalRun run;
  run.schema = static_cast<int>(number_at<std::int64_t>(line, "schema"));
  if (run.schema < 1 || run.schema > kJournalSchema) throw NotALine{};
  run.version = text_at(line, "tbbimg");
  run.started_ms = time_at(line, "started");
  run.folder = path_of(element_at(line, "folder"));
  run.arguments = paths_at(line, "arguments");
  run.roots = paths_at(line, "roots");
  run.recipe = hash_at(line, "recipe");
  std::string_view shard;
  if (line["shard"].get(shard) == simdjson::SUCCESS) run.shard = shard;
  if (run.schema == 1) {
    run.kind = RunKind::overwrite;
    run.is_whole = false;
    return run;
  }
  run.kind = word_of(text_at(line, "kind"), kRunKinds, RunKind::overwrite);
  std::string_view boot;
  if (line["boot"].get(boot) == simdjson::SUCCESS) run.boot = boot;
  run.is_whole = text_at(line, "images") == "all";
  std::uint64_t damaged_lines = 0;
  if (line["damaged_lines"].get(damaged_lines) == simdjson::SUCCESS) run.damaged_lines = damaged_lines;
  dom::object spec;
  if (line["spec"].get(spec) == simdjson::SUCCESS) run.spec = simdjson::minify(spec);
  return run;
}

JournalOutput output_of(const dom::object& object) {
  JournalOutput output;
  output.path = path_of(element_at(object, "path"));
  output.variant = text_at(object, "variant");
  output.bytes = number_at<std::uint64_t>(object, "bytes");
  std::int64_t side = 0;
  if (object["width"].get(side) == simdjson::SUCCESS) output.size.width = static_cast<int>(side);
  if (object["height"].get(side) == simdjson::SUCCESS) output.size.height = static_cast<int>(side);
  std::string_view hash;
  if (object["xxh3"].get(hash) == simdjson::SUCCESS) output.hash = hash_at(object, "xxh3");
  return output;
}

JournalImage image_of(const dom::object& line) {
  JournalImage image;
  image.path = path_of(element_at(line, "path"));
  image.status = status_of(text_at(line, "status"));
  image.recipe = hash_at(line, "recipe");
  image.bytes = number_at<std::uint64_t>(line, "bytes");
  image.mtime_ns = number_at<std::int64_t>(line, "mtime_ns");
  image.attempts = static_cast<int>(number_at<std::int64_t>(line, "attempts"));
  for (const dom::element element : array_at(line, "outputs")) {
    dom::object output;
    if (element.get(output) != simdjson::SUCCESS) throw NotALine{};
    image.outputs.push_back(output_of(output));
  }
  dom::object error;
  if (line["error"].get(error) == simdjson::SUCCESS) {
    constexpr std::size_t kCodes = static_cast<std::size_t>(ErrorCode::internal) + 1;
    image.error =
        Error{word_of(text_at(error, "code"), kCodes, ErrorCode::internal), std::string(text_at(error, "message")),
              word_of(text_at(error, "stage"), kStages, Stage::none), image.path, false};
  }
  dom::object times;
  if (line["ms"].get(times) != simdjson::SUCCESS) return image;
  for (const auto& [name, value] : times) {
    double ms = 0;
    if (value.get(ms) != simdjson::SUCCESS) throw NotALine{};
    image.times.add(word_of(name, kStages, Stage::none),
                    std::chrono::duration_cast<StageTimes::Duration>(std::chrono::duration<double, std::milli>(ms)));
  }
  return image;
}

JournalEnd end_of(const dom::object& line) {
  const auto count = [&line](std::string_view key) { return number_at<std::uint64_t>(line, key); };
  return {time_at(line, "ended"), std::string(text_at(line, "ended_by")),
          count("listed"),        count("done"),
          count("failed"),        count("skipped"),
          count("cancelled")};
}

}  // namespace

struct JournalParser::State {
  dom::parser parser;
  std::string padded;

  dom::object object(std::string_view line) {
    padded.resize(line.size() + simdjson::SIMDJSON_PADDING);
    std::memcpy(padded.data(), line.data(), line.size());
    dom::object object;
    if (parser.parse(padded.data(), line.size(), false).get(object) != simdjson::SUCCESS) throw NotALine{};
    return object;
  }
};

JournalParser::JournalParser() : state_(std::make_unique<State>()) {}
JournalParser::JournalParser(JournalParser&&) noexcept = default;
JournalParser& JournalParser::operator=(JournalParser&&) noexcept = default;
JournalParser::~JournalParser() = default;

std::optional<JournalLine> JournalParser::parse(std::string_view line) {
  try {
    const dom::object object = state_->object(line);
    const std::string_view type = text_at(object, "type");
    if (type == "image") return image_of(object);
    if (type == "run") return run_of(object);
    if (type == "end") return end_of(object);
    if (type == "sync") return JournalSync{number_at<std::uint64_t>(object, "bytes")};
  } catch (const NotALine&) {
    return std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::int64_t> JournalParser::parse_schema(std::string_view line) {
  try {
    const dom::object object = state_->object(line);
    if (text_at(object, "type") != "run") return std::nullopt;
    return number_at<std::int64_t>(object, "schema");
  } catch (const NotALine&) {
    return std::nullopt;
  }
}

std::optional<JournalParser::Key> JournalParser::parse_key(std::string_view line) {
  try {
    const dom::object object = state_->object(line);
    if (text_at(object, "type") != "image") return std::nullopt;
    return Key{path_of(element_at(object, "path")), status_of(text_at(object, "status"))};
  } catch (const NotALine&) {
    return std::nullopt;
  }
}

}  // namespace tbbimg
