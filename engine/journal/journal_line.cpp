#include "engine/journal/journal_line.hpp"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "engine/io/file_hash.hpp"
#include "engine/journal/detail/json_text.hpp"

namespace tbbimg {
namespace {

using detail::append_hash;
using detail::append_path;
using detail::append_paths;
using detail::append_text;

void append_number(std::string& json, std::int64_t number) {
  char digits[24];
  json.append(digits, std::to_chars(digits, std::end(digits), number).ptr);
}

void append_number(std::string& json, std::uint64_t number) {
  char digits[24];
  json.append(digits, std::to_chars(digits, std::end(digits), number).ptr);
}

// Milliseconds to three decimals: microseconds are enough for what a person compares.
void append_ms(std::string& json, StageTimes::Duration time) {
  char digits[32];
  const double ms = static_cast<double>(time.count() / 1000) / 1000;
  json.append(digits, std::to_chars(digits, std::end(digits), ms).ptr);
}

void append_outputs(std::string& json, const std::vector<JournalOutput>& outputs) {
  json += R"(,"outputs":[)";
  for (const JournalOutput& output : outputs) {
    json += &output == &outputs.front() ? R"({"path":)" : R"(,{"path":)";
    append_path(json, output.path);
    json += R"(,"variant":)";
    append_text(json, output.variant);
    json += R"(,"bytes":)";
    append_number(json, output.bytes);
    if (output.size.width > 0) {
      json += R"(,"width":)";
      append_number(json, std::int64_t{output.size.width});
      json += R"(,"height":)";
      append_number(json, std::int64_t{output.size.height});
    }
    if (output.hash) {
      json += R"(,"xxh3":)";
      append_hash(json, *output.hash);
    }
    json += '}';
  }
  json += ']';
}

void append_error(std::string& json, const Error& error) {
  json += R"(,"error":{"code":)";
  append_text(json, to_string(error.code));
  json += R"(,"stage":)";
  append_text(json, to_string(error.stage));
  json += R"(,"message":)";
  append_text(json, error.message);
  json += '}';
}

void append_times(std::string& json, const StageTimes& times) {
  json += R"(,"ms":{)";
  bool is_first = true;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (times[stage].count() == 0) continue;
    if (!is_first) json += ',';
    is_first = false;
    append_text(json, to_string(stage));
    json += ':';
    append_ms(json, times[stage]);
  }
  json += '}';
}

void append_count(std::string& json, std::string_view name, std::uint64_t count) {
  json += ",\"";
  json += name;
  json += "\":";
  append_number(json, count);
}

constexpr std::string_view kSumKey = R"(,"sum":")";
constexpr std::size_t kSumLength = kSumKey.size() + 16 + 2;

// The line that `json`, an object without its last brace, gives.
std::string closed(std::string json) {
  const std::uint64_t sum = file_hash(json);
  json += R"(,"sum":)";
  append_hash(json, sum);
  return json += "}\n";
}

}  // namespace

std::string_view to_string(JournalStatus status) noexcept {
  switch (status) {
    case JournalStatus::done: return "done";
    case JournalStatus::failed: return "failed";
    case JournalStatus::damaged: return "damaged";
    case JournalStatus::begun: return "begun";
  }
  return "unknown";
}

std::string_view to_string(RunKind kind) noexcept {
  switch (kind) {
    case RunKind::plain: return "plain";
    case RunKind::resume: return "resume";
    case RunKind::overwrite: return "overwrite";
  }
  return "unknown";
}

std::string boot_id() {
  std::string id;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), id);
  return id;
}

std::string to_line(const JournalRun& run) {
  std::string json = R"({"type":"run")";
  append_count(json, "schema", static_cast<std::uint64_t>(run.schema));
  json += R"(,"tbbimg":)";
  append_text(json, run.version);
  json += R"(,"started":)";
  append_text(json, time_text(run.started_ms));
  json += R"(,"folder":)";
  append_path(json, run.folder);
  json += R"(,"arguments":)";
  append_paths(json, run.arguments);
  json += R"(,"roots":)";
  append_paths(json, run.roots);
  json += R"(,"recipe":)";
  append_hash(json, run.recipe);
  if (!run.shard.empty()) {
    json += R"(,"shard":)";
    append_text(json, run.shard);
  }
  json += R"(,"kind":)";
  append_text(json, to_string(run.kind));
  if (!run.boot.empty()) {
    json += R"(,"boot":)";
    append_text(json, run.boot);
  }
  json += run.is_whole ? R"(,"images":"all")" : R"(,"images":"failed")";
  if (run.damaged_lines > 0) append_count(json, "damaged_lines", run.damaged_lines);
  if (!run.spec.empty()) json += R"(,"spec":)" + run.spec;
  return closed(std::move(json));
}

std::string to_line(const JournalImage& image) {
  std::string json;
  json.reserve(512);
  json += R"({"type":"image","path":)";
  append_path(json, image.path);
  json += R"(,"status":)";
  append_text(json, to_string(image.status));
  json += R"(,"recipe":)";
  append_hash(json, image.recipe);
  append_count(json, "bytes", image.bytes);
  json += R"(,"mtime_ns":)";
  append_number(json, image.mtime_ns);
  append_count(json, "attempts", static_cast<std::uint64_t>(image.attempts));
  append_outputs(json, image.outputs);
  if (image.error) append_error(json, *image.error);
  append_times(json, image.times);
  return closed(std::move(json));
}

std::string to_line(const JournalEnd& end) {
  std::string json = R"({"type":"end","ended":)";
  append_text(json, time_text(end.ended_ms));
  json += R"(,"ended_by":)";
  append_text(json, end.ended_by);
  append_count(json, "listed", end.listed);
  append_count(json, "done", end.done);
  append_count(json, "failed", end.failed);
  append_count(json, "skipped", end.skipped);
  append_count(json, "cancelled", end.cancelled);
  return closed(std::move(json));
}

std::string to_line(const JournalSync& sync) {
  std::string json = R"({"type":"sync")";
  append_count(json, "bytes", sync.bytes);
  return closed(std::move(json));
}

LineCheck check_line(std::string_view line) {
  const std::size_t sum = line.size() < kSumLength ? std::string_view::npos : line.size() - kSumLength;
  // One whose name or place is not what it should be is no longer to be told from none.
  if (sum == std::string_view::npos || line.substr(sum, kSumKey.size()) != kSumKey) return LineCheck::none;
  std::string tail(kSumKey.substr(0, kSumKey.size() - 1));
  append_hash(tail, file_hash(line.substr(0, sum)));
  tail += '}';
  return line.substr(sum) == tail ? LineCheck::whole : LineCheck::damaged;
}

std::int64_t file_clock_ms() noexcept {
  struct timespec now {};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

std::string time_text(std::int64_t ms) {
  const std::time_t seconds = static_cast<std::time_t>(ms / 1000);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, static_cast<int>(ms % 1000));
  return text;
}

}  // namespace tbbimg
