#include "tools/journal/schema.hpp"

#include <nlohmann/json.hpp>

#include "engine/journal/journal_line.hpp"

namespace tbbimg::tools {
namespace {

using Json = nlohmann::ordered_json;

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

Json run_line() {
  return object({{"type", {{"const", "run"}}},
                 {"schema", {{"const", kJournalSchema}}},
                 {"tbbimg", {{"type", "string"}}},
                 {"started", reference("time")},
                 {"folder", reference("path")},
                 {"arguments", list_of(reference("path"))},
                 {"roots", list_of(reference("path"))},
                 {"recipe", reference("hash")},
                 {"shard", {{"type", "string"}, {"pattern", "^[0-9]+/[0-9]+$"}}},
                 {"kind", words<RunKind>(kRunKinds)},
                 {"boot", {{"type", "string"}}},
                 {"images", {{"enum", {"all", "failed"}}}},
                 {"damaged_lines", reference("count")},
                 {"spec", {{"type", "object"}, {"required", {"inputs", "output", "recipe"}}}},
                 {"sum", reference("hash")}},
                {"type", "schema", "tbbimg", "started", "folder", "arguments", "roots", "recipe", "kind", "images",
                 "spec", "sum"});
}

Json image_line() {
  constexpr std::size_t kCodes = static_cast<std::size_t>(ErrorCode::internal) + 1;
  const Json side = {{"type", "integer"}, {"minimum", 1}};
  const Json output = object({{"path", reference("path")},
                              {"variant", {{"type", "string"}}},
                              {"bytes", reference("count")},
                              {"width", side},
                              {"height", side},
                              {"xxh3", reference("hash")}},
                             {"path", "variant", "bytes"});
  const Json error =
      object({{"code", words<ErrorCode>(kCodes)}, {"stage", words<Stage>(kStages)}, {"message", {{"type", "string"}}}},
             {"code", "stage", "message"});
  Json line = object({{"type", {{"const", "image"}}},
                      {"path", reference("path")},
                      {"status", words<JournalStatus>(kJournalStatuses)},
                      {"recipe", reference("hash")},
                      {"bytes", reference("count")},
                      {"mtime_ns", {{"type", "integer"}}},
                      {"attempts", reference("count")},
                      {"outputs", list_of(output)},
                      {"error", error},
                      {"ms",
                       {{"type", "object"},
                        {"propertyNames", words<Stage>(kStages)},
                        {"additionalProperties", {{"type", "number"}, {"minimum", 0}}}}},
                      {"sum", reference("hash")}},
                     {"type", "path", "status", "recipe", "bytes", "mtime_ns", "attempts", "outputs", "ms", "sum"});
  line["if"] = {{"properties", {{"status", {{"const", "failed"}}}}}};
  line["then"] = {{"required", {"error"}}};
  return line;
}

Json end_line() {
  return object({{"type", {{"const", "end"}}},
                 {"ended", reference("time")},
                 {"ended_by", {{"enum", {"end_of_source", "stop_request", "failure_limit", "environment"}}}},
                 {"listed", reference("count")},
                 {"done", reference("count")},
                 {"failed", reference("count")},
                 {"skipped", reference("count")},
                 {"cancelled", reference("count")},
                 {"sum", reference("hash")}},
                {"type", "ended", "ended_by", "listed", "done", "failed", "skipped", "cancelled", "sum"});
}

Json sync_line() {
  return object({{"type", {{"const", "sync"}}}, {"bytes", reference("count")}, {"sum", reference("hash")}},
                {"type", "bytes", "sum"});
}

}  // namespace

std::string journal_schema() {
  const Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                       {"title", "A line of a journal of tbbimg"},
                       {"definitions", definitions()},
                       {"oneOf", {run_line(), image_line(), end_line(), sync_line()}}};
  return schema.dump(2) + "\n";
}

}  // namespace tbbimg::tools
