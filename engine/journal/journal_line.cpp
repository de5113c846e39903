#include "engine/journal/journal_line.hpp"

#include <charconv>
#include <concepts>
#include <ctime>
#include <functional>
#include <iterator>
#include <string>
#include <type_traits>
#include <utility>

#include "engine/io/file_hash.hpp"
#include "engine/journal/detail/journal_fields.hpp"
#include "engine/journal/detail/json_text.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

using detail::append_hash;
using detail::append_path;
using detail::append_text;
using detail::JournalForm;
using detail::Presence;

// Each append() writes a value as its field's form asks for.
template <std::integral Number>
void append(std::string& json, Number number, JournalForm form) {
  if (form == JournalForm::hash) return append_hash(json, static_cast<std::uint64_t>(number));
  if (form == JournalForm::time) return append_text(json, time_text(static_cast<std::int64_t>(number)));
  char digits[24];
  json.append(digits, std::to_chars(digits, std::end(digits), number).ptr);
}

void append(std::string& json, const std::string& text, JournalForm form) {
  if (form == JournalForm::json) {
    json += text;
  } else {
    form == JournalForm::path ? append_path(json, text) : append_text(json, text);
  }
}

void append(std::string& json, bool is_whole, JournalForm) { append_text(json, is_whole ? "all" : "failed"); }

template <class Word>
requires std::is_enum_v<Word>
void append(std::string& json, Word word, JournalForm) { append_text(json, to_string(word)); }

// Milliseconds to three decimals: microseconds are enough for what a person compares.
void append(std::string& json, const StageTimes& times, JournalForm) {
  json += '{';
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (times[stage].count() == 0) continue;
    if (json.back() != '{') json += ',';
    append_text(json, to_string(stage));
    char digits[32];
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(times[stage]);
    const double ms = static_cast<double>(us.count()) / 1000;
    (json += ':').append(digits, std::to_chars(digits, std::end(digits), ms).ptr);
  }
  json += '}';
}

template <class Object, class Fields>
void append_object(std::string& json, const Object& object, const Fields& fields);

void append(std::string& json, const JournalOutput& output, JournalForm) {
  append_object(json, output, detail::kOutputFields);
}

void append(std::string& json, const Error& error, JournalForm) {
  append_object(json, detail::JournalError(error), detail::kErrorFields);
}

void append(std::string& json, const std::vector<std::string>& texts, JournalForm form) {
  if (form == JournalForm::path) return detail::append_paths(json, texts);
  json += '[';
  for (const std::string& text : texts) {
    if (json.back() != '[') json += ',';
    append_text(json, text);
  }
  json += ']';
}

void append(std::string& json, const std::vector<JournalOutput>& outputs, JournalForm form) {
  json += '[';
  for (const JournalOutput& output : outputs) {
    if (&output != &outputs.front()) json += ',';
    append(json, output, form);
  }
  json += ']';
}

template <class Value>
void append(std::string& json, const std::optional<Value>& value, JournalForm form) {
  append(json, *value, form);
}

// Whether a value that need not be there is.
bool is_known(const std::string& text) noexcept { return !text.empty(); }
bool is_known(const std::integral auto& number) noexcept { return number != 0; }
bool is_known(const std::vector<std::string>& texts) noexcept { return !texts.empty(); }
bool is_known(ErrorKind kind) noexcept { return kind != ErrorKind::none; }
template <class Value>
bool is_known(const std::optional<Value>& value) noexcept {
  return value.has_value();
}
bool is_known(const auto&) noexcept { return true; }

// Members without a brace, each with a comma in front of it.
template <class Object, class Fields>
void append_members(std::string& json, const Object& object, const Fields& fields) {
  detail::for_each_field(fields, [&](const auto& field) {
    const auto& value = std::invoke(field.get, object);
    if (field.presence == Presence::if_known && !is_known(value)) return;
    ((json += ",\"") += field.name) += "\":";
    append(json, value, field.form);
  });
}

template <class Object, class Fields>
void append_object(std::string& json, const Object& object, const Fields& fields) {
  const std::size_t begin = json.size();
  append_members(json, object, fields);
  json[begin] = '{';
  json += '}';
}

void append_count(std::string& json, std::string_view name, std::uint64_t count) {
  ((json += ",\"") += name) += "\":";
  append(json, count, JournalForm::plain);
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
    case JournalStatus::listed: return "listed";
    case JournalStatus::pruned: return "pruned";
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

std::string to_line(const JournalRun& run) {
  std::string json = R"({"type":"run")";
  append_members(json, run, detail::kRunFields);
  return closed(std::move(json));
}

std::string to_line(const JournalImage& image) {
  std::string json;
  json.reserve(512);
  json += R"({"type":"image")";
  append_members(json, image, detail::kImageFields);
  return closed(std::move(json));
}

std::string to_line(const JournalEnd& end) {
  std::string json = R"({"type":"end","ended":)";
  append_text(json, time_text(end.ended_ms));
  json += R"(,"ended_by":)";
  append_text(json, end.ended_by);
  for (const auto& field : kCountFields) append_count(json, field.name, end.*field.count);
  if (!end.moved_from.empty()) detail::append_paths(json += R"(,"moved_from":)", end.moved_from);
  return closed(std::move(json));
}

std::string to_line(const JournalSync& sync) {
  std::string json = R"({"type":"sync")";
  append_members(json, sync, detail::kSyncFields);
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
  return milliseconds_of(now);
}

}  // namespace tbbimg
