#include <cstring>
#include <functional>

#include <simdjson.h>

#include "engine/journal/detail/journal_fields.hpp"
#include "engine/journal/detail/json_text.hpp"
#include "engine/journal/journal_line.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

namespace dom = simdjson::dom;

using detail::JournalForm;
using detail::Presence;

// What any of these meets that it does not expect, it throws; parse() turns it into "not a line of a journal".
struct NotALine {};

template <class Value>
Value value_of(const dom::element& element) {
  Value value{};
  if (element.get(value) != simdjson::SUCCESS) throw NotALine{};
  return value;
}

dom::element element_at(const dom::object& object, std::string_view key) {
  dom::element element;
  if (object[key].get(element) != simdjson::SUCCESS) throw NotALine{};
  return element;
}

std::string_view text_at(const dom::object& object, std::string_view key) {
  return value_of<std::string_view>(element_at(object, key));
}

template <class Number>
Number number_at(const dom::object& object, std::string_view key) {
  return value_of<Number>(element_at(object, key));
}

std::string path_of(const dom::element& element) {
  if (element.is_string()) return std::string(value_of<std::string_view>(element));
  auto path = detail::parse_hex(text_at(value_of<dom::object>(element), "hex"));
  if (!path) throw NotALine{};
  return *std::move(path);
}

std::int64_t time_of(const dom::element& element) {
  const auto ms = parse_time(value_of<std::string_view>(element));
  if (!ms) throw NotALine{};
  return *ms;
}

std::int64_t time_at(const dom::object& object, std::string_view key) { return time_of(element_at(object, key)); }

std::uint64_t hash_of(const dom::element& element) {
  const auto hash = detail::parse_hash(value_of<std::string_view>(element));
  if (!hash) throw NotALine{};
  return *hash;
}

template <class Word>
std::optional<Word> find_word(std::string_view text, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    if (to_string(static_cast<Word>(i)) == text) return static_cast<Word>(i);
  }
  return std::nullopt;
}

JournalStatus status_of(std::string_view text) {
  const auto status = find_word<JournalStatus>(text, kJournalStatuses);
  if (!status) throw NotALine{};
  return *status;
}

// One of another version of tbbimg is none.
Stage stage_of(std::string_view text) { return find_word<Stage>(text, kStages).value_or(Stage::none); }

// Each read() takes a value from JSON as its field's form asks for.
void read(const dom::element& element, std::string& text, JournalForm form) {
  if (form == JournalForm::path) {
    text = path_of(element);
  } else if (form == JournalForm::json) {
    text = simdjson::minify(value_of<dom::object>(element));
  } else {
    text = value_of<std::string_view>(element);
  }
}
void read(const dom::element& element, std::uint64_t& number, JournalForm form) {
  number = form == JournalForm::hash ? hash_of(element) : value_of<std::uint64_t>(element);
}
void read(const dom::element& element, std::int64_t& number, JournalForm form) {
  number = form == JournalForm::time ? time_of(element) : value_of<std::int64_t>(element);
}
void read(const dom::element& element, int& number, JournalForm) {
  number = static_cast<int>(value_of<std::int64_t>(element));
}
void read(const dom::element& element, bool& is_whole, JournalForm) {
  is_whole = value_of<std::string_view>(element) == "all";
}
void read(const dom::element& element, JournalStatus& status, JournalForm) {
  status = status_of(value_of<std::string_view>(element));
}
// What another version of tbbimg says counts as overwrite, and as internal.
void read(const dom::element& element, RunKind& kind, JournalForm) {
  kind = find_word<RunKind>(value_of<std::string_view>(element), kRunKinds).value_or(RunKind::overwrite);
}
void read(const dom::element& element, ErrorCode& code, JournalForm) {
  constexpr std::size_t kCodes = static_cast<std::size_t>(ErrorCode::internal) + 1;
  code = find_word<ErrorCode>(value_of<std::string_view>(element), kCodes).value_or(ErrorCode::internal);
}
void read(const dom::element& element, Stage& stage, JournalForm) {
  stage = stage_of(value_of<std::string_view>(element));
}
void read(const dom::element& element, ErrorKind& kind, JournalForm) {
  kind = find_word<ErrorKind>(value_of<std::string_view>(element), kErrorKinds).value_or(ErrorKind::none);
}
void read(const dom::element& element, StageTimes& times, JournalForm) {
  for (const auto& [name, value] : value_of<dom::object>(element)) {
    const std::chrono::duration<double, std::milli> ms(value_of<double>(value));
    times.add(stage_of(name), std::chrono::duration_cast<StageTimes::Duration>(ms));
  }
}

template <class Object, class Fields>
void read_members(const dom::object& json, Object& object, const Fields& fields, int schema = kJournalSchema);

void read(const dom::element& element, JournalOutput& output, JournalForm) {
  read_members(value_of<dom::object>(element), output, detail::kOutputFields);
}
void read(const dom::element& element, Error& error, JournalForm) {
  detail::JournalError members;
  read_members(value_of<dom::object>(element), members, detail::kErrorFields);
  error = std::move(members).error();
}
template <class Value>
void read(const dom::element& element, std::vector<Value>& values, JournalForm form) {
  for (const dom::element each : value_of<dom::array>(element)) read(each, values.emplace_back(), form);
}
template <class Value>
void read(const dom::element& element, std::optional<Value>& value, JournalForm form) {
  read(element, value.emplace(), form);
}

template <class Object, class Fields>
void read_members(const dom::object& json, Object& object, const Fields& fields, int schema) {
  detail::for_each_field(fields, [&](const auto& field) {
    dom::element element;
    if (field.since > schema) return;
    if (json[field.name].get(element) == simdjson::SUCCESS) {
      read(element, std::invoke(field.get, object), field.form);
    } else if (field.presence == Presence::always) {
      throw NotALine{};
    }
  });
}

JournalRun run_of(const dom::object& line) {
  JournalRun run;
  const int schema = static_cast<int>(number_at<std::int64_t>(line, "schema"));
  if (schema < 1 || schema > kJournalSchema) throw NotALine{};
  if (schema == 1) {
    run.kind = RunKind::overwrite;
    run.is_whole = false;
  }
  read_members(line, run, detail::kRunFields, schema);
  return run;
}

JournalImage image_of(const dom::object& line) {
  JournalImage image;
  read_members(line, image, detail::kImageFields);
  if (image.error) image.error->path = image.path;
  return image;
}

JournalSync sync_of(const dom::object& line) {
  JournalSync sync;
  read_members(line, sync, detail::kSyncFields);
  return sync;
}

JournalEnd end_of(const dom::object& line) {
  JournalEnd end{{}, time_at(line, "ended"), std::string(text_at(line, "ended_by"))};
  for (const auto& field : kCountFields) {
    const simdjson::error_code error = line[field.name].get(end.*field.count);
    if (error != simdjson::SUCCESS && error != simdjson::NO_SUCH_FIELD) throw NotALine{};
  }
  dom::element moved_from;
  if (line["moved_from"].get(moved_from) == simdjson::SUCCESS) read(moved_from, end.moved_from, JournalForm::path);
  return end;
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
    if (type == "sync") return sync_of(object);
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
    Key key{path_of(element_at(object, "path")), status_of(text_at(object, "status")), {}};
    for (const dom::element output : value_of<dom::array>(element_at(object, "outputs"))) {
      // One that is no UTF-8 is told apart by its digits as well.
      const dom::element path = element_at(value_of<dom::object>(output), "path");
      key.outputs.push_back(path.is_string() ? value_of<std::string_view>(path)
                                             : text_at(value_of<dom::object>(path), "hex"));
    }
    return key;
  } catch (const NotALine&) {
    return std::nullopt;
  }
}

}  // namespace tbbimg
