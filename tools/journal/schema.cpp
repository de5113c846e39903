#include "tools/journal/schema.hpp"

#include <functional>
#include <nlohmann/json.hpp>

#include "engine/journal/detail/journal_fields.hpp"
#include "engine/journal/journal_line.hpp"

namespace tbbimg::tools {
namespace {

using Json = nlohmann::ordered_json;
using detail::JournalForm;

Json object(Json properties, const std::vector<std::string>& required) {
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", required}};
}

Json list_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

Json reference(const char* name) { return {{"$ref", std::string("#/definitions/") + name}}; }

Json definitions() {
  const Json hex = object({{"hex", {{"type", "string"}, {"pattern", "^([0-9a-f]{2})+$"}}}}, {"hex"});
  const Json time = {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z$"}};
  return {{"path", {{"description", "Bytes that are no UTF-8 stand as hex"}, {"anyOf", {{{"type", "string"}}, hex}}}},
          {"hash", {{"type", "string"}, {"pattern", "^[0-9a-f]{16}$"}}},
          {"time", time},
          {"count", {{"type", "integer"}, {"minimum", 0}}}};
}

template <class Word>
Json words(std::size_t count) {
  Json all = Json::array();
  for (std::size_t i = 0; i < count; ++i) all.push_back(to_string(static_cast<Word>(i)));
  return {{"enum", std::move(all)}};
}

// Each schema_of() says what a value may be, by its type and its field's form.
Json schema_of(const std::string&, JournalForm form) {
  if (form == JournalForm::path) return reference("path");
  if (form == JournalForm::json) return {{"type", "object"}};
  if (form == JournalForm::shard) return {{"type", "string"}, {"pattern", "^[0-9]+/[0-9]+$"}};
  return {{"type", "string"}};
}
Json schema_of(std::uint64_t, JournalForm form) { return reference(form == JournalForm::hash ? "hash" : "count"); }
Json schema_of(std::int64_t, JournalForm form) {
  return form == JournalForm::time ? reference("time") : Json{{"type", "integer"}};
}
Json schema_of(int, JournalForm form) {
  return form == JournalForm::side ? Json{{"type", "integer"}, {"minimum", 1}} : reference("count");
}
Json schema_of(bool, JournalForm) { return {{"enum", {"all", "failed"}}}; }
Json schema_of(RunKind, JournalForm) { return words<RunKind>(kRunKinds); }
Json schema_of(JournalStatus, JournalForm) { return words<JournalStatus>(kJournalStatuses); }
Json schema_of(ErrorCode, JournalForm) { return words<ErrorCode>(static_cast<std::size_t>(ErrorCode::internal) + 1); }
Json schema_of(Stage, JournalForm) { return words<Stage>(kStages); }
Json schema_of(ErrorKind, JournalForm) { return words<ErrorKind>(kErrorKinds); }
Json schema_of(const StageTimes&, JournalForm) {
  return {{"type", "object"},
          {"propertyNames", words<Stage>(kStages)},
          {"additionalProperties", {{"type", "number"}, {"minimum", 0}}}};
}

template <class Line, class Fields>
void add_members(Json& properties, std::vector<std::string>& required, const Fields& fields);

template <class Object, class Fields>
Json object_of(const Fields& fields) {
  Json properties = Json::object();
  std::vector<std::string> required;
  add_members<Object>(properties, required, fields);
  return object(std::move(properties), required);
}

Json schema_of(const JournalOutput&, JournalForm) { return object_of<JournalOutput>(detail::kOutputFields); }
Json schema_of(const Error&, JournalForm) { return object_of<detail::JournalError>(detail::kErrorFields); }
template <class Value>
Json schema_of(const std::vector<Value>&, JournalForm form) {
  return list_of(schema_of(Value{}, form));
}
template <class Value>
Json schema_of(const std::optional<Value>&, JournalForm form) {
  return schema_of(Value{}, form);
}

template <class Line, class Fields>
void add_members(Json& properties, std::vector<std::string>& required, const Fields& fields) {
  detail::for_each_field(fields, [&](const auto& field) {
    const Line line{};
    properties[std::string(field.name)] = schema_of(std::invoke(field.get, line), field.form);
    if (field.presence == detail::Presence::always) required.emplace_back(field.name);
  });
}

template <class Line, class Fields>
Json line_of(const char* type, const Fields& fields) {
  Json properties = {{"type", {{"const", type}}}};
  std::vector<std::string> required = {"type"};
  add_members<Line>(properties, required, fields);
  properties["sum"] = reference("hash");
  required.emplace_back("sum");
  return object(std::move(properties), required);
}

Json run_line() {
  Json line = line_of<JournalRun>("run", detail::kRunFields);
  line["properties"]["schema"] = {{"const", kJournalSchema}};
  return line;
}

Json image_line() {
  Json line = line_of<JournalImage>("image", detail::kImageFields);
  line["if"] = {{"properties", {{"status", {{"const", "failed"}}}}}};
  line["then"] = {{"required", {"error"}}};
  return line;
}

Json end_line() {
  Json properties = {{"type", {{"const", "end"}}},
                     {"ended", reference("time")},
                     {"ended_by", {{"enum", {"end_of_source", "stop_request", "failure_limit", "environment"}}}},
                     {"moved_from", schema_of(JournalEnd{}.moved_from, JournalForm::path)},
                     {"sum", reference("hash")}};
  for (const auto& field : kCountFields) properties[field.name] = reference("count");
  // The counts that the first version of the format had.
  return object(std::move(properties),
                {"type", "ended", "ended_by", "listed", "done", "failed", "skipped", "cancelled", "sum"});
}

}  // namespace

std::string journal_schema() {
  const Json schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "A line of a journal of tbbimg"},
      {"definitions", definitions()},
      {"oneOf", {run_line(), image_line(), end_line(), line_of<JournalSync>("sync", detail::kSyncFields)}}};
  return schema.dump(2) + "\n";
}

}  // namespace tbbimg::tools
